"""“Did you mean”: the nearest words of the catalog for words that it does not have."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from rapidfuzz.distance import OSA

from directory.search.analysis import tokens
from directory.search.sounds import sound

MAX_CORRECTED = 3
# So many wrong letters weigh nothing when a word sounds the same.
SAME_SOUND = 1.5
# From so many letters on, one, two or three letters of a whole name may differ.
NAME_LENGTHS = (3, 8, 14)
MIN_LENGTH, MAX_LENGTH = 4, 20
# From so many letters on, one, two or three letters may be wrong.
_LENGTHS = (4, 6, 11)


class Words(Protocol):
    """The words of a catalog: a search engine, or the database while there is none."""

    def frequency(self, word: str) -> int:
        """See SearchEngine."""
        ...

    def near_words(self, word: str, distance: int) -> Mapping[str, int]:
        """See SearchEngine."""
        ...


def corrections(words: Sequence[str], catalog: Words) -> dict[str, str]:
    """Return for up to three unknown words what to search instead; an empty text takes one out.

    Only words are corrected that the catalog does not have in any form.
    """
    found: dict[str, str] = {}
    for place, word in enumerate(words):
        if word in found or len(found) >= MAX_CORRECTED or catalog.frequency(word):
            continue
        following = words[place + 1] if place + 1 < len(words) else ""
        before = words[place - 1] if place else ""
        if following and catalog.frequency(word + following):
            found |= {word: word + following, following: ""}
        elif before and before not in found and catalog.frequency(before + word):
            found |= {before: before + word, word: ""}
        elif better := _better(word, catalog):
            found[word] = better
    return found


def replaced(text: str, found: Mapping[str, str]) -> str:
    """Return a typed text with these words (folded) replaced."""
    parts, position = [], 0
    for token in tokens(text):
        if token.word in found:
            parts += [text[position : token.start], found[token.word]]
            position = token.end
    return " ".join("".join([*parts, text[position:]]).split())


def _better(word: str, catalog: Words) -> str:
    """Return a word one letter away, else two words that make it up, else the nearest word.

    A word that sounds the same is near, too.
    """
    near = _nearest(word, catalog, 3)
    if near and sound(near) == sound(word):
        return near
    return _nearest(word, catalog, 1) or split(word, catalog) or near


def _nearest(word: str, catalog: Words, most: int) -> str:
    if not MIN_LENGTH <= len(word) <= MAX_LENGTH:
        return ""
    near = catalog.near_words(word, min(most, sum(len(word) >= limit for limit in _LENGTHS)))

    def order(other: str) -> tuple[float, bool, bool, int, str]:
        swapped = sorted(other) == sorted(word)
        distance = OSA.distance(other, word) - (SAME_SOUND if sound(other) == sound(word) else 0)
        return distance, other[0] != word[0], not swapped, -near[other], other

    return min(near, key=order, default="")


def split(word: str, catalog: Words) -> str:
    """Return two words of the catalog that make up this one (`openstreet`: open street)."""
    halves = [(word[:place], word[place:]) for place in range(3, len(word) - 2)]
    known = [
        (min(a, b), f"{first} {second}")
        for first, second in halves
        if (a := catalog.frequency(first)) and (b := catalog.frequency(second))
    ]
    return max(known)[1] if known else ""
