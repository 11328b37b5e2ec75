"""Our Whoosh codec: posting lists are plain arrays, and so is what we keep of each document.

This module alone knows how Whoosh 2.7.4 lays out a segment; it uses Whoosh's interface for codecs.
Whoosh keeps the term table, the segments with their deletions and the table of contents, and its own
searcher reads these files too: a test compares its answers with ours.

Postings of a term: its document numbers (uint32), then its weights (uint16, 65535 is 1) unless all
are 1, padded to four bytes.
"""

import contextlib
import mmap
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
from whoosh.codec import base
from whoosh.codec.whoosh3 import W3Codec, W3FieldWriter, W3Segment, W3TermInfo, W3TermsReader
from whoosh.filedb.structfile import StructFile
from whoosh.formats import Existence
from whoosh.matching import ListMatcher

from directory.search.whoosh.arrays import Array, DamagedArrays, map_file

ARRAYS_EXT = ".arr"
# What Whoosh writes of a segment: its term table and the posting lists.
BESIDE = (W3Codec.TERMS_EXT, W3Codec.POSTS_EXT)
FULL = 65535


class MappedFile(StructFile):  # type: ignore[misc]
    """A file in memory by mapping: reads at a position do not disturb other threads."""

    def __init__(self, path: Path) -> None:
        super().__init__(map_file(path), name=path.name)

    def get(self, position: int, length: int) -> bytes:
        """Return `length` bytes from `position`."""
        return bytes(self.file[position : position + length])

    def close(self) -> None:
        """Leave the mapping to the arrays that look into it."""
        self.is_closed = True


class ArrayCodec(W3Codec):  # type: ignore[misc]
    """Whoosh's own codec, with posting lists and document values of ours."""

    # Lengths of fields are in the weights already.
    length_stats = False

    def field_writer(self, storage: Any, segment: Any) -> "TermWriter":
        """See whoosh.codec.base.Codec."""
        return TermWriter(self, storage, segment)

    def per_document_writer(self, storage: Any, segment: Any) -> NoReturn:
        """Refuse: `SegmentBuilder` writes documents, Whoosh's own writer would write half of them."""
        raise NotImplementedError("Documents are written by SegmentBuilder.")

    def per_document_reader(self, storage: Any, segment: Any) -> "DocumentNumbers":
        """See whoosh.codec.base.Codec."""
        del storage
        return DocumentNumbers(segment)

    def terms_reader(self, storage: Any, segment: Any) -> "TermReader":
        """See whoosh.codec.base.Codec."""
        return TermReader(self, Path(storage.folder), segment)

    def postings_reader(
        self, dbfile: Any, terminfo: Any, format_: Any, term: Any = None, scorer: Any = None
    ) -> ListMatcher:
        """See whoosh.codec.base.Codec. This is how Whoosh's own searcher reads our postings."""
        docs, weights = decode(dbfile.file, *_extent(terminfo))
        values = (weights / FULL).tolist()
        return ListMatcher(
            docs.tolist(), values, format=format_, scorer=scorer, term=term, terminfo=terminfo
        )

    def new_segment(self, storage: Any, indexname: str) -> W3Segment:
        """See whoosh.codec.base.Codec."""
        del storage
        return W3Segment(self, indexname)


def _extent(info: Any) -> tuple[int, int]:
    """Return offset and length of a posting list; Whoosh 2.7.4 reads the length as a tuple."""
    offset, length = info.extent()
    return offset, length[0] if isinstance(length, tuple) else length


def decode(data: mmap.mmap | bytes, offset: int, length: int) -> tuple[Array, Array]:
    """Return (document numbers, weights) of a posting list, without copying them."""
    count = int.from_bytes(data[offset : offset + 4], "little")
    if length not in {4 + count * 4, 4 + count * 6 + count * 2 % 4}:
        raise DamagedArrays("a posting list")
    docs = np.frombuffer(data, dtype="<u4", count=count, offset=offset + 4)
    if length == 4 + count * 4:
        return docs, np.broadcast_to(np.uint16(FULL), (count,))
    return docs, np.frombuffer(data, dtype="<u2", count=count, offset=offset + 4 + count * 4)


class TermWriter(W3FieldWriter):  # type: ignore[misc]
    """Writes Whoosh's term table and our posting lists."""

    _FORMAT = Existence()

    def __init__(self, codec: ArrayCodec, storage: Any, segment: Any) -> None:
        super().__init__(codec, storage, segment)
        self._position = 0

    def write_term(self, text: bytes, docs: Array, weights: Array) -> None:
        """Add the postings of one term; terms of a field come in order, `docs` ascending."""
        data = len(docs).to_bytes(4, "little") + docs.astype("<u4").tobytes()
        if weights.min() < FULL:
            data += weights.astype("<u2").tobytes()
            data += bytes(-len(data) % 4)
        self._postfile.write(data)
        info = W3TermInfo()
        info._weight = float(weights.sum(dtype=np.int64)) / FULL
        info._df = len(docs)
        info._minlength = info._maxlength = 1
        info._maxweight = float(weights.max()) / FULL
        info._minid, info._maxid = int(docs[0]), int(docs[-1])
        info.set_extent(self._position, len(data))
        self._position += len(data)
        self._tindex.add(self._fieldid.to_bytes(2, "big") + text, info.to_bytes())

    def abandon(self) -> None:
        """Close the files after an error, whatever can still be written to them."""
        for file in (self._tindex.dbfile, self._postfile):
            with contextlib.suppress(Exception):
                file.close()


class TermReader(W3TermsReader):  # type: ignore[misc]
    """Reads the term table by mapping; gives posting lists as arrays."""

    def __init__(self, codec: ArrayCodec, folder: Path, segment: Any) -> None:
        table = MappedFile(folder / segment.make_filename(W3Codec.TERMS_EXT))
        posts = MappedFile(folder / segment.make_filename(W3Codec.POSTS_EXT))
        super().__init__(codec, table, len(table.file), posts)

    def postings(self, field: str, text: bytes) -> tuple[Array, Array] | None:
        """Return (document numbers, weights of 65535) of a term, or None."""
        try:
            position, length = self._range_for_key(field, text)
        except KeyError:
            return None
        info = W3TermInfo.from_bytes(self._dbfile.get(position, length))
        return decode(self._postfile.file, *_extent(info))

    def all_terms(self) -> Iterator[tuple[str, bytes]]:
        """Yield (field, text) of all terms in order."""
        found: Iterator[tuple[str, bytes]] = self.terms()
        return found


class DocumentNumbers(base.PerDocumentReader):  # type: ignore[misc]
    """What Whoosh's own searcher needs to know of documents: how many, and which are deleted."""

    def __init__(self, segment: W3Segment) -> None:
        self._segment = segment

    def doc_count(self) -> int:
        """Return the number of documents that are not deleted."""
        return int(self._segment.doc_count())

    def doc_count_all(self) -> int:
        """Return the number of documents."""
        return int(self._segment.doc_count_all())

    def has_deletions(self) -> bool:
        """Whether any is deleted."""
        return bool(self._segment.has_deletions())

    def is_deleted(self, docnum: int) -> bool:
        """Whether this one is deleted."""
        return bool(self._segment.is_deleted(docnum))

    def deleted_docs(self) -> Iterator[int]:
        """Yield the numbers of deleted documents."""
        return iter(self._segment.deleted_docs())

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        """Return 1: lengths are in the weights already."""
        del docnum, fieldname, default
        return 1

    def field_length(self, fieldname: str) -> int:
        """Return the number of documents."""
        del fieldname
        return self.doc_count_all()

    def min_field_length(self, fieldname: str) -> int:
        """Return 1."""
        del fieldname
        return 1

    max_field_length = min_field_length

    def stored_fields(self, docnum: int) -> dict[str, Any]:
        """Return nothing: what is shown comes from the database."""
        del docnum
        return {}
