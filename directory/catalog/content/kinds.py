"""Content of a product, an organization, a person and an opportunity."""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, Field, ValidationError, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from directory.catalog.content.definitions import FACT_BY_KEY
from directory.catalog.content.facts import Fact, check_fact
from directory.catalog.content.parts import (
    RELATION_RULES,
    DeclaredRelation,
    InteroperabilityClaim,
    PricePlan,
    Study,
    WebLink,
)
from directory.catalog.content.primitives import (
    Line,
    Markdown,
    Name,
    Slugs,
    Source,
    Strict,
    Tagline,
    TermLookup,
    Url,
    terms_of,
)
from directory.catalog.types import Kind
from directory.kernel.errors import FieldProblem, Invalid

PlatformName = Annotated[str, Field(pattern=r"^[a-z0-9-]{1,40}$")]
Levels = Annotated[Slugs, AfterValidator(terms_of("level"))]
Subjects = Annotated[Slugs, AfterValidator(terms_of("subject"))]
Needs = Annotated[Slugs, AfterValidator(terms_of("need"))]
Audiences = Annotated[Slugs, AfterValidator(terms_of("audience"))]
Populations = Annotated[Slugs, AfterValidator(terms_of("population"))]
Settings = Annotated[Slugs, AfterValidator(terms_of("setting"))]
Uses = Annotated[Slugs, AfterValidator(terms_of("use"))]
ProductKinds = Annotated[Slugs, AfterValidator(terms_of("product-kind"))]
OrganizationKinds = Annotated[Slugs, AfterValidator(terms_of("organization-kind"))]
OpportunityKinds = Annotated[Slugs, AfterValidator(terms_of("opportunity-kind"))]


def _lifecycle(value: str, info: ValidationInfo) -> str:
    return terms_of("lifecycle")((value,), info)[0]


Lifecycle = Annotated[str, AfterValidator(_lifecycle)]


class Content(Strict):
    """What every kind has. `classification` says who chose the vocabulary terms."""

    kind: ClassVar[Kind]
    vocabularies: ClassVar[Mapping[str, str]] = {}  # field -> vocabulary

    name: Name
    aliases: Annotated[tuple[Name, ...], Field(max_length=20)] = ()
    tagline: Tagline
    description: Markdown = ""
    homepage_url: Url | None = None
    links: Annotated[tuple[WebLink, ...], Field(max_length=20)] = ()
    lifecycle: Lifecycle = "not-stated"
    facts: dict[str, Fact] = {}
    relations: Annotated[tuple[DeclaredRelation, ...], Field(max_length=200)] = ()
    classification: Source | None = None
    sources: Annotated[tuple[Source, ...], Field(max_length=20)] = ()

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

    product_kinds: ProductKinds = ()
    subjects: Subjects = ()
    levels: Levels = ()
    needs: Needs = ()
    audiences: Audiences = ()
    populations: Populations = ()
    settings: Settings = ()
    uses: Uses = ()
    age_range: Annotated[str, Field(pattern=r"^(\d{1,2}-(\d{1,2})?)?$")] = ""
    current_version: Line = ""
    platform_ids: Annotated[dict[PlatformName, Line], Field(max_length=10)] = {}
    video_url: Url | None = None
    studies: Annotated[tuple[Study, ...], Field(max_length=50)] = ()
    interoperability: Annotated[tuple[InteroperabilityClaim, ...], Field(max_length=50)] = ()
    price_plans: Annotated[tuple[PricePlan, ...], Field(max_length=20)] = ()


class OrganizationContent(Content):
    """An organization that makes, studies, funds or hosts ed-tech."""

    kind = Kind.ORGANIZATION
    vocabularies = {"organization_kinds": "organization-kind", "needs": "need"}

    organization_kinds: OrganizationKinds = ()
    needs: Needs = ()
    legal_name: Line = ""


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

    opportunity_kinds: OpportunityKinds = ()
    audiences: Audiences = ()
    needs: Needs = ()
    subjects: Subjects = ()
    levels: Levels = ()


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
                    problem["msg"],
                )
                for problem in error.errors(include_url=False, include_input=False)
            ]
        ) from error


def parse_stored(kind: Kind, data: Mapping[str, Any]) -> Content:
    """Return content that was valid when it was stored; terms retired since then are kept."""
    return CONTENT_TYPES[kind].model_validate(dict(data))
