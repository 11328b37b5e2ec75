"""Builds one segment: from documents, and from the living documents of older segments."""

from array import array
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from directory.search.types import KIND, Document
from directory.search.weights import analysed
from directory.search.whoosh.arrays import Array, stamp_of, write_arrays
from directory.search.whoosh.codec import ARRAYS_EXT, BESIDE, FULL, ArrayCodec, TermWriter
from directory.search.whoosh.columns import Columns
from directory.search.whoosh.segment import SegmentView

TEXT, TERM = "text", "term"


class _Lists:
    """Posting lists of one field while they grow; documents come in order."""

    def __init__(self) -> None:
        self.docs: dict[bytes, array[int]] = {}
        self.weights: dict[bytes, array[int]] = {}

    def add(self, doc: int, items: Iterable[tuple[bytes, int]]) -> None:
        docs, weights = self.docs, self.weights
        for key, weight in items:
            if key in docs:
                docs[key].append(doc)
                weights[key].append(weight)
            else:
                docs[key], weights[key] = array("I", (doc,)), array("H", (weight,))

    def extend(self, key: bytes, docs: Array, weights: Array) -> None:
        if key not in self.docs:
            self.docs[key], self.weights[key] = array("I"), array("H")
        self.docs[key].frombytes(docs.astype(np.uint32).tobytes())
        self.weights[key].frombytes(weights.astype(np.uint16).tobytes())

    def write(self, writer: TermWriter) -> None:
        for key in sorted(self.docs):
            docs = np.frombuffer(self.docs[key], dtype=np.uint32)
            writer.write_term(key, docs, np.frombuffer(self.weights[key], dtype=np.uint16))


class SegmentBuilder:
    """Collects documents in memory; `finish` writes the files of the segment."""

    def __init__(self) -> None:
        self._lists = {TERM: _Lists(), TEXT: _Lists()}
        self._columns = Columns()

    def __len__(self) -> int:
        return len(self._columns)

    def add(self, document: Document) -> None:
        """Add one document."""
        found = analysed(document)
        number = len(self._columns)
        stems = ((key.encode(), int(weight * FULL) or 1) for key, weight in found.weights.items())
        self._lists[TEXT].add(number, stems)
        terms = {f"{name}:{slug}" for name, slugs in document.terms.items() for slug in slugs}
        terms.add(f"{KIND}:{document.kind}")
        terms |= {f"{name}={slug}" for name, slugs in document.direct.items() for slug in slugs}
        self._lists[TERM].add(number, ((term.encode(), FULL) for term in terms))
        self._columns.add(document, found)

    def add_all(self, documents: Iterable[Document]) -> None:
        """Add documents."""
        for document in documents:
            self.add(document)

    def merge(self, view: SegmentView, live: Array) -> None:
        """Add the living documents of another segment; `live` has a truth value per document."""
        numbers = np.cumsum(live) - 1 + len(self._columns)
        for field, key, docs, weights in view.all_postings():
            kept = live[docs]
            if kept.any():
                self._lists[field].extend(key, numbers[docs[kept]], weights[kept])
        self._columns.merge(view.columns, live)

    def finish(self, storage: Any, index_name: str) -> Any:
        """Write the files and return the segment, which no table of contents names yet."""
        codec = ArrayCodec()
        segment = codec.new_segment(storage, index_name)
        writer = codec.field_writer(storage, segment)
        try:
            for field, lists in self._lists.items():
                writer.start_field(field, _Field)
                lists.write(writer)
                writer.finish_field()
            writer.close()
        except BaseException:
            writer.abandon()
            raise
        alive: Mapping[bytes, object] = self._lists[TEXT].docs
        folder = Path(storage.folder)
        beside = {ending: stamp_of(folder / segment.make_filename(ending)) for ending in BESIDE}
        path = folder / segment.make_filename(ARRAYS_EXT)
        write_arrays(path, self._columns.arrays(alive), beside)
        segment.set_doc_count(len(self))
        return segment


class _Field:
    """What the term writer asks of a field."""

    format = TermWriter._FORMAT
