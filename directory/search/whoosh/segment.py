"""One immutable segment, open for reading: arrays of documents and the term table."""

from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from directory.search.whoosh.arrays import Array, DamagedArrays, read_arrays, stamp_of
from directory.search.whoosh.codec import ARRAYS_EXT, BESIDE, TermReader
from directory.search.whoosh.columns import Arrays


class SegmentView:
    """Shared by all snapshots that have this segment; safe for many threads at once."""

    def __init__(self, folder: Path, segment: Any) -> None:
        self.key = str(segment.segment_id())
        self._file = read_arrays(folder / segment.make_filename(ARRAYS_EXT))
        self._beside = {ending: folder / segment.make_filename(ending) for ending in BESIDE}
        for ending, path in self._beside.items():
            if path.stat().st_size != self._file.beside[ending][0]:
                raise DamagedArrays(path.name)
        self.columns: Arrays = self._file.arrays
        self._terms = TermReader(segment.codec(), folder, segment)
        self.length = len(self.columns["id"])
        if self.length != segment.doc_count_all():
            raise DamagedArrays(f"{self.key} has another number of documents")

    @cached_property
    def checked(self) -> bool:
        """True once all files were read and are as they were written; else DamagedArrays."""
        self._file.check()
        for ending, path in self._beside.items():
            if stamp_of(path) != self._file.beside[ending]:
                raise DamagedArrays(path.name)
        return True

    def postings(self, field: str, text: str) -> tuple[Array, Array] | None:
        """Return (document numbers, weights of 65535) of a term, or None."""
        return self._terms.postings(field, text.encode("utf-8", "replace"))

    def all_postings(self) -> Iterator[tuple[str, bytes, Array, Array]]:
        """Yield (field, term, document numbers, weights) of all terms."""
        for field, text in self._terms.all_terms():
            found = self._terms.postings(field, text)
            if found is not None:
                yield field, text, *found

    def live(self, segment: Any) -> Array:
        """Return for each document whether this state of the segment still has it."""
        living = np.ones(self.length, dtype=np.bool_)
        living[list(segment.deleted_docs())] = False
        return living
