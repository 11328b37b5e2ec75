"""Similar listings, with the terms that they share: the reason is the ranking.

Neutral order: what two listings share counts by what it says (subject and kind most) and by how few
listings have it; then by name. Nothing that people click on counts, and nobody pays for it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from directory.catalog.cards import direct_terms
from directory.catalog.queries import in_order
from directory.catalog.types import Kind, ListingCard
from directory.search.engine import SearchEngine, SearchUnavailable
from directory.search.types import Part, SearchQuery
from directory.taxonomy.types import Taxonomy

# How much a shared term of a vocabulary says; vocabularies that are not named here say nothing.
WEIGHTS = {
    "subject": 4.0,
    "product-kind": 4.0,
    "opportunity-kind": 4.0,
    "organization-kind": 2.0,
    "population": 2.0,
    "offline": 2.0,
    "need": 1.0,
    "standard": 1.0,
    "place": 2.0,
    "level": 0.1,
    "price": 0.5,
    "audience": 0.25,
    "platform": 0.25,
}
# A broader term that both have is worth a part of a term of their own.
BROADER = 0.5
UNTELLING = frozenset(
    ["all-subjects", "not-stated", "united-states", "prek-12", "none", "student", "web"]
)
ENOUGH = 4.0
SHOWN = 6
# Asked of the engine, so that some remain when others turn out to share too little.
ASKED = 24
Terms = Mapping[str, Sequence[str]]
Pair = tuple[str, str]


@dataclass(frozen=True)
class Similar:
    """A similar listing and what it shares, as (vocabulary, term slug), most telling first."""

    card: ListingCard
    shared: tuple[Pair, ...]


def similar(
    session: Session, engine: SearchEngine, taxonomy: Taxonomy, listing_id: int, kind: Kind
) -> tuple[Similar, ...]:
    """Return up to six public listings of the same kind that share the most telling terms.

    None without an index. It costs four statements, however many listings there are.
    """
    direct = direct_terms(session, [listing_id]).get(listing_id, {})
    own = dict(_telling(direct, taxonomy))
    if sum(own.values()) < ENOUGH:
        return ()
    try:
        hits = engine.search(_query(own, kind)).hits
    except SearchUnavailable:
        return ()
    ids = [hit.id for hit in hits if hit.id != listing_id]
    found = [(card, _shared(own, card, taxonomy)) for card in in_order(session, ids)]
    enough = [(card, pairs) for card, pairs in found if sum(own[p] for p in pairs) >= ENOUGH]
    return tuple(Similar(card, _narrowest(pairs, taxonomy)) for card, pairs in enough[:SHOWN])


def _telling(terms: Terms, taxonomy: Taxonomy) -> Iterator[tuple[Pair, float]]:
    """Yield what a listing has and how much it says, the broader terms before its own."""
    for name, weight in WEIGHTS.items():
        slugs = [slug for slug in terms.get(name, ()) if slug not in UNTELLING]
        above = _above(taxonomy, name, slugs)
        yield from (((name, slug), weight * BROADER) for slug in above if slug not in UNTELLING)
        yield from (((name, slug), weight) for slug in slugs)


def _above(taxonomy: Taxonomy, name: str, slugs: Sequence[str]) -> list[str]:
    vocabulary = taxonomy.vocabularies[name]
    return [term.slug for slug in slugs for term in vocabulary.ancestors(slug)]


def _query(own: Mapping[Pair, float], kind: Kind) -> SearchQuery:
    """Return a question without words: each term that a listing has adds to its score."""
    parts = [Part(terms=(pair,), required=False, weight=weight) for pair, weight in own.items()]
    return SearchQuery(parts=tuple(parts), kind=kind.value, size=ASKED)


def _shared(own: Mapping[Pair, float], card: ListingCard, taxonomy: Taxonomy) -> list[Pair]:
    has = {
        (name, slug)
        for name in {name for name, _ in own}
        for direct in [card.terms.get(name, ())]
        for slug in (*direct, *_above(taxonomy, name, direct))
    }
    return [pair for pair in own if pair in has]


def _narrowest(pairs: Sequence[Pair], taxonomy: Taxonomy) -> tuple[Pair, ...]:
    """Return the shared terms without those that stand above another one of them."""
    above = {(name, each) for name, slug in pairs for each in _above(taxonomy, name, [slug])}
    return tuple(pair for pair in pairs if pair not in above)
