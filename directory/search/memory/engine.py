"""Keeps documents in a dictionary and scores them by reading them all."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from rapidfuzz.distance import OSA

from directory.search.analysis import stem, words
from directory.search.faceting import KIND_ORDER, Match, attributes_of, kind_weight, page_of
from directory.search.spelling import NAME_LENGTHS
from directory.search.types import (
    KIND,
    Change,
    Document,
    EngineHealth,
    Named,
    Part,
    SearchPage,
    SearchQuery,
    Upsert,
)
from directory.search.weights import (
    BROADER,
    COORDINATION,
    CUE,
    MEMBERSHIP,
    NAME,
    Analysed,
    analysed,
    idf,
)

# What a part is worth to each document that satisfies it, by id.
Worth = Mapping[int, float]
PREFIX_WORDS = 50


@dataclass
class _Catalog:
    documents: dict[int, Document] = field(default_factory=dict)
    analysed: dict[int, Analysed] = field(default_factory=dict)

    def put(self, document: Document) -> None:
        self.documents[document.id], self.analysed[document.id] = document, analysed(document)

    def having(self, key: str) -> dict[int, float]:
        """Return the weight of a stem in each document that has it."""
        return {i: a.weights[key] for i, a in self.analysed.items() if key in a.weights}

    def looked_up(self, word: str, part: Part) -> dict[int, float]:
        found = self.word(word, NAME if part.names else "")
        cued = self.word(word, CUE) if part.cues else {}
        return {**cued, **{k: max(v, cued.get(k, 0.0)) for k, v in found.items()}}

    def word(self, word: str, before: str = "") -> dict[int, float]:
        found = self.having(before + stem(word))
        telling = idf(len(self.documents), len(found))
        return {key: weight * telling for key, weight in found.items()}

    def members(self, terms: Iterable[tuple[str, str]], direct: bool = False) -> dict[int, float]:
        wanted, of = set(terms), _direct if direct else _terms
        ids = [i for i, d in self.documents.items() if not wanted.isdisjoint(of(d))]
        share = BROADER if direct else MEMBERSHIP
        return dict.fromkeys(ids, idf(len(self.documents), len(ids)) * share)

    def names(self) -> Iterator[tuple[str, int]]:
        """Yield (folded name or alias, id)."""
        for document in self.documents.values():
            for name in (document.name, *document.aliases):
                yield " ".join(words(name)), document.id


class MemoryEngine:
    """The SearchEngine for tests: same answers as the others, no speed."""

    def __init__(self) -> None:
        self._catalog = _Catalog()

    def search(self, query: SearchQuery) -> SearchPage:
        """See SearchEngine."""
        scores, partial = _scores(self._catalog, query)
        known = self._catalog.documents
        scores = {key: score * kind_weight(known[key].kind) for key, score in scores.items()}
        for place, key in enumerate(dict.fromkeys(query.first)):
            if key in known and (query.include_archived or not known[key].archived):
                scores[key] = 1e9 - place
                partial.discard(key)
        found: list[Match] = [(attributes_of(known[key]), score) for key, score in scores.items()]
        return page_of(found, query, partial)

    def suggest(self, prefix: str, limit: int) -> Sequence[int]:
        """See SearchEngine."""
        start = " ".join(words(prefix))
        documents = self._catalog.documents
        found = sorted(
            (not name.startswith(start), len(name.encode()), key)
            for name, key in self._catalog.names()
            if start and f" {start}" in f" {name}" and not documents[key].archived
        )
        return list(dict.fromkeys(key for _, _, key in found))[:limit]

    def named(self, text: str, limit: int, *, near: bool = False) -> Sequence[Named]:
        """See SearchEngine."""
        wanted = "".join(words(text)).replace(".", "").encode()
        allowed = sum(len(wanted) >= limit for limit in NAME_LENGTHS) if near else 0
        found: list[tuple[int, bool, int, int, bool]] = []
        for name, key in self._catalog.names():
            compact, document = _compact(name), self._catalog.documents[key]
            distance = OSA.distance(compact, wanted)
            if wanted and distance <= allowed and not document.archived:
                place = KIND_ORDER.get(document.kind, len(KIND_ORDER))
                names = (" ".join(words(name)) for name in (document.name, *document.aliases))
                swapped = any(sorted(_compact(name)) == sorted(wanted) for name in names)
                found.append((distance, not swapped, place, key, compact[:1] == wanted[:1]))
        nearest: dict[int, int] = {}
        for distance, _, _, key, _ in sorted([one for one in found if one[4]] or found):
            nearest.setdefault(key, distance)
        return [Named(key, distance) for key, distance in nearest.items()][:limit]

    def frequency(self, word: str) -> int:
        """See SearchEngine."""
        documents = self._catalog.documents
        return sum(not documents[key].archived for key in self._catalog.having(stem(word)))

    def near_words(self, word: str, distance: int) -> Mapping[str, int]:
        """See SearchEngine."""
        known = {word for found in self._catalog.analysed.values() for word in found.words}
        wanted = word.encode("utf-8", "replace")
        near = {other for other in known if wanted and self.frequency(other)}
        near = {other for other in near if OSA.distance(other.encode(), wanted) <= distance}
        same = {other for other in near if other[0] == word[0]}
        return {other: self.frequency(other) for other in same or near}

    def apply(self, changes: Sequence[Change]) -> None:
        """See SearchEngine."""
        for change in changes:
            if isinstance(change, Upsert):
                self._catalog.put(change.document)
            else:
                self._catalog.documents.pop(change.id, None)
                self._catalog.analysed.pop(change.id, None)

    def versions(self, ids: Sequence[int] | None = None) -> Mapping[int, str]:
        """See SearchEngine."""
        known = self._catalog.documents
        return {key: known[key].version for key in (known if ids is None else ids) if key in known}

    def rebuild(self, documents: Iterable[Document]) -> int:
        """See SearchEngine."""
        built = _Catalog()
        for document in documents:
            if document.id not in built.documents:
                built.put(document)
        self._catalog = built
        return len(built.documents)

    def health(self) -> EngineHealth:
        """See SearchEngine."""
        return EngineHealth(True, len(self._catalog.documents), "memory")

    def set_aside(self) -> None:
        """See SearchEngine."""

    def close(self) -> None:
        """See SearchEngine."""


def _compact(name: str) -> bytes:
    return name.replace(" ", "").replace(".", "").encode()


def _terms(document: Document) -> set[tuple[str, str]]:
    terms = {(name, slug) for name, slugs in document.terms.items() for slug in slugs}
    return terms | {(KIND, document.kind)}


def _direct(document: Document) -> set[tuple[str, str]]:
    return {(name, slug) for name, slugs in document.direct.items() for slug in slugs}


def _scores(catalog: _Catalog, query: SearchQuery) -> tuple[dict[int, float], set[int]]:
    """Return the score of each match, and the ids of those that lack some required part."""
    parts = [*(Part(words=(word,)) for word in query.text.words), *query.parts]
    found = [_worth(catalog, part) for part in parts if part.required]
    found += [_phrase(catalog, phrase) for phrase in query.text.phrases]
    extra = [_worth(catalog, part) for part in parts if not part.required]
    hidden = {key for word in query.text.excluded for key in catalog.word(word)}
    visible = [
        key
        for key, document in catalog.documents.items()
        if key not in hidden and (query.include_archived or not document.archived)
    ]
    complete = [key for key in visible if all(key in worth for worth in found)]
    if len(complete) >= query.enough or len(found) < 2 or query.text.phrases:
        return {key: _sum([*found, *extra], key) for key in complete}, set()
    some = {key: sum(key in worth for worth in found) for key in visible}
    scores = {
        key: _sum([*found, *extra], key) * (1 + COORDINATION * (matched / len(found)) ** 2)
        for key, matched in some.items()
        if matched
    }
    return scores, set(scores).difference(complete)


def _sum(worths: Iterable[Worth], key: int) -> float:
    return sum(worth.get(key, 0.0) for worth in worths)


def _worth(catalog: _Catalog, part: Part) -> Worth:
    """Return the worth of a part to each document that has all its words or one of its terms."""
    by_words: dict[int, float] = {}
    for words_ in filter(None, (part.words, *part.instead)):
        found: list[Worth] = [catalog.looked_up(word, part) for word in words_]
        if part.prefix and words_ == part.words:
            found[-1] = _prefix(catalog, words_[-1])
        for key in found[0]:
            if all(key in worth for worth in found):
                by_words[key] = max(_sum(found, key), by_words.get(key, 0.0))
    lists = [by_words, catalog.members(part.terms), catalog.members(part.broader, direct=True)]
    return {key: _sum(lists, key) * part.weight for worth in lists for key in worth}


def _prefix(catalog: _Catalog, word: str) -> Worth:
    counts = Counter(w for found in catalog.analysed.values() for w in found.words)
    known = sorted(
        (w for w in counts if w.startswith(word) and len(word) > 1), key=lambda w: (-counts[w], w)
    )
    best: dict[int, float] = {}
    for text in dict.fromkeys([word, *known[:PREFIX_WORDS]]):
        for key, score in catalog.word(text).items():
            best[key] = max(score, best.get(key, 0.0))
    return best


def _phrase(catalog: _Catalog, phrase: tuple[str, ...]) -> Worth:
    stems = tuple(map(stem, phrase))
    lists = [catalog.word(word) for word in phrase]
    return {
        key: _sum(lists, key)
        for key, found in catalog.analysed.items()
        if any(
            text[start : start + len(stems)] == stems
            for text in found.texts
            for start in range(len(text))
        )
    }
