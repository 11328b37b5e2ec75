"""The SearchEngine on Whoosh."""

import contextlib
import logging
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from whoosh import query as q
from whoosh.index import create_in, open_dir
from whoosh.reading import ReaderClosed

from directory.search.analysis import words
from directory.search.engine import SearchUnavailable
from directory.search.faceting import Match, page_of
from directory.search.ranking import Scored, coordinated
from directory.search.types import (
    Change,
    Document,
    EngineHealth,
    SearchPage,
    SearchQuery,
    TextQuery,
    Upsert,
)
from directory.search.whoosh.queries import excluded, parts
from directory.search.whoosh.schema import make_schema, to_fields
from directory.search.whoosh.snapshot import Snapshot
from directory.search.whoosh.storage import Generations

T = TypeVar("T")
OPEN_ATTEMPTS = 3
LOCK_SECONDS = 10.0
_log = logging.getLogger(__name__)


class WhooshEngine:
    """Reads in every process, writes in one. See SearchEngine for what each method does."""

    def __init__(self, folder: Path) -> None:
        self._generations = Generations(folder)
        self._snapshot: Snapshot | None = None
        # Whoosh's readers share file positions between threads, so one thread searches at a time.
        self._lock = threading.Lock()

    def search(self, query: SearchQuery) -> SearchPage:
        """See SearchEngine."""
        with self._reading() as snapshot:
            matches, any_word = _matches(snapshot, query.text)
        return page_of(matches, query, any_word=any_word)

    def suggest(self, prefix: str, limit: int) -> Sequence[int]:
        """See SearchEngine."""
        start = " ".join(words(prefix))
        if not start:
            return ()
        with self._reading() as snapshot:
            names = snapshot.names
        found = sorted(
            (not name.startswith(start), len(name), key)
            for name, key in names
            if name.startswith(start) or f" {start}" in name
        )
        return list(dict.fromkeys(key for _, _, key in found))[:limit]

    def words(self) -> Mapping[str, int]:
        """See SearchEngine."""
        with self._reading() as snapshot:
            return snapshot.lexicon

    def versions(self, ids: Sequence[int] | None = None) -> Mapping[int, str]:
        """See SearchEngine."""
        with self._reading() as snapshot:
            known = snapshot.versions
        return dict(known) if ids is None else {key: known[key] for key in ids if key in known}

    def apply(self, changes: Sequence[Change]) -> None:
        """See SearchEngine. One `delete_by_term` and at most one `add_document` per id and batch."""
        last: dict[int, Change] = {
            c.document.id if isinstance(c, Upsert) else c.id: c for c in changes
        }
        with self._generations.writing(), _unavailable():
            _write(self._generations.current(), last)

    def rebuild(self, documents: Iterable[Document]) -> int:
        """See SearchEngine."""
        with self._generations.writing():
            folder = self._generations.new()
            try:
                count = _build(folder, documents)
            except BaseException:
                self._generations.discard(folder)
                raise
            self._generations.switch(folder)
        return count

    def health(self) -> EngineHealth:
        """See SearchEngine."""
        try:
            with self._reading() as snapshot:
                return EngineHealth(True, len(snapshot.versions), snapshot.folder.name)
        except SearchUnavailable as error:
            return EngineHealth(False, problem=str(error))

    def set_aside(self) -> None:
        """See SearchEngine. Looks again once it is the only writer: another process may have mended it."""
        with self._generations.writing():
            if not self.health().ok:
                self._generations.set_aside()

    def close(self) -> None:
        """See SearchEngine."""
        with self._lock:
            self._forget()

    @contextlib.contextmanager
    def _reading(self) -> Iterator[Snapshot]:
        with self._lock, _unavailable():
            yield self._newest()

    def _newest(self) -> Snapshot:
        for attempt in range(OPEN_ATTEMPTS):
            try:
                folder = self._generations.current()
                if self._snapshot is None or not self._snapshot.is_current(folder):
                    opened = Snapshot(folder)
                    self._forget()
                    self._snapshot = opened
                return self._snapshot
            except (OSError, ReaderClosed):  # a commit or a switch came in between
                self._forget()
                if attempt == OPEN_ATTEMPTS - 1:
                    raise
        raise AssertionError("unreachable")

    def _forget(self) -> None:
        if self._snapshot is not None:
            self._snapshot.close()
            self._snapshot = None


@contextlib.contextmanager
def _unavailable() -> Iterator[None]:
    """Turn whatever Whoosh raises (pickle, struct, EOF, index errors ...) into SearchUnavailable."""
    try:
        yield
    except SearchUnavailable:
        raise
    except Exception as error:
        _log.exception("the search index failed")
        raise SearchUnavailable(
            f"The search index cannot be read ({type(error).__name__})."
        ) from error


def _matches(snapshot: Snapshot, text: TextQuery) -> tuple[list[Match], bool]:
    attributes = snapshot.attributes
    if not text:
        return [(found, 0.0) for found in attributes.values()], False
    hidden = excluded(text)
    banned = set(hidden.docs(snapshot.searcher)) if hidden is not None else set()
    wanted = parts(text)
    if not wanted:
        return [(found, 0.0) for n, found in attributes.items() if n not in banned], False
    found, any_word = _all_or_some(snapshot.searcher, wanted, text, banned)
    return [(attributes[n], score) for n, score in found], any_word


def _all_or_some(
    searcher: Any, wanted: list[Any], text: TextQuery, banned: set[int]
) -> tuple[list[tuple[int, float]], bool]:
    complete = _scores(searcher, q.And(wanted) if len(wanted) > 1 else wanted[0], banned)
    if complete or len(wanted) == 1 or text.phrases:
        return list(complete.items()), False
    matched: dict[int, int] = {}
    for part in wanted:
        for number in part.docs(searcher):
            matched[number] = matched.get(number, 0) + 1
    scores = _scores(searcher, q.Or(wanted), banned)
    return coordinated((Scored(n, score, matched.get(n, 0)) for n, score in scores.items()), text)


def _scores(searcher: Any, query: Any, banned: set[int]) -> dict[int, float]:
    results = searcher.search(query, limit=None)
    return {number: score for number, score in results.items() if number not in banned}


def _write(folder: Path, changes: Mapping[int, Change]) -> None:
    writer = open_dir(str(folder)).writer(timeout=LOCK_SECONDS, compound=False)
    try:
        for key in changes:
            writer.delete_by_term("id", str(key))
        for change in changes.values():
            if isinstance(change, Upsert):
                writer.add_document(**to_fields(change.document))
    except BaseException:
        writer.cancel()
        raise
    _commit(writer)


def _build(folder: Path, documents: Iterable[Document]) -> int:
    writer = create_in(str(folder), make_schema()).writer(limitmb=256, compound=False)
    count = 0
    try:
        for document in documents:
            writer.add_document(**to_fields(document))
            count += 1
    except BaseException:
        writer.cancel()
        raise
    _commit(writer)
    return count


def _commit(writer: Any) -> None:
    try:
        writer.commit()
    except BaseException:  # a full disk, for example: without this the lock is held for ever
        with contextlib.suppress(Exception):
            writer.cancel()
        raise
