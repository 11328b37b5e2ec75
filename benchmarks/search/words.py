"""The words of generated listings: those of the seed catalog by frequency, then coined rare ones."""

import json
from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import accumulate
from pathlib import Path

from directory.search.analysis import STOP_WORDS, words
from directory.taxonomy.files import VocabularyFile, flatten, read_vocabularies

SEED = Path(__file__).resolve().parents[2] / "seed_data"
_STARTS = ("b", "br", "c", "d", "dr", "f", "g", "gl", "h", "k", "l", "m", "n", "p", "pl", "r", "s")
_VOWELS = ("a", "e", "i", "o", "u", "ia", "eo")
_ENDS = ("", "l", "m", "n", "r", "s", "t", "nd", "rk")
SYLLABLES = tuple(s + v + e for s in _STARTS for v in _VOWELS for e in _ENDS)
_FORMS = ("", "s", "ing", "ed")
# A prime far from any power of the number of syllables: neighbours in rank look nothing alike.
_STRIDE = 7_368_787


def coined(number: int) -> str:
    """Return the made-up word of this number; two to four syllables, every number another word."""
    mixed = (number * _STRIDE) % (len(SYLLABLES) ** 3)
    first, rest = divmod(mixed, len(SYLLABLES))
    parts = [SYLLABLES[rest]]
    while first:
        first, rest = divmod(first - 1, len(SYLLABLES))
        parts.append(SYLLABLES[rest])
    return "".join(parts) if len(parts) > 1 else f"{parts[0]}xo"


def rare(number: int) -> str:
    """Return the rare word of this number: four forms of each coined stem, so that stems meet."""
    return coined(2 * (number // len(_FORMS)) + 1) + _FORMS[number % len(_FORMS)]


def brand(number: int) -> str:
    """Return the made-up product or family name of this number."""
    return coined(2 * number).capitalize()


@cache
def vocabularies() -> tuple[VocabularyFile, ...]:
    """Return the real taxonomy."""
    return tuple(read_vocabularies(SEED / "taxonomy"))


@cache
def common() -> tuple[str, ...]:
    """Return the telling words of the seed catalog and the taxonomy, most frequent first."""
    counts = Counter(word for text in _texts() for word in words(text) if _telling(word))
    return tuple(sorted(counts, key=lambda word: (-counts[word], word)))


def _telling(word: str) -> bool:
    return len(word) > 2 and word.isascii() and word.isalpha() and word not in STOP_WORDS


def _texts() -> Iterator[str]:
    for path in sorted((SEED / "catalog").glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            yield f"{row['tagline']} {row.get('description', '')}"
    for vocabulary in vocabularies():
        for _, term in flatten(vocabulary.terms):
            yield " ".join((term.label.en, term.definition, *term.synonyms.en))


class Lexicon:
    """Words in order of frequency with Zipf weights; there are more of them in a larger catalog."""

    def __init__(self, documents: int) -> None:
        extra = int(40 * documents**0.6)  # Heaps' law: about 10,000 at 10k, 60,000 at 200k
        self.words: tuple[str, ...] = (*common(), *(rare(number) for number in range(extra)))
        weights = (1 / (rank + 2.7) ** 1.02 for rank in range(len(self.words)))
        self.weights: tuple[float, ...] = tuple(accumulate(weights))
