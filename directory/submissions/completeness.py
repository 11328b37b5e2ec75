"""How complete a content is, and what each thing that is missing would bring. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from directory.catalog.content import Content
from directory.catalog.content.definitions import facts_of
from directory.catalog.content.facts import FactState
from directory.catalog.types import Kind


@dataclass(frozen=True)
class Gain:
    """Something that is missing: where it is filled in, what it is called, what it would bring."""

    field: str
    label: str
    gain: str
    weight: int


@dataclass(frozen=True)
class Completeness:
    """`percent` of what helps people to decide; what is missing, the most useful first."""

    percent: int
    missing: tuple[Gain, ...]


_FILTER = "People filter by it; without it the listing is left out of their results."
_COMMON = (
    Gain("description", "Description", "Search looks through it, and people decide by it.", 3),
    Gain("homepage_url", "Home page", "The way to you: the first button on the page.", 3),
    Gain("links", "More pages", "Help or a demonstration, one click away.", 1),
    Gain("relations", "People and organizations", "It is found on their pages, too.", 2),
    Gain("lifecycle", "Is it offered now?", "Nobody has to ask whether it still exists.", 1),
)
_LOGO = Gain("logo", "Logo", "It is recognized at a glance in lists.", 1)
_BY_KIND: dict[Kind, tuple[Gain, ...]] = {
    Kind.PRODUCT: (
        *_COMMON,
        _LOGO,
        Gain("screenshots", "Screenshots", "People see what their learners would see.", 1),
        Gain("product_kinds", "Kind of product", _FILTER, 3),
        Gain("subjects", "Subjects", _FILTER, 3),
        Gain("levels", "Grades", _FILTER, 3),
        Gain("needs", "Need served", _FILTER, 2),
        Gain("audiences", "For whom", _FILTER, 2),
        Gain("studies", "Studies", "Districts may have to show evidence before they can buy.", 2),
        Gain(
            "interoperability",
            "Standards",
            "Those who look after school systems ask for it first.",
            1,
        ),
        Gain("price_plans", "Price plans", "A stated price saves both sides a call.", 1),
    ),
    Kind.ORGANIZATION: (
        *_COMMON,
        _LOGO,
        Gain("organization_kinds", "Kind of organization", _FILTER, 3),
    ),
    Kind.PERSON: _COMMON,
    Kind.OPPORTUNITY: (
        *_COMMON,
        _LOGO,
        Gain("opportunity_kinds", "Kind of opportunity", _FILTER, 3),
        Gain("audiences", "For whom", _FILTER, 2),
        Gain("subjects", "Subjects", _FILTER, 1),
        Gain("levels", "Grades", _FILTER, 1),
    ),
}
# Facts that weigh more than one point, with what they bring.
_FACTS = {
    "price": (3, _FILTER),
    "privacy_policy": (3, "A school has to read it before it can say yes."),
    "offline": (3, "Schools with slow internet filter by it."),
    "platforms": (2, _FILTER),
    "accessibility_features": (2, _FILTER),
    "accessibility_report": (2, "Many districts may only buy what has one."),
    "interface_languages": (2, _FILTER),
    "ai_used": (2, "It is among the first questions that families ask."),
    "deadline": (3, "Nobody applies too late."),
    "eligibility": (2, "Only those write to you who can apply."),
}
_STATED = "“Not stated” becomes an answer, with its source and date."


def completeness(content: Content) -> Completeness:
    """Return how complete this content is; a fact counts when it is stated, whatever it states."""
    wanted = [*_BY_KIND[content.kind], *_facts(content.kind)]
    missing = [gain for gain in wanted if not _has(content, gain.field)]
    total = sum(gain.weight for gain in wanted)
    left = sum(gain.weight for gain in missing)
    return Completeness(
        round(100 * (total - left) / total),
        tuple(sorted(missing, key=lambda gain: -gain.weight)),
    )


def _facts(kind: Kind) -> Iterable[Gain]:
    for definition in facts_of(kind):
        weight, gain = _FACTS.get(definition.key, (1, _STATED))
        yield Gain(f"facts.{definition.key}", definition.label, gain, weight)


def _has(content: Content, field: str) -> bool:
    if field.startswith("facts."):
        fact = content.facts.get(field[6:])
        return fact is not None and fact.state is not FactState.NOT_STATED
    value = getattr(content, field)
    return bool(value) and value != "not-stated"
