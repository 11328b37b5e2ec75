"""The answer from the database, while the index cannot be read: plainer, but right."""

from collections import Counter
from collections.abc import Mapping, Sequence

from rapidfuzz.distance import OSA
from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from directory.kernel.text import fold
from directory.models import Listing, ListingTerm, Term, Vocabulary
from directory.search.analysis import stem
from directory.search.faceting import Attributes, Match, kind_weight, page_of
from directory.search.types import SearchPage, SearchQuery

MAX_MATCHES = 5000


def search(session: Session, query: SearchQuery) -> SearchPage:
    """Return listings whose name or tagline has all the words, with the usual filters and counts."""
    rows = session.execute(
        select(
            Listing.id,
            Listing.kind,
            Listing.visibility,
            Listing.sort_name,
            Listing.published_at,
            Listing.confirmed_on,
        )
        .where(Listing.visibility.in_(("public", "archived")), *_conditions(query))
        .order_by(Listing.sort_name)
        .limit(MAX_MATCHES)
    ).all()
    terms = _terms(session, [row.id for row in rows])
    matches: list[Match] = [
        (
            Attributes(
                id=row.id,
                kind=row.kind,
                archived=row.visibility == "archived",
                sort_name=row.sort_name,
                published=row.published_at.isoformat() if row.published_at else "",
                confirmed=row.confirmed_on or "",
                terms=terms.get(row.id, {}),
            ),
            _score(row.sort_name, query) * kind_weight(row.kind),
        )
        for row in rows
    ]
    return page_of(matches, query)


class NameWords:
    """The words of all names, for spelling help."""

    def __init__(self, session: Session) -> None:
        names = session.scalars(
            select(Listing.sort_name).where(Listing.visibility == "public").limit(MAX_MATCHES)
        )
        self._words = Counter(word for name in names for word in set(name.split()))
        self._stems: Counter[str] = Counter()
        for word, count in self._words.items():
            self._stems[stem(word)] += count

    def frequency(self, word: str) -> int:
        """See SearchEngine."""
        return self._stems[stem(word)]

    def near_words(self, word: str, distance: int) -> Mapping[str, int]:
        """See SearchEngine."""
        near = {w: n for w, n in self._words.items() if OSA.distance(w, word) <= distance}
        return {w: n for w, n in near.items() if w[0] == word[0]} or near


def _conditions(query: SearchQuery) -> list[ColumnElement[bool]]:
    phrases = [" ".join(phrase) for phrase in query.text.phrases]
    alternatives = [part for part in query.parts if part.required and part.words]
    return [
        *(_has(text) for text in (*query.text.words, *phrases)),
        *(or_(*map(_has_all, (part.words, *part.instead))) for part in alternatives),
        *(~_has(word) for word in query.text.excluded),
    ]


def _has_all(words: Sequence[str]) -> ColumnElement[bool]:
    return and_(*map(_has, words))


def _has(word: str) -> ColumnElement[bool]:
    return or_(
        Listing.sort_name.contains(fold(word), autoescape=True),
        Listing.tagline.icontains(word, autoescape=True),
    )


def _score(name: str, query: SearchQuery) -> float:
    words = {*query.text.words, *(word for part in query.parts for word in part.words)}
    return float(sum(word in name for word in words))


def _terms(session: Session, ids: Sequence[int]) -> dict[int, dict[str, frozenset[str]]]:
    found: dict[int, dict[str, set[str]]] = {}
    for start in range(0, len(ids), 1000):
        rows = session.execute(
            select(ListingTerm.listing_id, Vocabulary.slug, Term.slug)
            .join(Term, Term.id == ListingTerm.term_id)
            .join(Vocabulary, and_(Vocabulary.id == Term.vocabulary_id, Vocabulary.is_facet))
            .where(ListingTerm.listing_id.in_(ids[start : start + 1000]))
        )
        for listing_id, vocabulary, slug in rows:
            found.setdefault(listing_id, {}).setdefault(vocabulary, set()).add(slug)
    return {
        listing_id: {name: frozenset(slugs) for name, slugs in terms.items()}
        for listing_id, terms in found.items()
    }
