"""The words that spelling help knows: the catalog's own, and those of its vocabularies and rules."""

from collections.abc import Collection, Container, Mapping
from dataclasses import dataclass

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

from directory.search.analysis import STOP_WORDS, stem
from directory.search.sounds import sound
from directory.search.spelling import Words

# A word by which something is understood counts like one of so many listings.
UNDERSTOOD = 5
# So many consonants tell words apart.
TELLING = 3


@dataclass(frozen=True)
class KnownWords:
    """Both sorts of words, for `spelling.corrections`; `heard`: stems that are right, but no more."""

    catalog: Words
    understood: Collection[str]
    heard: Container[str] = ()

    def frequency(self, word: str) -> int:
        """Return about how many listings have the word; more for one that is understood."""
        extra = UNDERSTOOD if word in self.understood or word in STOP_WORDS else 0
        return self.catalog.frequency(word) + extra or int(stem(word) in self.heard)

    def _alike(self, word: str) -> set[str]:
        """Return understood words that sound the same and are not much longer or shorter."""
        key = sound(word)
        alike = [other for other in self.understood if len(key) >= TELLING and sound(other) == key]
        return {other for other in alike if OSA.distance(other, word) <= len(word) // 2}

    def near_words(self, word: str, distance: int) -> Mapping[str, int]:
        """Return the known words within the distance, with what `frequency` says of them."""
        choices = list(self.understood)
        distances = process.cdist(
            [word], choices, scorer=OSA.distance, score_cutoff=distance, dtype=np.uint8
        )[0]
        near = {choices[place] for place in np.flatnonzero(distances <= distance).tolist()}
        if distance > 1:
            near |= self._alike(word)
        near.update(self.catalog.near_words(word, distance))
        return {other: self.frequency(other) for other in near}
