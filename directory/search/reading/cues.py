"""Which terms a need evokes that was said without naming them.

Each cue, synonym and label of a term is a small text. A query is compared with all of them, as a
search engine compares it with documents (cosine of words weighted by how rare they are), and the
words that made a text similar evoke its term.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import log, sqrt

from directory.search.analysis import STOP_WORDS, stem
from directory.search.reading.types import TermKey
from directory.search.reading.words import stems_of
from directory.taxonomy.types import Taxonomy, Term

SIMILAR = 0.35
# Terms whose best text is nearly as similar as the best of all count too.
NEARLY = 0.8
TERMS = 3


@dataclass(frozen=True)
class Evoked:
    """A term, how near its nearest text is to the query (0 to 1), and the words both have."""

    term: TermKey
    score: float
    words: tuple[str, ...]


@dataclass(frozen=True)
class Cues:
    """All texts with their terms. `places`: stem -> numbers of the texts that have it."""

    terms: Sequence[TermKey]
    lengths: Sequence[float]
    places: Mapping[str, Sequence[int]]
    weights: Mapping[str, float]

    def evoked(self, typed: Sequence[str]) -> tuple[Evoked, ...]:
        """Return the terms that typed words (folded) evoke together, the nearest first."""
        stems = {stem(word): word for word in typed if word not in STOP_WORDS}
        best: dict[TermKey, tuple[float, int]] = {}
        for place, score in self._similar(stems).items():
            best[self.terms[place]] = max((score, place), best.get(self.terms[place], (0.0, 0)))
        found = sorted(best.items(), key=lambda item: (-item[1][0], item[0]))[:TERMS]
        limit = max(SIMILAR, found[0][1][0] * NEARLY) if found else 0.0
        return tuple(
            Evoked(term, score, tuple(w for key, w in stems.items() if place in self._of(key)))
            for term, (score, place) in found
            if score >= limit
        )

    def _of(self, key: str) -> Sequence[int]:
        return self.places.get(key, ())

    def _similar(self, stems: Collection[str]) -> dict[int, float]:
        """Return how similar each text is to the query that shares a word with it, 0 to 1."""
        rare = max(self.weights.values(), default=0.0)
        length = sqrt(sum(self.weights.get(key, rare) ** 2 for key in stems))
        scores: dict[int, float] = defaultdict(float)
        for key in stems:
            for place in self._of(key):
                scores[place] += self.weights[key] ** 2
        return {place: score / (length * self.lengths[place]) for place, score in scores.items()}


def build_cues(taxonomy: Taxonomy, skip: Collection[str] = ()) -> Cues:
    """Return the texts of all terms in use; vocabularies in `skip` evoke nothing."""
    texts = [
        ((term.vocabulary, term.slug), frozenset(_stems(text)))
        for vocabulary in taxonomy.vocabularies.values()
        for term in vocabulary.terms
        if not term.retired and vocabulary.slug not in skip
        for text in _texts(term)
    ]
    counts = Counter(key for _, stems in texts for key in stems)
    weights = {key: log(1 + len(texts) / count) for key, count in counts.items()}
    places: dict[str, list[int]] = defaultdict(list)
    for place, (_, stems) in enumerate(texts):
        for key in stems:
            places[key].append(place)
    lengths = [sqrt(sum(weights[key] ** 2 for key in stems)) or 1.0 for _, stems in texts]
    return Cues([term for term, _ in texts], lengths, places, weights)


def _texts(term: Term) -> tuple[str, ...]:
    return (*term.names, *term.cues)


def _stems(text: str) -> list[str]:
    stems, words = stems_of(text)
    return [key for key, word in zip(stems, words, strict=True) if word not in STOP_WORDS]
