"""“Did you mean”: the nearest words of the catalog for words that it does not have."""

from collections.abc import Iterable, Mapping

from rapidfuzz import process
from rapidfuzz.distance import OSA

from directory.search.analysis import stem
from directory.search.types import TextQuery

MAX_CORRECTED = 3
MIN_LENGTH, MAX_LENGTH = 4, 20


def corrected(text: TextQuery, lexicon: Mapping[str, int]) -> TextQuery | None:
    """Return the query with up to three unknown words replaced, or None when nothing is near.

    Only words are corrected that the catalog does not have in any form.
    """
    stems = {stem(word) for word in lexicon}
    replaced: list[str] = []
    changes = 0
    for word in text.words:
        if stem(word) in stems or changes >= MAX_CORRECTED:
            replaced.append(word)
            continue
        nearest = split(word, lexicon) or _nearest(word, lexicon)
        if nearest:
            changes += 1
        replaced += nearest or [word]
    joined = _joined(text.words, lexicon, stems) if not changes else None
    if joined:
        return TextQuery(joined, text.phrases, text.excluded)
    return TextQuery(tuple(replaced), text.phrases, text.excluded) if changes else None


def _nearest(word: str, lexicon: Mapping[str, int]) -> list[str]:
    if not MIN_LENGTH <= len(word) <= MAX_LENGTH:
        return []
    limit = 1 if len(word) < 6 else 2
    close = process.extract(word, lexicon.keys(), scorer=OSA.distance, score_cutoff=limit, limit=20)
    ranked = sorted(
        close, key=lambda found: (found[1], found[0][0] != word[0], -lexicon[found[0]], found[0])
    )
    return [ranked[0][0]] if ranked else []


def split(word: str, lexicon: Mapping[str, int]) -> list[str]:
    """Return two words of the catalog that make up this one (`openstreet` -> open, street)."""
    halves = (
        (word[:place], word[place:])
        for place in range(3, len(word) - 2)
        if word[:place] in lexicon and word[place:] in lexicon
    )
    best = max(halves, key=lambda pair: min(lexicon[pair[0]], lexicon[pair[1]]), default=None)
    return list(best) if best else []


def _joined(
    words: tuple[str, ...], lexicon: Mapping[str, int], stems: Iterable[str]
) -> tuple[str, ...] | None:
    """Return the words with two neighbours joined when that is a word of the catalog."""
    known = set(stems)
    for place in range(len(words) - 1):
        together = words[place] + words[place + 1]
        if together in lexicon or stem(together) in known:
            return (*words[:place], together, *words[place + 2 :])
    return None


def as_text(text: TextQuery) -> str:
    """Return a query as somebody would type it."""
    phrases = [f'"{" ".join(phrase)}"' for phrase in text.phrases]
    return " ".join([*text.words, *phrases, *(f"-{word}" for word in text.excluded)])
