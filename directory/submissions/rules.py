"""What must hold of a content before it is submitted, beyond the shape that the types check."""

from collections.abc import Iterator, Mapping
from typing import Any

from directory.catalog.content import Content, OpportunityContent, PersonContent, ProductContent
from directory.catalog.content.facts import FactState
from directory.catalog.content.primitives import SourceType
from directory.kernel.errors import FieldProblem

_FREE = {"free", "open-source", "free-download", "free-with-ads"}
_PAID = {
    "one-time",
    "subscription",
    "per-student-year",
    "per-teacher-year",
    "per-school-year",
    "per-district",
}


def problems(content: Content) -> tuple[FieldProblem, ...]:
    """Return everything that forbids to submit this content; empty when it can be submitted."""
    return tuple(_problems(content))


def _problems(content: Content) -> Iterator[FieldProblem]:
    if not content.tagline:
        yield FieldProblem("tagline", "missing", "Say in one line what this is.")
    if isinstance(content, OpportunityContent) and content.homepage_url is None:
        yield FieldProblem("homepage_url", "missing", "An opportunity needs its public home page.")
    if isinstance(content, PersonContent) and not content.relations:
        yield FieldProblem(
            "relations",
            "missing",
            "A person is listed for a role: name the organization or product.",
        )
    if isinstance(content, ProductContent):
        yield from _contradictions(content)


def _contradictions(content: ProductContent) -> Iterator[FieldProblem]:
    price = content.facts.get("price")
    amounts = [plan for plan in content.price_plans if plan.amount and plan.model in _PAID]
    if price and price.terms and set(price.terms) <= _FREE and amounts:
        yield FieldProblem(
            "facts.price",
            "contradiction",
            "The price says free only, but a price plan has an amount.",
        )
    if price and price.state is FactState.YES and not price.terms:
        yield FieldProblem("facts.price.terms", "missing", "Choose at least one way of paying.")
    offline = content.facts.get("offline")
    if offline and offline.state is FactState.YES and "none" in offline.terms:
        yield FieldProblem(
            "facts.offline",
            "contradiction",
            "“Works offline: yes” contradicts “needs the internet”.",
        )


def foreign_sources(content: Content, live: Mapping[str, Any]) -> Iterator[FieldProblem]:
    """Yield facts that claim to come from staff or an import, but are not so in the live content."""
    known = live.get("facts") or {}
    for key, fact in content.facts.items():
        reserved = fact.source and fact.source.type in (SourceType.STAFF, SourceType.IMPORT)
        same = fact.model_dump(mode="json", exclude_defaults=True) == known.get(key)
        if reserved and not same:
            yield FieldProblem(
                f"facts.{key}.source.type",
                "reserved_source",
                "You changed this fact, so it is no longer the statement of that source: say whose it is.",
            )
