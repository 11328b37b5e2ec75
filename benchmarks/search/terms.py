"""Real taxonomy terms for generated listings: some are frequent, most are not."""

import random
from collections.abc import Mapping
from itertools import accumulate

from benchmarks.search.words import vocabularies
from directory.catalog.types import Kind
from directory.search.documents import BEST_KNOWN
from directory.taxonomy.files import TermFile, flatten

# Vocabulary -> share of the listings that have it, and how many terms such a listing names itself.
_PRODUCT = {
    "product-kind": (1.0, 1, 2),
    "subject": (0.8, 1, 3),
    "level": (0.65, 1, 7),
    "need": (0.7, 1, 2),
    "audience": (0.9, 1, 3),
    "platform": (0.9, 1, 4),
    "price": (0.6, 1, 2),
    "language": (0.15, 1, 3),
    "accessibility-feature": (0.12, 1, 4),
    "setting": (0.15, 1, 2),
    "license": (0.25, 1, 1),
    "standard": (0.15, 1, 3),
    "population": (0.1, 1, 2),
    "evidence-tier": (0.1, 1, 1),
    "seal": (0.06, 1, 2),
    "offline": (0.2, 1, 1),
    "lifecycle": (1.0, 1, 1),
}
_BY_KIND = {
    Kind.PRODUCT: _PRODUCT,
    Kind.ORGANIZATION: {
        "organization-kind": (0.7, 1, 2),
        "place": (0.6, 1, 1),
        "need": (0.3, 1, 2),
        "lifecycle": (1.0, 1, 1),
    },
    Kind.PERSON: {"lifecycle": (1.0, 1, 1)},
    Kind.OPPORTUNITY: {
        "opportunity-kind": (1.0, 1, 2),
        "audience": (0.9, 1, 3),
        "subject": (0.4, 1, 2),
        "level": (0.4, 1, 5),
        "need": (0.4, 1, 2),
        "lifecycle": (1.0, 1, 1),
    },
}
Slugs = tuple[str, ...]


class Terms:
    """All terms by vocabulary, with their ancestors, names and chances."""

    def __init__(self) -> None:
        self._files: dict[str, dict[str, TermFile]] = {}
        self._parents: dict[str, dict[str, str]] = {}
        self._weights: dict[str, list[float]] = {}
        for vocabulary in vocabularies():
            pairs = flatten(vocabulary.terms)
            self._files[vocabulary.slug] = {term.slug: term for _, term in pairs}
            self._parents[vocabulary.slug] = {term.slug: parent for parent, term in pairs}
            weights = (1 / (rank + 2) for rank in range(len(pairs)))
            self._weights[vocabulary.slug] = list(accumulate(weights))

    def draw(self, kind: Kind, chance: random.Random) -> dict[str, Slugs]:
        """Return vocabulary -> slugs for one listing of this kind."""
        found = {}
        for vocabulary, (share, least, most) in _BY_KIND[kind].items():
            if chance.random() < share:
                count = min(chance.randint(least, most), chance.randint(least, most))
                found[vocabulary] = self._some(vocabulary, chance, count)  # few is usual
        return found

    def _some(self, vocabulary: str, chance: random.Random, count: int) -> Slugs:
        slugs = list(self._files[vocabulary])
        if vocabulary == "level":  # a run of grades, not a random handful
            first = chance.randrange(len(slugs))
            return tuple(slugs[first : first + count])
        drawn = chance.choices(slugs, cum_weights=self._weights[vocabulary], k=count)
        return tuple(dict.fromkeys(drawn))

    def closed(self, vocabulary: str, slugs: Slugs) -> Slugs:
        """Return these slugs with all their ancestors."""
        parents, found = self._parents[vocabulary], dict.fromkeys(slugs)
        for slug in slugs:
            while parent := parents[slug]:
                found[parent] = None
                slug = parent  # noqa: PLW2901 - walks up
        return tuple(found)

    def labels(self, terms: Mapping[str, Slugs]) -> tuple[str, ...]:
        """Return labels and the best known synonyms in both languages, each once."""
        names: dict[str, None] = {}
        for vocabulary, slugs in terms.items():
            for slug in slugs:
                if slug != "not-stated":
                    names.update(dict.fromkeys(_names(self._files[vocabulary][slug])))
        return tuple(names)

    def english(self, terms: Mapping[str, Slugs]) -> tuple[str, ...]:
        """Return the English labels of the subjects, levels and kinds among these terms."""
        telling = ("subject", "need", "organization-kind", "opportunity-kind")
        return tuple(self._files[v][s].label.en for v in telling for s in terms.get(v, ()))


def _names(term: TermFile) -> tuple[str, ...]:
    best = (term.synonyms.en[:BEST_KNOWN], term.synonyms.es[:BEST_KNOWN])
    return (term.label.en, term.label.es, *best[0], *best[1])
