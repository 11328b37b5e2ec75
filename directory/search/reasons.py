"""“Why is this here?”: which words stand where, and which parts of the query a listing fits."""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from directory.catalog.content import Content
from directory.catalog.types import ListingCard
from directory.search.analysis import STOP_WORDS, stem, words
from directory.search.reading.types import Reading, Understood
from directory.search.results import Reasons
from directory.taxonomy.types import Taxonomy

NAMED = "its name"
ELSEWHERE = "the names of related listings"


def reasons(
    card: ListingCard, content: Content | None, reading: Reading, taxonomy: Taxonomy, *, named: bool
) -> Reasons:
    """Return why a listing is among the results."""
    places = [
        (place, set().union(*map(_stems, texts)))
        for place, texts in _texts(card, content, taxonomy)
    ]
    fits = [part for part in reading.understood if _fits(card, part, taxonomy)]
    return Reasons(
        words=tuple((word, _where(word, places)) for word in _typed(reading, fits, places)),
        fits=tuple(part.label for part in fits),
        lacks=tuple(part.label for part in reading.understood if part not in fits),
        named=named,
    )


@lru_cache(maxsize=30_000)
def _stems(text: str) -> frozenset[str]:
    """Return the stems of a text: labels of terms are the same few thousand again and again."""
    return frozenset(stem(word) for word in words(text))


def _typed(
    reading: Reading, fits: Sequence[Understood], places: Sequence[tuple[str, set[str]]]
) -> list[str]:
    """Return the words that were looked for and that this listing has, or must have somewhere."""
    plain = [*reading.text.words, *(word for phrase in reading.text.phrases for word in phrase)]
    topics = [word for part in fits for word in part.words]
    known = {key for _, stems in places for key in stems}
    found = [word for word in (*plain, *topics) if stem(word) in known]
    return [word for word in dict.fromkeys(found) if word not in STOP_WORDS]


def _where(word: str, places: Iterable[tuple[str, set[str]]]) -> tuple[str, ...]:
    return tuple(place for place, stems in places if stem(word) in stems)


def _texts(
    card: ListingCard, content: Content | None, taxonomy: Taxonomy
) -> Iterator[tuple[str, tuple[str, ...]]]:
    yield NAMED, (card.name,)
    if content is not None:
        yield "its other names", content.aliases
    yield "its one-line description", (card.tagline,)
    yield "what it is classified as", tuple(_labels(card, taxonomy))
    yield "the name of its maker", (card.maker_name,)
    if content is not None:
        notes = [fact.value for fact in content.facts.values() if fact.value]
        yield "its description", (content.description, *notes)


def _labels(card: ListingCard, taxonomy: Taxonomy) -> Iterator[str]:
    for name, slug in _terms(card, taxonomy):
        term = taxonomy.term(name, slug)
        yield from term.names if term else ()


def _terms(card: ListingCard, taxonomy: Taxonomy) -> Iterator[tuple[str, str]]:
    """Yield the terms of a listing with what stands above them."""
    for name, slugs in card.terms.items():
        for slug in slugs:
            yield name, slug
            yield from ((name, term.slug) for term in taxonomy.vocabularies[name].ancestors(slug))


def _fits(card: ListingCard, part: Understood, taxonomy: Taxonomy) -> bool:
    if not part.terms:
        return part.kind == card.kind
    return not set(part.terms).isdisjoint(_terms(card, taxonomy))
