"""Content of a product, an organization, a person and an opportunity."""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, Field, ValidationError, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from directory.catalog.content.definitions import FACT_BY_KEY
from directory.catalog.content.facts import Fact, check_fact
from directory.catalog.content.images import Image
from directory.catalog.content.parts import (
    RELATION_RULES,
    DeclaredRelation,
    InteroperabilityClaim,
    PricePlan,
    Study,
    WebLink,
)
from directory.catalog.content.primitives import (
    InSchema,
    Levels,
    Line,
    Markdown,
    Name,
    Populations,
    Slugs,
    Source,
    Strict,
    Tagline,
    TermLookup,
    Url,
    terms_of,
    words,
)
from directory.catalog.content.wording import message
from directory.catalog.types import Kind
from directory.kernel.errors import FieldProblem, Invalid

PlatformName = Annotated[str, Field(pattern=r"^[a-z0-9-]{1,40}$")]
Subjects = Annotated[Slugs, AfterValidator(terms_of("subject")), InSchema(vocabulary="subject")]
Needs = Annotated[Slugs, AfterValidator(terms_of("need")), InSchema(vocabulary="need")]
Audiences = Annotated[Slugs, AfterValidator(terms_of("audience")), InSchema(vocabulary="audience")]
Settings = Annotated[Slugs, AfterValidator(terms_of("setting")), InSchema(vocabulary="setting")]
Uses = Annotated[Slugs, AfterValidator(terms_of("use")), InSchema(vocabulary="use")]
ProductKinds = Annotated[
    Slugs, AfterValidator(terms_of("product-kind")), InSchema(vocabulary="product-kind")
]
OrganizationKinds = Annotated[
    Slugs, AfterValidator(terms_of("organization-kind")), InSchema(vocabulary="organization-kind")
]
OpportunityKinds = Annotated[
    Slugs, AfterValidator(terms_of("opportunity-kind")), InSchema(vocabulary="opportunity-kind")
]


def _lifecycle(value: str, info: ValidationInfo) -> str:
    return terms_of("lifecycle")((value,), info)[0]


Lifecycle = Annotated[str, AfterValidator(_lifecycle), InSchema(vocabulary="lifecycle")]


class Content(Strict):
    """What every kind has. `classification` says who chose the vocabulary terms."""

    kind: ClassVar[Kind]
    vocabularies: ClassVar[Mapping[str, str]] = {}  # field -> vocabulary

    name: Annotated[Name, words("Name", "As its maker writes it.", "Fraction Forest")]
    aliases: Annotated[
        tuple[Name, ...],
        Field(max_length=20),
        words("Other names", "Names under which people may look for it, one a line.", "FracForest"),
    ] = ()
    tagline: Annotated[
        Tagline,
        words(
            "In one line",
            "What it is and for whom, in plain words. It stands under the name in every list.",
            "Practice fractions in a forest, alone or with a friend.",
        ),
    ]
    description: Annotated[
        Markdown,
        words(
            "Description",
            "What it does and for whom. Paragraphs, lists and links (Markdown) are kept; images and "
            "advertising words are not needed.",
            "Learners plant trees by solving fraction problems. A lesson takes 15 minutes.",
        ),
    ] = ""
    homepage_url: Annotated[
        Url | None, words("Home page", "Where it lives on the web.", "https://www.example.org")
    ] = None
    links: Annotated[
        tuple[WebLink, ...],
        Field(max_length=20),
        words("More pages", "Such as help, a demonstration or a status page."),
    ] = ()
    lifecycle: Annotated[
        Lifecycle, words("Is it offered now?", "Whether people can get it today.")
    ] = "not-stated"
    facts: Annotated[dict[str, Fact], InSchema(hidden=True)] = {}  # asked one by one
    relations: Annotated[
        tuple[DeclaredRelation, ...],
        Field(max_length=200),
        words(
            "People and organizations",
            "How it stands to other listings: who makes it, who founded it, what it is part of.",
            section="people",
        ),
    ] = ()
    classification: Annotated[Source | None, InSchema(hidden=True)] = None
    sources: Annotated[tuple[Source, ...], Field(max_length=20), InSchema(hidden=True)] = ()

    @field_validator("facts")
    @classmethod
    def _facts(cls, value: dict[str, Fact], info: ValidationInfo) -> dict[str, Fact]:
        for key, fact in value.items():
            definition = FACT_BY_KEY.get(key)
            if definition is None or cls.kind not in definition.kinds:
                raise PydanticCustomError(
                    "unknown_fact", "There is no fact “{key}” here.", {"key": key}
                )
            check_fact(definition, fact, info)
        return value

    @field_validator("relations")
    @classmethod
    def _relations(cls, value: tuple[DeclaredRelation, ...]) -> tuple[DeclaredRelation, ...]:
        for relation in value:
            rule = RELATION_RULES[relation.kind]
            other = Kind(relation.other.split("/")[0])
            if (cls.kind, other) not in {(rule.subject, rule.object), (rule.object, rule.subject)}:
                raise PydanticCustomError(
                    "relation",
                    "“{relation}” cannot stand between a {one} and a {other}.",
                    {"relation": relation.kind.value, "one": cls.kind.value, "other": other.value},
                )
        return value


class ProductContent(Content):
    """A product: what it is, for whom, and what is known of its quality."""

    kind = Kind.PRODUCT
    vocabularies = {
        "product_kinds": "product-kind",
        "subjects": "subject",
        "levels": "level",
        "needs": "need",
        "audiences": "audience",
        "populations": "population",
        "settings": "setting",
        "uses": "use",
    }

    product_kinds: Annotated[
        ProductKinds, words("Kind of product", "All that fit.", section="audience")
    ] = ()
    subjects: Annotated[
        Subjects, words("Subjects", "What learners work on with it.", section="audience")
    ] = ()
    levels: Annotated[Levels, words("Grades", "For which grades.", section="audience")] = ()
    needs: Annotated[
        Needs, words("Need served", "What it is for, in broad terms.", section="audience")
    ] = ()
    audiences: Annotated[Audiences, words("For whom", "Who uses it.", section="audience")] = ()
    populations: Annotated[
        Populations,
        words("Learners it serves", "Only groups that it was made for.", section="audience"),
    ] = ()
    settings: Annotated[
        Settings, words("Setting", "Where and in what group it is used.", section="audience")
    ] = ()
    uses: Annotated[Uses, words("Use", "What it is used for in teaching.", section="audience")] = ()
    age_range: Annotated[
        str,
        Field(pattern=r"^(\d{1,2}-(\d{1,2})?)?$"),
        words("Ages", "From and to; without an end, leave the end out.", "7-9", section="audience"),
    ] = ""
    current_version: Annotated[Line, words("Newest version", "", "4.2")] = ""
    platform_ids: Annotated[
        dict[PlatformName, Line],
        Field(max_length=10),
        words("Identifiers in app stores", section="interoperable", hidden=True),
    ] = {}
    video_url: Annotated[
        Url | None,
        words("Video", "A video that shows it.", "https://video.example.org/forest"),
    ] = None
    logo: Annotated[Image | None, words("Logo", section="images")] = None
    screenshots: Annotated[
        tuple[Image, ...], Field(max_length=6), words("Screenshots", section="images")
    ] = ()
    studies: Annotated[
        tuple[Study, ...],
        Field(max_length=50),
        words("Studies", "Studies of its effect, whatever they found.", section="evidence-based"),
    ] = ()
    interoperability: Annotated[
        tuple[InteroperabilityClaim, ...],
        Field(max_length=50),
        words(
            "Standards",
            "Technical standards it works with. One that is certified needs its certificate number.",
            section="interoperable",
        ),
    ] = ()
    price_plans: Annotated[
        tuple[PricePlan, ...],
        Field(max_length=20),
        words("Price plans", "Prices that can be read in public.", section="usable"),
    ] = ()


class OrganizationContent(Content):
    """An organization that makes, studies, funds or hosts ed-tech."""

    kind = Kind.ORGANIZATION
    vocabularies = {"organization_kinds": "organization-kind", "needs": "need"}

    organization_kinds: Annotated[
        OrganizationKinds, words("Kind of organization", "All that fit.", section="audience")
    ] = ()
    needs: Annotated[
        Needs, words("Need served", "What its work is for, in broad terms.", section="audience")
    ] = ()
    legal_name: Annotated[
        Line, words("Registered name", "Only where it differs.", "Forest Works, Inc.")
    ] = ""
    logo: Annotated[Image | None, words("Logo", section="images")] = None


class PersonContent(Content):
    """A person in a public role; nothing is kept that the role does not need."""

    kind = Kind.PERSON


class OpportunityContent(Content):
    """A grant, program, challenge, accelerator, pilot or test bed."""

    kind = Kind.OPPORTUNITY
    vocabularies = {
        "opportunity_kinds": "opportunity-kind",
        "audiences": "audience",
        "needs": "need",
        "subjects": "subject",
        "levels": "level",
    }

    opportunity_kinds: Annotated[
        OpportunityKinds, words("Kind of opportunity", "All that fit.", section="audience")
    ] = ()
    audiences: Annotated[Audiences, words("For whom", "Who can apply.", section="audience")] = ()
    needs: Annotated[
        Needs, words("Need served", "What the money or help is for.", section="audience")
    ] = ()
    subjects: Annotated[
        Subjects, words("Subjects", "Only when it is limited to some.", section="audience")
    ] = ()
    levels: Annotated[
        Levels, words("Grades", "Only when it is limited to some.", section="audience")
    ] = ()
    logo: Annotated[Image | None, words("Logo", section="images")] = None


CONTENT_TYPES: dict[Kind, type[Content]] = {
    content_type.kind: content_type
    for content_type in (ProductContent, OrganizationContent, PersonContent, OpportunityContent)
}


def parse_content(kind: Kind, data: Mapping[str, Any], terms: TermLookup) -> Content:
    """Return the valid content, or raise Invalid with every problem by field."""
    try:
        return CONTENT_TYPES[kind].model_validate(dict(data), context={"terms": terms})
    except ValidationError as error:
        raise Invalid(
            [
                FieldProblem(
                    ".".join(str(part) for part in problem["loc"]) or "content",
                    problem["type"],
                    message(problem),
                )
                for problem in error.errors(include_url=False)
            ]
        ) from error


def parse_stored(kind: Kind, data: Mapping[str, Any]) -> Content:
    """Return content that was valid when it was stored; terms retired since then are kept."""
    return CONTENT_TYPES[kind].model_validate(dict(data))
