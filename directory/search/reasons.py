"""“Why is this here?”: which words stand where, and which parts of the query a listing fits."""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from directory.catalog.queries import LiveTexts
from directory.catalog.types import ListingCard
from directory.search.analysis import STOP_WORDS, stem, words
from directory.search.reading.types import Reading, Role, Understood
from directory.search.results import Reasons
from directory.taxonomy.types import Taxonomy

NAMED = "its name"
CLASSIFIED = "what it is classified as"
# What the index knows beyond the listing itself: related names, and words that mean the same.
ELSEWHERE = "related names or words that mean the same"
Places = Sequence[tuple[str, frozenset[str]]]


def reasons(
    card: ListingCard,
    content: LiveTexts | None,
    reading: Reading,
    taxonomy: Taxonomy,
    *,
    named: bool,
    whole: bool = False,
) -> Reasons:
    """Return why a listing is among the results; one that is `whole` has every word somewhere.

    A topic that is no term of the listing still fits by its words. Of what fits by a term, the
    term is named, and its words only where they stand elsewhere, too.
    """
    if not (reading.text or reading.understood):
        return Reasons(named=named)
    places = list(_places(card, content, taxonomy))
    fits = [part for part in reading.understood if _fits(card, part, taxonomy)]
    topics = [p for p in reading.understood if p.role is Role.TOPIC and p not in fits]
    spoken = [part for part in topics if whole or _spoken(part, places)]
    plain = [*reading.text.words, *(word for phrase in reading.text.phrases for word in phrase)]
    plain += [word for part in spoken for word in part.words]
    found = list(_words(plain, places, elsewhere=whole and not named))
    beside = [(place, stems) for place, stems in places if place != CLASSIFIED]
    found += _words([word for part in fits for word in part.words], beside, elsewhere=False)
    return Reasons(
        words=tuple(dict(found).items()),
        fits=tuple(part.label for part in fits),
        lacks=tuple(p.label for p in reading.understood if p not in fits and p not in spoken),
        named=named,
    )


def _spoken(part: Understood, places: Places) -> bool:
    """Whether all words of a part stand somewhere in a listing."""
    telling = [word for word in part.words if word not in STOP_WORDS]
    return bool(telling) and all(_where(word, places) for word in telling)


def _words(
    wanted: Iterable[str], places: Places, *, elsewhere: bool
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the words that a listing has, with where they stand."""
    for word in wanted:
        if word in STOP_WORDS:
            continue
        if where := _where(word, places):
            yield word, where
        elif elsewhere:
            yield word, (ELSEWHERE,)


def _where(word: str, places: Places) -> tuple[str, ...]:
    return tuple(place for place, stems in places if stem(word) in stems)


def _places(
    card: ListingCard, content: LiveTexts | None, taxonomy: Taxonomy
) -> Iterator[tuple[str, frozenset[str]]]:
    yield NAMED, _stems(card.name)
    if content is not None:
        yield "its other names", _stems(*content.aliases)
    yield "its one-line description", _stems(card.tagline)
    yield CLASSIFIED, frozenset[str]().union(*_labels(card, taxonomy))
    yield "the name of its maker", _stems(card.maker_name)
    if content is not None:
        yield "its description", _stems(content.description, *content.notes)


def _stems(*texts: str) -> frozenset[str]:
    return frozenset(stem(word) for text in texts for word in words(text))


# The same few thousand terms stand in listing after listing.
_term_stems = lru_cache(maxsize=5_000)(_stems)


def _labels(card: ListingCard, taxonomy: Taxonomy) -> Iterator[frozenset[str]]:
    for name, slug in _terms(card, taxonomy):
        if term := taxonomy.term(name, slug):
            yield _term_stems(*term.names)


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
