"""Suggestions while typing: listings by name, and terms by any of their names."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice

from sqlalchemy.orm import Session

from directory.catalog.queries import NamedListing, names_of
from directory.search.analysis import words
from directory.search.engine import SearchEngine, SearchUnavailable
from directory.search.query_parser import tidy
from directory.search.results import Suggestion
from directory.search.term_names import Found, term_names
from directory.search.types import SearchQuery
from directory.taxonomy.queries import usage_counts
from directory.taxonomy.types import Taxonomy

MIN_CHARACTERS = 2
LISTINGS, TERMS = 6, 4
Counts = Mapping[str, Mapping[str, int]]


def suggest(
    session: Session, engine: SearchEngine, taxonomy: Taxonomy, text: str
) -> tuple[Suggestion, ...]:
    """Return up to ten suggestions for what was typed so far; none for a single character.

    Names come from the index but are shown only as the database has them now: one statement.
    """
    typed = " ".join(words(tidy(text)))
    if len(typed) < MIN_CHARACTERS:
        return ()
    try:
        ids = engine.suggest(typed, LISTINGS * 2)
    except SearchUnavailable:
        ids = ()
    listings = names_of(session, ids)[:LISTINGS]
    found = term_names(taxonomy).beginning(typed)
    terms = _terms(found, _counts(session, engine, found), taxonomy)
    return (
        *(_of_listing(listing, typed) for listing in listings),
        *(replace(term, matched="") if _has(term.label, typed) else term for term in terms),
    )


def _of_listing(found: NamedListing, typed: str) -> Suggestion:
    path = f"/{found.kind.path}/{found.slug}"
    return Suggestion(found.name, found.kind.label, path, matched=_alias(found, typed))


def _alias(found: NamedListing, typed: str) -> str:
    """Return the other name that was meant, when the name itself has no such beginning."""
    if _has(found.name, typed):
        return ""
    return next((alias for alias in found.aliases if _has(alias, typed)), "")


def _has(name: str, typed: str) -> bool:
    return f" {typed}" in f" {' '.join(words(name))}"


def _counts(session: Session, engine: SearchEngine, found: Sequence[Found]) -> Counts:
    """Return how many public listings have each term of the vocabularies of the found ones."""
    names = tuple(dict.fromkeys(one.vocabulary for one in found))
    if not names:
        return {}
    try:
        return engine.search(SearchQuery(size=1, facets=names)).facets
    except SearchUnavailable:
        return {name: usage_counts(session, name) for name in names}


def _terms(found: Sequence[Found], counts: Counts, taxonomy: Taxonomy) -> list[Suggestion]:
    return list(islice(_used(found, counts, taxonomy), TERMS))


def _used(found: Sequence[Found], counts: Counts, taxonomy: Taxonomy) -> Iterator[Suggestion]:
    for one in found:
        count = counts.get(one.vocabulary, {}).get(one.slug, 0)
        vocabulary = taxonomy.vocabularies[one.vocabulary]
        pair = f"{one.vocabulary}/{one.slug}"
        path = f"/browse/{pair}" if vocabulary.is_browsable else f"/search?{pair.replace('/', '=')}"
        if count:
            yield Suggestion(one.label, vocabulary.label, path, count, one.matched)
