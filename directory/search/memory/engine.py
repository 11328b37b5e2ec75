"""Keeps documents in a dictionary and scores them by reading them all."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from directory.search.analysis import stem, tokens, words
from directory.search.faceting import attributes_of, page_of
from directory.search.ranking import FIELDS, Scored, coordinated
from directory.search.types import (
    Change,
    Document,
    EngineHealth,
    SearchPage,
    SearchQuery,
    TextQuery,
    Upsert,
)


class MemoryEngine:
    """The SearchEngine for tests: same answers as the others, no speed."""

    def __init__(self) -> None:
        self._documents: dict[int, Document] = {}

    def search(self, query: SearchQuery) -> SearchPage:
        """See SearchEngine."""
        documents = list(self._documents.values())
        if not query.text:
            return page_of(((attributes_of(d), 0.0) for d in documents), query)
        matches, any_word = coordinated(self._scored(documents, query.text), query.text)
        found = ((attributes_of(self._documents[key]), score) for key, score in matches)
        return page_of(found, query, any_word=any_word)

    def _scored(self, documents: Iterable[Document], text: TextQuery) -> Iterator[Scored]:
        for document in documents:
            stems = {name: [t.stem for t in tokens(value)] for name, value in _texts(document)}
            if any(stem(word) in found for word in text.excluded for found in stems.values()):
                continue
            if not all(_has_phrase(stems, phrase) for phrase in text.phrases):
                continue
            scores = [_score(stems, stem(word)) for word in text.words]
            scores += [_score(stems, stem(phrase[0])) for phrase in text.phrases]
            yield Scored(document.id, sum(scores), sum(1 for score in scores if score))

    def suggest(self, prefix: str, limit: int) -> Sequence[int]:
        """See SearchEngine."""
        folded = words(prefix)
        start = " ".join(folded)
        found = [
            (not name.startswith(start), len(name), document.id)
            for document in self._documents.values()
            for name in [" ".join(words(" ".join((document.name, *document.aliases))))]
            if folded and (name.startswith(start) or f" {start}" in name)
        ]
        return [listing_id for _, _, listing_id in sorted(found)[:limit]]

    def words(self) -> Mapping[str, int]:
        """See SearchEngine."""
        counts: Counter[str] = Counter()
        for document in self._documents.values():
            counts.update({word for _, text in _texts(document) for word in words(text)})
        return counts

    def apply(self, changes: Sequence[Change]) -> None:
        """See SearchEngine."""
        for change in changes:
            if isinstance(change, Upsert):
                self._documents[change.document.id] = change.document
            else:
                self._documents.pop(change.id, None)

    def versions(self, ids: Sequence[int] | None = None) -> Mapping[int, str]:
        """See SearchEngine."""
        wanted = self._documents if ids is None else ids
        return {key: self._documents[key].version for key in wanted if key in self._documents}

    def rebuild(self, documents: Iterable[Document]) -> int:
        """See SearchEngine."""
        built = {document.id: document for document in documents}
        self._documents = built
        return len(built)

    def health(self) -> EngineHealth:
        """See SearchEngine."""
        return EngineHealth(ok=True, documents=len(self._documents), generation="memory")

    def set_aside(self) -> None:
        """See SearchEngine."""

    def close(self) -> None:
        """See SearchEngine."""


def _texts(document: Document) -> Iterator[tuple[str, str]]:
    for field in FIELDS:
        value = getattr(document, field)
        yield field, value if isinstance(value, str) else " . ".join(value)


def _score(stems: Mapping[str, list[str]], wanted: str) -> float:
    return sum(FIELDS[field] for field, found in stems.items() if wanted in found)


def _has_phrase(stems: Mapping[str, list[str]], phrase: tuple[str, ...]) -> bool:
    wanted = [stem(word) for word in phrase]
    return any(
        found[start : start + len(wanted)] == wanted
        for found in stems.values()
        for start in range(len(found))
    )
