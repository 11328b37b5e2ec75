"""Pure rules of a listing: moves of its visibility, projected terms, the date of its last check."""

from collections.abc import Iterator
from dataclasses import dataclass

from directory.catalog.content import Content, ProductContent
from directory.catalog.content.definitions import FACT_BY_KEY
from directory.catalog.content.facts import FactState, ValueType
from directory.catalog.content.images import Image
from directory.catalog.content.parts import InteroperabilityClaim
from directory.catalog.types import Visibility


@dataclass(frozen=True)
class Move:
    """One way in which a listing's visibility can change."""

    name: str
    sources: tuple[Visibility, ...]
    target: Visibility
    needs_reason: bool = False


MOVES = (
    Move("publish", (Visibility.HIDDEN,), Visibility.PUBLIC),
    Move(
        "suspend", (Visibility.PUBLIC, Visibility.ARCHIVED), Visibility.SUSPENDED, needs_reason=True
    ),
    Move("restore", (Visibility.SUSPENDED, Visibility.ARCHIVED), Visibility.PUBLIC),
    Move("archive", (Visibility.PUBLIC,), Visibility.ARCHIVED),
    Move(
        "remove",
        (Visibility.PUBLIC, Visibility.ARCHIVED, Visibility.SUSPENDED),
        Visibility.REMOVED,
        needs_reason=True,
    ),
)
MOVE_BY_NAME = {move.name: move for move in MOVES}


def named_terms(content: Content) -> Iterator[tuple[str, str]]:
    """Yield (vocabulary, slug) for every term that a content states, in the order of its fields.

    A fact's terms count when its state is yes or partial: “not stated” and “no” give none.
    """
    yield "lifecycle", content.lifecycle
    for field, vocabulary in content.vocabularies.items():
        for slug in getattr(content, field):
            yield vocabulary, slug
    for key, fact in content.facts.items():
        definition = FACT_BY_KEY[key]
        if definition.value_type is ValueType.TERMS and fact.state in (
            FactState.YES,
            FactState.PARTIAL,
        ):
            for slug in fact.terms:
                yield definition.vocabulary, slug
    if isinstance(content, ProductContent):
        yield from _product_terms(content)


def _product_terms(content: ProductContent) -> Iterator[tuple[str, str]]:
    claim: InteroperabilityClaim
    for claim in content.interoperability:
        yield "standard", claim.standard
    for study in content.studies:
        if study.tier:
            yield "evidence-tier", study.tier
    for plan in content.price_plans:
        yield "price", plan.model


def last_confirmed(content: Content) -> str | None:
    """Return the latest partial date on which a part of the content was confirmed, or None."""
    sources = [fact.source for fact in content.facts.values()]
    sources += [relation.source for relation in content.relations]
    sources += list(content.sources)
    if isinstance(content, ProductContent):
        sources += [claim.source for claim in content.interoperability]
        sources += [plan.source for plan in content.price_plans]
    dates = [source.confirmed_on for source in sources if source and source.confirmed_on]
    return max(dates, default=None)


def logo_of(content: Content) -> Image | None:
    """Return the logo, where the kind has one and it is given."""
    found: Image | None = getattr(content, "logo", None)
    return found


def screenshots_of(content: Content) -> tuple[Image, ...]:
    """Return the screenshots, where the kind has any."""
    return content.screenshots if isinstance(content, ProductContent) else ()
