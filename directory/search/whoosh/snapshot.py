"""One commit of the index, opened for reading: all its segments seen as one row of documents."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from whoosh.index import TOC, FileIndex, open_dir

from directory.search.faceting import KIND_ORDER, KIND_WEIGHT
from directory.search.whoosh.arrays import Array
from directory.search.whoosh.codec import FULL
from directory.search.whoosh.columns import text_at
from directory.search.whoosh.segment import SegmentView
from directory.search.whoosh.storage import SETTLED_NS
from directory.search.whoosh.termsets import TermSets

CACHED_BYTES = 48 * 1024 * 1024
_NOTHING = (np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32))
Postings = tuple[Array, Array]


class Snapshot:
    """Immutable; used by many threads at once."""

    def __init__(self, folder: Path, older: "Snapshot | None" = None) -> None:
        self.folder = folder
        self._settled = _settled(folder)
        self.index: FileIndex = open_dir(str(folder))
        toc = TOC.read(self.index.storage, self.index.indexname)
        self.generation = int(toc.generation)
        known = {view.key: view for view in older.views} if older and older.folder == folder else {}
        self.views: list[SegmentView] = [_view(folder, segment, known) for segment in toc.segments]
        self.segments: list[Any] = toc.segments
        lengths = [view.length for view in self.views]
        self.bases = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
        self.length = int(self.bases[-1])
        pairs = zip(self.views, toc.segments, strict=True)
        self.live = _joined([view.live(segment) for view, segment in pairs], np.bool_)
        self._cache: OrderedDict[tuple[str, str], Postings] = OrderedDict()
        self._cached = 0
        self._sets: dict[str, TermSets] = {}
        self._ranks: dict[str, Array] = {}
        self._lock, self._making = threading.Lock(), threading.RLock()

    def is_current(self, folder: Path) -> bool:
        """Whether this is still the newest commit of the generation in use.

        Looks into the folder only when its time of change says that something happened there.
        """
        if folder != self.folder:
            return False
        try:
            if self._settled is not None and folder.stat().st_mtime_ns == self._settled:
                return True
            settled = _settled(folder)
            if self.index.latest_generation() != self.generation:
                return False
        except OSError:  # deleted after a rebuild
            return False
        self._settled = settled
        return True

    def check(self) -> None:
        """Read all files that were not read before; DamagedArrays when one has changed."""
        for view in self.views:
            view.checked  # noqa: B018 - remembered by the view

    def column(self, name: str) -> Array:
        """Return a column of all documents."""
        return _joined([view.columns[name] for view in self.views], np.int64)

    @cached_property
    def ids(self) -> Array:
        """The database's id of each document."""
        return self.column("id")

    @cached_property
    def _id_order(self) -> Array:
        return np.argsort(self.ids, kind="stable")

    def rows_of(self, ids: Sequence[int]) -> list[int]:
        """Return the rows of the living documents with these ids, in this order."""
        order, found = self._id_order, []
        starts = np.searchsorted(self.ids, ids, "left", sorter=order)
        ends = np.searchsorted(self.ids, ids, "right", sorter=order)
        for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
            found += [row for row in order[start:end].tolist() if self.live[row]]
        return found

    @cached_property
    def active(self) -> Array:
        """Whether each document is living and not archived."""
        return self.live & ~self.column("archived").astype(np.bool_)

    @cached_property
    def kinds(self) -> list[str]:
        """All kinds, in the order in which results of equal score stand."""
        found = {kind.decode() for view in self.views for kind in view.columns["kinds"].tolist()}
        return sorted(found, key=lambda kind: (KIND_ORDER.get(kind, len(KIND_ORDER)), kind))

    @cached_property
    def kind(self) -> Array:
        """The place of each document's kind in `kinds`."""
        parts = []
        for view in self.views:
            names = [kind.decode() for kind in view.columns["kinds"].tolist()]
            places = np.array([self.kinds.index(name) for name in names], dtype=np.int64)
            parts.append(places[view.columns["kind"]])
        return _joined(parts, np.int64)

    @cached_property
    def kind_weights(self) -> Array:
        """What the kind of each document multiplies its score by."""
        weights = np.array([KIND_WEIGHT.get(kind, 1.0) for kind in self.kinds] or [1.0])
        return weights[self.kind]

    def rank(self, name: str, make: Callable[[], Array]) -> Array:
        """Return an order of all documents that is made once."""
        with self._making:
            if name not in self._ranks:
                self._ranks[name] = make()
            return self._ranks[name]

    def places(self, name: str) -> Array:
        """Return for each document the place of its value among all values of an ordered column."""
        return self.rank(f"places/{name}", lambda: self._places(name))

    def _places(self, name: str) -> Array:
        """Put the orders of the segments together: runs in order are sorted in next to no time."""
        orders = [view.columns[f"{name}.order"] for view in self.views]
        runs = [view.columns[name][order] for view, order in zip(self.views, orders, strict=True)]
        rows = [order + base for order, base in zip(orders, self.bases.tolist(), strict=False)]
        values, row = _joined(runs, np.bytes_), _joined(rows, np.int64)
        if len(runs) > 1:
            order = np.argsort(values, kind="stable")
            values, row = values[order], row[order]
        places = np.zeros(self.length, dtype=np.int32)
        places[row[1:]] = np.cumsum(values[1:] != values[:-1])
        return places

    def names_of(self, row: int) -> list[bytes]:
        """Return the folded name and aliases of a document."""
        place = int(np.searchsorted(self.bases, row, side="right")) - 1
        text = text_at(self.views[place].columns, "names", row - int(self.bases[place]))
        return text.split(b"\n")

    @cached_property
    def living(self) -> int:
        """The number of documents that are not deleted."""
        return int(self.live.sum())

    @cached_property
    def _all_live(self) -> list[bool]:
        pairs = zip(self.bases.tolist(), self.bases[1:].tolist(), strict=False)
        return [bool(self.live[start:end].all()) for start, end in pairs]

    def postings(self, field: str, text: str) -> Postings:
        """Return (rows ascending, weights 0 to 1) of a term, without deleted documents."""
        key = (field, text)
        with self._lock:
            found = self._cache.get(key)
            if found is not None:
                self._cache.move_to_end(key)
                return found
        found = self._decoded(field, text)
        with self._lock:
            self._keep(key, found)
        return found

    def _decoded(self, field: str, text: str) -> Postings:
        rows, weights = [], []
        for place, view in enumerate(self.views):
            part = view.postings(field, text)
            if part is None:
                continue
            row = part[0].astype(np.int64)
            row += self.bases[place]
            weight = part[1].astype(np.float32)
            weight /= np.float32(FULL)
            if not self._all_live[place]:
                kept = self.live[row]
                row, weight = row[kept], weight[kept]
            rows.append(row)
            weights.append(weight)
        return (_joined(rows, np.int64), _joined(weights, np.float32)) if rows else _NOTHING

    def _keep(self, key: tuple[str, str], found: Postings) -> None:
        if key not in self._cache:
            self._cache[key] = found
            self._cached += _size(found)
        while self._cached > CACHED_BYTES and len(self._cache) > 1:
            self._cached -= _size(self._cache.popitem(last=False)[1])

    def warm(self, older: "Snapshot") -> None:
        """Decode what an older snapshot was asked for last, so that nobody waits for it."""
        with older._lock:
            keys = list(older._cache)
        for key in keys[-128:]:
            self.postings(*key)

    def sets(self, vocabulary: str) -> TermSets | None:
        """Return the terms of all documents in one vocabulary; None when no document has one."""
        known = self._sets.get(vocabulary)
        if known is not None:
            return known
        name = f"set.{vocabulary}"
        if not any(name in view.columns for view in self.views):
            return None
        with self._making:
            if vocabulary not in self._sets:
                self._sets[vocabulary] = self._read_sets(name)
            return self._sets[vocabulary]

    def _read_sets(self, name: str) -> TermSets:
        places: dict[str, int] = {}
        rows, flats, ends, sets, width = [], [], [], 0, 0
        for view in self.views:
            if name not in view.columns:  # one empty set for all of them
                rows.append(np.full(view.length, sets))
                ends.append(np.array([width]))
                sets += 1
                continue
            terms = [term.decode() for term in view.columns[f"{name}.terms"].tolist()]
            place = np.array([places.setdefault(t, len(places)) for t in terms], dtype=np.int64)
            flats.append(place[view.columns[f"{name}.flat"]])
            rows.append(view.columns[name].astype(np.int64) + sets)
            ends.append(view.columns[f"{name}.ends"] + width)
            sets, width = sets + len(ends[-1]), width + len(flats[-1])
        kind = np.uint16 if sets <= 1 << 16 else np.uint32
        return TermSets(
            _joined(rows, np.int64).astype(kind), _joined(flats, np.int64),
            _joined(ends, np.int64), list(places),
        )  # fmt: skip


def _settled(folder: Path) -> int | None:
    """Return when the folder was last changed, if that is so long ago that the time tells."""
    changed = folder.stat().st_mtime_ns
    return changed if time.time_ns() - changed > SETTLED_NS else None


def _view(folder: Path, segment: Any, known: dict[str, SegmentView]) -> SegmentView:
    return known.get(str(segment.segment_id())) or SegmentView(folder, segment)


def _joined(parts: list[Array], empty: Any) -> Array:
    if len(parts) == 1:
        return parts[0]
    return np.concatenate(parts) if parts else np.zeros(0, dtype=empty)


def _size(found: Postings) -> int:
    return found[0].nbytes + found[1].nbytes + 500  # what Python needs for an entry
