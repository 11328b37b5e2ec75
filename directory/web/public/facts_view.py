"""Facts as templates show them: state, value, source and date, grouped by quality indicator."""

from dataclasses import dataclass
from datetime import date

from flask import url_for

from directory.catalog.content import Content
from directory.catalog.content.definitions import facts_of
from directory.catalog.content.facts import Fact, FactDefinition, FactState, Indicator, ValueType
from directory.catalog.content.primitives import Source, SourceType
from directory.taxonomy.types import Taxonomy

OLD_YEARS = 2
STATE_LABELS = {
    FactState.YES: "Yes",
    FactState.NO: "No",
    FactState.PARTIAL: "Partly",
    FactState.NOT_STATED: "Not stated",
    FactState.NOT_APPLICABLE: "Does not apply",
}
SOURCE_LABELS = {
    SourceType.SELF: "Said by the maker",
    SourceType.STAFF: "Checked by staff of this directory",
    SourceType.THIRD_PARTY: "Said by a third party",
    SourceType.IMPORT: "Taken over from a public list",
}
INDICATORS = {
    Indicator.SAFE: ("Safe", "Privacy, security and the use of AI."),
    Indicator.EVIDENCE: ("Evidence-based", "What is known of its effect on learning."),
    Indicator.INCLUSIVE: (
        "Inclusive",
        "Offline use, devices, languages, and learners with disabilities.",
    ),
    Indicator.USABLE: ("Usable", "Price, devices, license and help."),
    Indicator.INTEROPERABLE: ("Interoperable", "How it works with other systems."),
}


@dataclass(frozen=True)
class SourceView:
    """Who says so and when. `dated` is true for what is older than two years."""

    label: str
    name: str
    url: str
    confirmed_on: str
    dated: bool
    expired: bool


@dataclass(frozen=True)
class FactView:
    """One fact."""

    key: str
    label: str
    help: str
    state: str
    state_label: str
    value_text: str
    value_speaks: bool  # a number, text or date that stands for itself: no "Yes" before it
    value_url: str
    term_links: tuple[tuple[str, str], ...]
    source_label: str
    source_url: str
    confirmed_on: str
    expired: bool


@dataclass(frozen=True)
class IndicatorView:
    """One quality indicator: what is stated of it, and what is not."""

    key: str
    label: str
    help: str
    stated: tuple[FactView, ...]
    unstated: tuple[FactView, ...]


def indicators(content: Content, taxonomy: Taxonomy, today: date) -> tuple[IndicatorView, ...]:
    """Return the five quality indicators with all facts of the kind."""
    views = facts(content, taxonomy, today)
    return tuple(
        IndicatorView(
            indicator.value,
            *INDICATORS[indicator],
            tuple(
                v for d, v in views if d.indicator is indicator and v.state != FactState.NOT_STATED
            ),
            tuple(
                v for d, v in views if d.indicator is indicator and v.state == FactState.NOT_STATED
            ),
        )
        for indicator in INDICATORS
    )


def facts(
    content: Content, taxonomy: Taxonomy, today: date
) -> tuple[tuple[FactDefinition, FactView], ...]:
    """Return all facts that a listing of this kind can have, not stated ones included."""
    return tuple(
        (definition, _view(definition, content.facts.get(definition.key, Fact()), taxonomy, today))
        for definition in facts_of(content.kind)
    )


def _view(definition: FactDefinition, fact: Fact, taxonomy: Taxonomy, today: date) -> FactView:
    source = source_view(fact.source, today) if fact.source else None
    return FactView(
        key=definition.key,
        label=definition.label,
        help=definition.help,
        state=fact.state.value,
        state_label=STATE_LABELS[fact.state],
        value_text=_value_text(definition, fact),
        value_speaks=definition.value_type is not ValueType.FLAG
        and bool(fact.terms or fact.value or fact.number is not None or fact.url),
        value_url=fact.url or "",
        term_links=term_links(taxonomy, definition.vocabulary, fact.terms),
        source_label=(source.name or source.label) if source else "",
        source_url=source.url if source else "",
        confirmed_on=source.confirmed_on if source else "",
        expired=source is not None and (source.expired or source.dated),
    )


def _value_text(definition: FactDefinition, fact: Fact) -> str:
    number = ""
    if fact.number is not None and definition.value_type is ValueType.NUMBER:
        number = f"{fact.number:,} {definition.unit}" if definition.unit else str(fact.number)
    return ". ".join(part for part in (number, fact.value) if part)


def term_links(
    taxonomy: Taxonomy, vocabulary: str, slugs: tuple[str, ...]
) -> tuple[tuple[str, str], ...]:
    """Return (label, address of its browse page) of some terms; no address where there is none."""
    found = taxonomy.vocabularies.get(vocabulary)
    browsable = found is not None and found.is_browsable
    return tuple(
        (
            taxonomy.label(vocabulary, slug),
            url_for("public.browse_term", vocabulary=vocabulary, term=slug) if browsable else "",
        )
        for slug in slugs
    )


def source_view(source: Source, today: date) -> SourceView:
    """Return who says so and when."""
    return SourceView(
        label=SOURCE_LABELS[source.type],
        name=source.name,
        url=source.url or "",
        confirmed_on=source.confirmed_on or "",
        dated=bool(source.confirmed_on)
        and today.year - int((source.confirmed_on or "0")[:4]) > OLD_YEARS,
        expired=bool(source.expires_on) and (source.expires_on or "") < today.isoformat(),
    )
