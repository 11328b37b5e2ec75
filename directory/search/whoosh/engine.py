"""The SearchEngine on Whoosh."""

import contextlib
import logging
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
from whoosh.index import EmptyIndexError

from directory.search.engine import SearchUnavailable
from directory.search.types import (
    Change,
    Document,
    EngineHealth,
    Named,
    SearchPage,
    SearchQuery,
    Upsert,
)
from directory.search.whoosh import naming
from directory.search.whoosh.counting import page_of
from directory.search.whoosh.matching import answer
from directory.search.whoosh.snapshot import Snapshot
from directory.search.whoosh.storage import Generations
from directory.search.whoosh.writing import build, write_changes

OPEN_ATTEMPTS = 10
_log = logging.getLogger(__name__)


class WhooshEngine:
    """Reads in every process, writes in one. See SearchEngine for what each method does."""

    def __init__(self, folder: Path) -> None:
        self._generations = Generations(folder)
        self._snapshot: Snapshot | None = None
        self._opening = threading.Lock()

    def search(self, query: SearchQuery) -> SearchPage:
        """See SearchEngine."""
        with self._reading() as snapshot:
            return page_of(snapshot, answer(snapshot, query), query)

    def suggest(self, prefix: str, limit: int) -> Sequence[int]:
        """See SearchEngine."""
        with self._reading() as snapshot:
            return naming.suggested(snapshot, prefix, limit)

    def named(self, text: str, limit: int, *, near: bool = False) -> Sequence[Named]:
        """See SearchEngine."""
        with self._reading() as snapshot:
            return naming.named(snapshot, text, limit, near=near)

    def frequency(self, word: str) -> int:
        """See SearchEngine."""
        with self._reading() as snapshot:
            return naming.frequency(snapshot, word)

    def near_words(self, word: str, distance: int) -> Mapping[str, int]:
        """See SearchEngine."""
        with self._reading() as snapshot:
            return naming.near_words(snapshot, word, distance)

    def versions(self, ids: Sequence[int] | None = None) -> Mapping[int, str]:
        """See SearchEngine. Whoever asks for all of them gets every file checked, too."""
        with self._reading() as snapshot:
            if ids is None:
                snapshot.check()
            living = np.flatnonzero(snapshot.live).tolist()
            rows = living if ids is None else snapshot.rows_of(ids)
            versions = map(bytes.decode, snapshot.column("version")[rows].tolist())
            return dict(zip(snapshot.ids[rows].tolist(), versions, strict=True))

    def apply(self, changes: Sequence[Change]) -> None:
        """See SearchEngine."""
        last: dict[int, Change] = {
            c.document.id if isinstance(c, Upsert) else c.id: c for c in changes
        }
        if not last:
            return
        with self._generations.writing(), _unavailable():
            write_changes(self._generations.current(), last)

    def rebuild(self, documents: Iterable[Document]) -> int:
        """See SearchEngine."""
        with self._generations.writing():
            folder = self._generations.new()
            try:
                count = build(folder, documents)
            except BaseException:
                self._generations.discard(folder)
                raise
            self._generations.switch(folder)
        return count

    def health(self) -> EngineHealth:
        """See SearchEngine. Reads the files of each segment once, to compare their checksums."""
        try:
            with self._reading() as snapshot:
                snapshot.check()
                return EngineHealth(True, snapshot.living, snapshot.folder.name)
        except SearchUnavailable as error:
            return EngineHealth(False, problem=str(error))

    def set_aside(self) -> None:
        """See SearchEngine. Looks again once it is the only writer: another process may have mended it."""
        with self._generations.writing():
            if not self.health().ok:
                self._generations.set_aside()

    def close(self) -> None:
        """See SearchEngine."""
        self._snapshot = None

    @contextlib.contextmanager
    def _reading(self) -> Iterator[Snapshot]:
        with _unavailable():
            yield self._newest()

    def _newest(self) -> Snapshot:
        """Return the newest commit. One thread opens it; then it decodes what is asked for often."""
        snapshot = self._snapshot
        if snapshot is not None and snapshot.is_current(self._generations.current()):
            return snapshot
        with self._opening:
            before = self._snapshot
            fresh = self._snapshot = self._opened()
        if before is not None and before is not fresh:
            fresh.warm(before)
        return fresh

    def _opened(self) -> Snapshot:
        problem: Exception | None = None
        for _ in range(OPEN_ATTEMPTS):
            folder = self._generations.current()
            if self._snapshot is not None and self._snapshot.is_current(folder):
                return self._snapshot
            try:
                return Snapshot(folder, self._snapshot)
            except (OSError, EmptyIndexError) as error:  # a commit or a switch came in between
                problem = error
        raise SearchUnavailable("The search index is not complete.") from problem


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
