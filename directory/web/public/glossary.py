"""The glossary: our own words, every fact and every vocabulary, each with an address of its own."""

from directory.catalog.content.definitions import FACTS
from directory.catalog.content.facts import FactDefinition, Indicator
from directory.taxonomy.types import Taxonomy, Term, Vocabulary
from directory.web.public.facts_view import INDICATORS as INDICATOR_LABELS
from directory.web.public.glossary_words import (
    BANNERS,
    CLAIMS,
    EVIDENCE,
    INDICATORS,
    SOURCES,
    STATES,
    Entry,
    Section,
)

# Badges show these terms; the other vocabularies explain theirs on their browse pages.
_EXPLAINED_HERE = {"lifecycle", "offline", "price"}
_TIERS = "evidence-tier"
_OTHER_FACTS = "Facts about organizations and opportunities"


def glossary(taxonomy: Taxonomy) -> tuple[Section, ...]:
    """Return all sections in the order of the page; every anchor is unique."""
    vocabularies = taxonomy.vocabularies.values()
    return (
        STATES,
        SOURCES,
        INDICATORS,
        CLAIMS,
        _with_tiers(taxonomy),
        BANNERS,
        *(_facts(indicator) for indicator in (*INDICATOR_LABELS, None)),
        _vocabularies(taxonomy),
        *(_terms(vocabulary) for vocabulary in vocabularies if _explained_here(vocabulary)),
    )


def _with_tiers(taxonomy: Taxonomy) -> Section:
    tiers = taxonomy.vocabularies.get(_TIERS)
    terms = tuple(_term(term) for term in tiers.terms if not term.retired) if tiers else ()
    return Section(EVIDENCE.anchor, EVIDENCE.title, EVIDENCE.intro, (*terms, *EVIDENCE.entries))


def _facts(indicator: Indicator | None) -> Section:
    name = indicator.value if indicator else "other"
    title = f"Facts: {INDICATOR_LABELS[indicator][0].lower()}" if indicator else _OTHER_FACTS
    found = tuple(_fact(definition) for definition in FACTS if definition.indicator is indicator)
    return Section(f"facts-{name}", title, "", found)


def _fact(definition: FactDefinition) -> Entry:
    unit = f" Given in {definition.unit}." if definition.unit else ""
    return Entry(f"fact-{definition.key}", definition.label, definition.help + unit)


def _vocabularies(taxonomy: Taxonomy) -> Section:
    return Section(
        "vocabularies",
        "Lists of terms",
        "Listings are sorted by these lists. Everybody uses the same terms, so that a search finds "
        "all of what it names.",
        tuple(_vocabulary(vocabulary) for vocabulary in taxonomy.vocabularies.values()),
    )


def _vocabulary(vocabulary: Vocabulary) -> Entry:
    links = []
    if vocabulary.is_browsable:
        label = f"Browse {vocabulary.plural_en[0].lower()}{vocabulary.plural_en[1:]}"
        links.append((label, f"/browse/{vocabulary.slug}"))
    if vocabulary.slug == _TIERS:
        links.append(("What the tiers mean", f"#{EVIDENCE.anchor}"))
    elif _explained_here(vocabulary):
        links.append(("What the terms mean", f"#terms-{vocabulary.slug}"))
    return Entry(
        f"vocabulary-{vocabulary.slug}", vocabulary.plural_en, vocabulary.definition, tuple(links)
    )


def _terms(vocabulary: Vocabulary) -> Section:
    terms = tuple(_term(term) for term in vocabulary.terms if not term.retired)
    return Section(f"terms-{vocabulary.slug}", f"Terms: {vocabulary.plural_en}", "", terms)


def _term(term: Term) -> Entry:
    return Entry(f"term-{term.vocabulary}-{term.slug}", term.label, term.definition)


def _explained_here(vocabulary: Vocabulary) -> bool:
    """Whether the vocabulary has a section of its own; tiers stand in the section on studies."""
    if vocabulary.slug == _TIERS:
        return False
    return vocabulary.slug in _EXPLAINED_HERE or not vocabulary.is_browsable
