"""Listings -> search documents, in a constant number of statements per batch."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from functools import lru_cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.catalog.content import Content, parse_stored
from directory.catalog.types import READABLE, Kind, Visibility
from directory.ecosystem.queries import names_of_related, terms_of_made
from directory.kernel.database import Database
from directory.kernel.ids import content_hash
from directory.models import Listing, ListingTerm, Revision
from directory.search.analysis import words
from directory.search.types import Document
from directory.taxonomy.queries import load_taxonomy
from directory.taxonomy.types import Term

_READABLE = tuple(state.value for state in READABLE)
BATCH = 200
# What an organization's products are about helps to find the organization.
_ABOUT = ("subject", "product-kind", "need", "population")
BEST_KNOWN = 2  # synonyms stand in their files with the best known first


def documents_of(session: Session, ids: Iterable[int]) -> dict[int, Document]:
    """Return the documents of the readable ones among these listings, by id."""
    wanted = list(ids)
    taxonomy = load_taxonomy(session)
    rows = session.execute(
        select(Listing, Revision)
        .join(Revision, Revision.id == Listing.live_revision_id)
        .where(Listing.id.in_(wanted), Listing.visibility.in_(_READABLE))
    ).all()
    by_id = {term.id: term for v in taxonomy.vocabularies.values() for term in v.terms}
    terms = _terms(session, wanted, by_id)
    related = names_of_related(session, wanted)
    made = terms_of_made(session, wanted, _ABOUT)
    return {
        listing.id: _document(
            listing,
            revision,
            terms.get(listing.id, []),
            related.get(listing.id, ()),
            [by_id[key] for key in made.get(listing.id, ()) if key in by_id],
        )
        for listing, revision in rows
    }


def all_documents(database: Database) -> Iterator[Document]:
    """Yield the documents of all readable listings, reading batch by batch."""
    last = 0
    while True:
        with database.reading() as session:
            ids = session.scalars(
                select(Listing.id)
                .where(Listing.id > last, Listing.visibility.in_(_READABLE))
                .order_by(Listing.id)
                .limit(BATCH)
            ).all()
            batch = documents_of(session, ids)
        if not ids:
            return
        yield from batch.values()
        last = ids[-1]


def _terms(
    session: Session, ids: list[int], by_id: Mapping[int, Term]
) -> dict[int, list[tuple[Term, bool]]]:
    """Return the terms of each listing, and whether it names the term itself."""
    rows = session.execute(
        select(ListingTerm.listing_id, ListingTerm.term_id, ListingTerm.direct)
        .where(ListingTerm.listing_id.in_(ids))
        .order_by(ListingTerm.listing_id, ListingTerm.term_id)
    )
    found: dict[int, list[tuple[Term, bool]]] = {}
    for listing_id, term_id, direct in rows:
        if term_id in by_id:
            found.setdefault(listing_id, []).append((by_id[term_id], direct))
    return found


def _document(
    listing: Listing,
    revision: Revision,
    named: Sequence[tuple[Term, bool]],
    related: tuple[str, ...],
    made: Sequence[Term],
) -> Document:
    content = parse_stored(Kind(listing.kind), revision.content)
    terms = [term for term, _ in named]
    direct = [term for term, itself in named if itself]
    document = Document(
        id=listing.id,
        version="",
        kind=listing.kind,
        name=content.name,
        aliases=content.aliases,
        tagline=content.tagline,
        labels=_labels(terms),
        cues=tuple(dict.fromkeys(cue for term in direct for cue in term.cues)),
        context=_labels(made),
        related=related,
        description=_description(content),
        terms=_slugs(terms),
        direct=_slugs(direct),
        archived=listing.visibility == Visibility.ARCHIVED,
        sort_name=listing.sort_name,
        published=listing.published_at.isoformat() if listing.published_at else "",
        confirmed=listing.confirmed_on or "",
    )
    return replace(document, version=content_hash(asdict(document)))


def _labels(terms: Iterable[Term]) -> tuple[str, ...]:
    unsaid = {"not-stated"}  # “not stated” is no word to be found by
    names = (name for term in terms if term.slug not in unsaid for name in _words_of(term))
    return tuple(dict.fromkeys(names))


def _words_of(term: Term) -> Iterator[str]:
    """Yield the labels, one-word synonyms, and the best known of the longer ones.

    The words of a phrase ("improve my grades") say other things one by one than together: with all
    phrases, nearly every listing would match "improve". Query understanding knows them all.
    """
    yield from (term.label_en, term.label_es)
    for synonyms in (term.synonyms_en, term.synonyms_es):
        yield from synonyms[:BEST_KNOWN]
        yield from filter(_is_one_word, synonyms[BEST_KNOWN:])


@lru_cache(maxsize=20_000)
def _is_one_word(name: str) -> bool:
    return len(words(name)) == 1


def _slugs(terms: Iterable[Term]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for term in terms:
        found.setdefault(term.vocabulary, []).append(term.slug)
    return {vocabulary: tuple(slugs) for vocabulary, slugs in found.items()}


def _description(content: Content) -> str:
    notes = [fact.value for fact in content.facts.values() if fact.value]
    return "\n".join([content.description, *notes])
