"""Repeatable parts of a listing: relations, studies, interoperability claims, price plans, links."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from pydantic import Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from directory.catalog.content.primitives import (
    Line,
    Paragraph,
    PartialDate,
    Source,
    Strict,
    Url,
    check_terms,
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

    kind: RelationKind
    other: Reference
    role: Annotated[Line, Field(max_length=200)] = ""
    started_on: PartialDate | None = None
    ended_on: PartialDate | None = None
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

    citation: Paragraph
    url: Url | None = None
    design: StudyDesign = StudyDesign.NOT_STATED
    year: Year | None = None
    sample_size: Count | None = None
    sites: Count | None = None
    levels: tuple[str, ...] = ()
    populations: tuple[str, ...] = ()
    outcome: Line = ""
    effect: Line = ""
    product_version: Line = ""
    funder: Line = ""
    independent: bool | None = None
    tier: str | None = None
    tier_assigned_by: Line = ""

    @field_validator("levels")
    @classmethod
    def _levels(cls, value: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        check_terms("level", value, info)
        return value

    @field_validator("populations")
    @classmethod
    def _populations(cls, value: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        check_terms("population", value, info)
        return value

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

    standard: str
    status: ClaimStatus = ClaimStatus.CLAIMED
    version: Line = ""
    role: Line = ""
    certificate_id: Line = ""
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

    name: Line
    model: str
    amount: Count | None = None
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] = "USD"
    unit: Line = ""
    conditions: Paragraph = ""
    source: Source

    @field_validator("model")
    @classmethod
    def _model(cls, value: str, info: ValidationInfo) -> str:
        check_terms("price", (value,), info)
        return value


class WebLink(Strict):
    """A further page about the listing."""

    label: Annotated[Line, Field(min_length=1, max_length=100)]
    url: Url
