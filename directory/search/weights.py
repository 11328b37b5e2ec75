"""How much a word says about a document: one number per word, the same for every engine.

This is BM25F (Robertson and Zaragoza 2009) with the collection's part left to the query: the fields
are weighed together before the saturation, and average lengths are constants, so that the number of
a document does not change when other documents do.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from math import log

from directory.search.analysis import stem, words
from directory.search.types import Document


@dataclass(frozen=True)
class Field:
    """A field's weight, usual length in words, and how much a longer one dilutes its words (0 to 1)."""

    boost: float
    length: float
    dilution: float


FIELDS = {
    "name": Field(8.0, 2.5, 0.4),
    "aliases": Field(6.0, 2.5, 0.2),
    "tagline": Field(3.0, 11.0, 0.4),
    "labels": Field(1.5, 90.0, 0.3),
    "related": Field(2.0, 4.0, 0.4),
    "context": Field(0.5, 60.0, 0.3),
    "description": Field(1.0, 60.0, 0.5),
}
# Cues are no words of a listing: they count only where a query asks for them.
CUES = Field(1.0, 150.0, 0.3)
# Before the stem of a word that stands in a cue.
CUE = "~"
# Before the stem of a word of a name; its weight is the word's share of the name.
NAME = "^"
SATURATION = 4.0
# A membership in a term counts like a word that says most of what a word can say.
MEMBERSHIP = 0.8
# What a broader term says of a narrower one.
BROADER = 0.8
COORDINATION = 4.0


def texts_of(document: Document) -> Iterator[tuple[str, list[str]]]:
    """Yield (field, its texts): aliases, labels and related names are texts of their own."""
    for name in FIELDS:
        value = getattr(document, name)
        yield name, [value] if isinstance(value, str) else list(value)


@dataclass(frozen=True)
class Analysed:
    """A document's words: weight of each stem (0 to 1), plain words, and texts as lists of stems.

    Stems of cues have `~` before them, stems of names once more `^`.
    """

    weights: dict[str, float]
    words: frozenset[str]
    texts: tuple[tuple[str, ...], ...]


def analysed(document: Document) -> Analysed:
    """Return the words of a document with their weights."""
    sums: dict[str, float] = {}
    plain: set[str] = set()
    stemmed: list[tuple[str, ...]] = []
    for name, texts in texts_of(document):
        read = _read_label if name in {"labels", "context"} else _read
        found = [read(text) for text in texts if text]
        plain.update(word for words_, _ in found for word in words_)
        stems = [stems_ for _, stems_ in found]
        stemmed += stems
        _add(sums, FIELDS[name], stems)
    cues: dict[str, float] = {}
    _add(cues, CUES, [_read_label(text)[1] for text in document.cues])
    sums |= {CUE + key: value for key, value in cues.items()}
    weights = {key: value / (value + SATURATION) for key, value in sums.items()}
    for name in (document.name, *document.aliases):
        parts = _read(name)[1]
        for key in parts:
            weights[NAME + key] = max(1 / len(parts), weights.get(NAME + key, 0.0))
    return Analysed(weights, frozenset(plain), tuple(stemmed))


def _read(text: str) -> tuple[list[str], tuple[str, ...]]:
    found = words(text)
    return found, tuple(map(stem, found))


# Labels are the same few thousand texts again and again.
_read_label = lru_cache(maxsize=20_000)(_read)


def _add(sums: dict[str, float], field: Field, texts: Iterable[tuple[str, ...]]) -> None:
    counts = Counter(chain.from_iterable(texts))
    norm = 1 - field.dilution + field.dilution * counts.total() / field.length
    factor = field.boost / norm
    for key, count in counts.items():
        sums[key] = sums.get(key, 0.0) + factor * count


def idf(documents: int, having: int) -> float:
    """Return how telling it is to have something that `having` of all documents have."""
    return log(1 + (documents - having + 0.5) / (having + 0.5))
