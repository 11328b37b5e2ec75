"""Suggestions while typing: listings by name, and terms by any of their names."""

from functools import lru_cache

from sqlalchemy.orm import Session

from directory.catalog.queries import in_order
from directory.catalog.types import ListingCard
from directory.search.analysis import words
from directory.search.engine import SearchEngine, SearchUnavailable
from directory.search.query_parser import tidy
from directory.search.results import Suggestion
from directory.taxonomy.queries import usage_counts
from directory.taxonomy.types import Taxonomy, Term

MIN_CHARACTERS = 2
LISTINGS, TERMS = 6, 4


def suggest(
    session: Session, engine: SearchEngine, taxonomy: Taxonomy, text: str
) -> tuple[Suggestion, ...]:
    """Return up to ten suggestions for what was typed so far; none for a single character.

    Names come from the index but are shown only as the database has them now.
    """
    typed = " ".join(words(tidy(text)))
    if len(typed) < MIN_CHARACTERS:
        return ()
    try:
        ids = engine.suggest(typed, LISTINGS * 2)
    except SearchUnavailable:
        ids = ()
    cards = in_order(session, ids)[:LISTINGS]
    terms = _terms(session, taxonomy, typed)
    return (*(_of_listing(card) for card in cards), *terms)


def _of_listing(card: ListingCard) -> Suggestion:
    return Suggestion(card.name, card.kind.label, f"/{card.kind.path}/{card.slug}")


def _terms(session: Session, taxonomy: Taxonomy, typed: str) -> list[Suggestion]:
    found: list[tuple[bool, int, Term]] = []
    for vocabulary in taxonomy.vocabularies.values():
        if vocabulary.is_browsable:
            found += [match for term in vocabulary.terms if (match := _match(term, typed))]
    found.sort(key=lambda match: (match[0], match[1], match[2].label))
    counts = {
        name: usage_counts(session, name) for name in {m[2].vocabulary for m in found[: TERMS * 2]}
    }
    used = [term for _, _, term in found[: TERMS * 2] if counts[term.vocabulary].get(term.slug)]
    return [
        Suggestion(
            term.label,
            taxonomy.vocabularies[term.vocabulary].label,
            f"/browse/{term.vocabulary}/{term.slug}",
            counts[term.vocabulary][term.slug],
        )
        for term in used[:TERMS]
    ]


def _match(term: Term, typed: str) -> tuple[bool, int, Term] | None:
    """Return (not by its label, length of the name, term) when a name of the term begins so."""
    if term.retired:
        return None
    names = _folded(term.names)
    hits = [(name != names[0], len(name)) for name in names if name.startswith(typed)]
    hits += [(True, 100 + len(name)) for name in names[:1] if f" {typed}" in name]
    return (*min(hits), term) if hits else None


@lru_cache(maxsize=2_000)
def _folded(names: tuple[str, ...]) -> tuple[str, ...]:
    """Cut the names of a term into words once: a vocabulary has thousands, asked for at every key."""
    return tuple(" ".join(words(name)) for name in names)
