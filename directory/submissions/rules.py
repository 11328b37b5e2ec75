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


_ROWS = ("relations", "price_plans", "interoperability")
_RESERVED = {SourceType.STAFF.value, SourceType.IMPORT.value}


def foreign_sources(content: Content, live: Mapping[str, Any]) -> Iterator[FieldProblem]:
    """Yield statements that claim to come from staff or an import, but are not so in the live content."""
    known = [item for _path, item in _sourced(live)]
    for path, item in _sourced(content.model_dump(mode="json", exclude_defaults=True)):
        if item["source"].get("type") in _RESERVED and item not in known:
            yield FieldProblem(
                f"{path}.source.type",
                "reserved_source",
                "This changed, so it is no longer the statement of that source: say whose it is.",
            )


def _sourced(content: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield (path, item) for every fact and row of a stored content that names a source."""
    items = [(f"facts.{key}", fact) for key, fact in (content.get("facts") or {}).items()]
    items += [
        (f"{name}.{n}", row) for name in _ROWS for n, row in enumerate(content.get(name) or ())
    ]
    yield from ((path, item) for path, item in items if item.get("source"))
