"""Repeatable parts of a listing: relations, studies, interoperability claims, price plans, links."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from pydantic import Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from directory.catalog.content.primitives import (
    Levels,
    Line,
    Paragraph,
    PartialDate,
    Populations,
    Source,
    Strict,
    Url,
    check_terms,
    words,
)
from directory.catalog.types import Kind

Count = Annotated[int, Field(ge=0, le=100_000_000)]
Year = Annotated[int, Field(ge=1600, le=2200)]
Reference = Annotated[
    str, Field(pattern=r"^(product|organization|person|opportunity)/[a-z0-9-]{1,90}$")
]


class RelationKind(StrEnum):
    """How one listing stands to another; read it as `subject kind object`."""

    MAKES = "makes"
    CREATED = "created"
    FOUNDED = "founded"
    WORKS_AT = "works_at"
    PART_OF = "part_of"
    FUNDS = "funds"
    PARTNERS_WITH = "partners_with"
    OFFERS = "offers"
    SUCCEEDS = "succeeds"


@dataclass(frozen=True)
class RelationRule:
    """Which kinds may stand at the two ends, and how each end names the other."""

    subject: Kind
    object: Kind
    forward: str
    backward: str


RELATION_RULES = {
    RelationKind.MAKES: RelationRule(Kind.ORGANIZATION, Kind.PRODUCT, "Makes", "Made by"),
    RelationKind.CREATED: RelationRule(Kind.PERSON, Kind.PRODUCT, "Created", "Created by"),
    RelationKind.FOUNDED: RelationRule(Kind.PERSON, Kind.ORGANIZATION, "Founded", "Founded by"),
    RelationKind.WORKS_AT: RelationRule(
        Kind.PERSON, Kind.ORGANIZATION, "Works or worked at", "People"
    ),
    RelationKind.PART_OF: RelationRule(Kind.ORGANIZATION, Kind.ORGANIZATION, "Part of", "Has part"),
    RelationKind.FUNDS: RelationRule(Kind.ORGANIZATION, Kind.ORGANIZATION, "Funds", "Funded by"),
    RelationKind.PARTNERS_WITH: RelationRule(
        Kind.ORGANIZATION, Kind.ORGANIZATION, "Partner of", "Partner of"
    ),
    RelationKind.OFFERS: RelationRule(Kind.ORGANIZATION, Kind.OPPORTUNITY, "Offers", "Offered by"),
    RelationKind.SUCCEEDS: RelationRule(Kind.PRODUCT, Kind.PRODUCT, "Follows", "Followed by"),
}


class DeclaredRelation(Strict):
    """A relation that this listing declares; `other` is `kind/slug` of the other end.

    Between two listings of one kind the declaring one is the subject.
    """

    kind: Annotated[RelationKind, words("Relation")]
    other: Annotated[
        Reference,
        words(
            "The other listing",
            "Its name, or the address of its page in this directory.",
            "Forest Works",
            format="reference",
        ),
    ]
    role: Annotated[
        Line, Field(max_length=200), words("Role", "Only for people.", "Head of learning design")
    ] = ""
    started_on: Annotated[PartialDate | None, words("Since", "", "2021-09")] = None
    ended_on: Annotated[PartialDate | None, words("Until", "", "2024")] = None
    source: Source | None = None


class StudyDesign(StrEnum):
    """How a study was made."""

    EXPERIMENT = "experiment"
    QUASI_EXPERIMENT = "quasi-experiment"
    CORRELATIONAL = "correlational"
    QUALITATIVE = "qualitative"
    CASE_STUDY = "case-study"
    REVIEW = "review"
    NOT_STATED = "not-stated"


class Study(Strict):
    """One evidence study. The tier belongs to it and to this outcome, never to the product."""

    citation: Annotated[
        Paragraph,
        words(
            "Citation",
            "Authors, year, title, where it was published.",
            "Rivera, A. (2024). Fractions in the forest. Journal of Examples, 3(1), 1–20.",
        ),
    ]
    url: Annotated[
        Url | None, words("Web address or DOI", "", "https://doi.org/10.0000/example")
    ] = None
    design: Annotated[StudyDesign, words("Design")] = StudyDesign.NOT_STATED
    year: Annotated[Year | None, words("Year", "", "2024")] = None
    sample_size: Annotated[Count | None, words("Learners", "How many took part.", "412")] = None
    sites: Annotated[Count | None, words("Schools or sites", "", "12")] = None
    levels: Annotated[Levels, words("Grades", "Of the learners who took part.")] = ()
    populations: Annotated[Populations, words("Groups", "Of the learners who took part.")] = ()
    outcome: Annotated[Line, words("Outcome", "What was measured.", "Fraction test score")] = ""
    effect: Annotated[Line, words("Effect", "As the study states it.", "d = 0.21, p = .03")] = ""
    product_version: Annotated[Line, words("Version studied", "", "3.1")] = ""
    funder: Annotated[Line, words("Paid by", "", "A state department of education")] = ""
    independent: Annotated[
        bool | None, words("Done by others than the maker", "Authors without a stake in it.")
    ] = None
    tier: Annotated[
        str | None,
        words(
            "Evidence tier (ESSA)",
            "Only one that somebody assigned to this study.",
            vocabulary="evidence-tier",
        ),
    ] = None
    tier_assigned_by: Annotated[
        Line, words("Tier assigned by", "", "A state’s list of reviewed programs")
    ] = ""

    @field_validator("tier")
    @classmethod
    def _tier(cls, value: str | None, info: ValidationInfo) -> str | None:
        check_terms("evidence-tier", (value,) if value else (), info)
        return value


class ClaimStatus(StrEnum):
    """`certified` means that a certifying body lists it; all else is a claim."""

    CLAIMED = "claimed"
    CERTIFIED = "certified"


class InteroperabilityClaim(Strict):
    """One standard that the product says, or that a body certifies, it works with."""

    standard: Annotated[str, words("Standard", vocabulary="standard")]
    status: Annotated[
        ClaimStatus, words("Claimed or certified", "Certified: a certifying body lists it.")
    ] = ClaimStatus.CLAIMED
    version: Annotated[Line, words("Version", "", "1.3")] = ""
    role: Annotated[Line, words("Role", "What it does in that standard.", "Tool provider")] = ""
    certificate_id: Annotated[
        Line, words("Certificate number", "Needed when it is certified.", "IMSA1234")
    ] = ""
    source: Source

    @field_validator("standard")
    @classmethod
    def _standard(cls, value: str, info: ValidationInfo) -> str:
        check_terms("standard", (value,), info)
        return value

    @field_validator("certificate_id")
    @classmethod
    def _certificate(cls, value: str, info: ValidationInfo) -> str:
        if info.data.get("status") is ClaimStatus.CERTIFIED and not value:
            raise PydanticCustomError(
                "certificate", "A certified standard needs its certificate number."
            )
        return value


class PricePlan(Strict):
    """One price that the maker states; `amount` in the smallest unit of the currency (cents)."""

    name: Annotated[Line, words("Name of the plan", "", "School license")]
    model: Annotated[str, words("How it is paid for", vocabulary="price")]
    amount: Annotated[
        Count | None, words("Amount", "Leave empty when it is not public.", "4.50", format="money")
    ] = None
    currency: Annotated[
        str, Field(pattern=r"^[A-Z]{3}$"), words("Currency", "Three letters.", "USD")
    ] = "USD"
    unit: Annotated[Line, words("For what", "", "per student and year")] = ""
    conditions: Annotated[
        Paragraph, words("Conditions", "Such as the least number of seats.", "At least 30 students")
    ] = ""
    source: Source

    @field_validator("model")
    @classmethod
    def _model(cls, value: str, info: ValidationInfo) -> str:
        check_terms("price", (value,), info)
        return value


class WebLink(Strict):
    """A further page about the listing."""

    label: Annotated[
        Line, Field(min_length=1, max_length=100), words("Name of the page", "", "Help pages")
    ]
    url: Annotated[Url, words("Web address", "", "https://help.example.org")]
