"""What an index keeps of each document beside its words, as arrays with one row per document.

Texts of any length lie one after another with offsets; sets of terms are numbered, so that counting
a facet means counting numbers. For phrases, `stream` has the number of each word in order, and a 0
after each text. Names and words in order have the set of their letters beside them.
"""

import zlib
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from directory.search.analysis import stem, words
from directory.search.types import Document
from directory.search.weights import Analysed
from directory.search.whoosh.arrays import Array

NAME_BYTES, WORD_BYTES = 48, 40
_FIXED = {"version": "S64", "published": "S32", "confirmed": "S16", "sort": "S64"}
# Columns that results are ordered by; their order is kept, too.
ORDERED = ("sort", "published", "confirmed")
Arrays = Mapping[str, Array]


@lru_cache(maxsize=200_000)
def word_number(stem_: str) -> int:
    """Return the number by which `stream` knows a stem, never 0.

    Two stems share one in four thousand million cases; a phrase's documents have all its stems anyway.
    """
    return zlib.crc32(stem_.encode()) or 1


def letters_of(key: bytes) -> int:
    """Return the set of letters of a text, as 32 bits; the lower five bits of a byte choose one."""
    return sum({1 << (letter & 31) for letter in key})


class Texts:
    """Texts, one after another: of bytes ("B") or of numbers of words ("I")."""

    def __init__(self, kind: str) -> None:
        self.data, self.ends = array(kind), array("q")

    def add(self, value: Iterable[int]) -> None:
        """Append one."""
        self.data.extend(value)
        self.ends.append(len(self.data))

    def merge(self, old: Arrays, name: str, rows: Array) -> None:
        """Append texts of another segment."""
        for row in rows.tolist():
            self.data.frombytes(text_at(old, name, row))
            self.ends.append(len(self.data))

    def arrays(self, name: str) -> dict[str, Array]:
        """Return the data and where each text ends."""
        return {
            name: np.array(self.data),
            f"{name}.ends": np.array(self.ends, dtype=np.int64),
        }


def text_at(arrays: Arrays, name: str, row: int) -> bytes:
    """Return one text."""
    ends = arrays[f"{name}.ends"]
    start = int(ends[row - 1]) if row else 0
    return arrays[name][start : int(ends[row])].tobytes()


class Numbered:
    """One value per document, each different value numbered once."""

    def __init__(self) -> None:
        self.rows, self.numbers = array("I"), dict[str, int]()

    def add(self, value: str) -> None:
        """Append the value of the next document."""
        self.rows.append(self.numbers.setdefault(value, len(self.numbers)))

    def fill(self, length: int) -> None:
        """Give documents that came before an empty value."""
        while len(self.rows) < length:
            self.add("")


class Columns:
    """Rows of documents while a segment is built."""

    def __init__(self) -> None:
        self._ids = array("q")
        self._archived = array("B")
        self._fixed: dict[str, list[bytes]] = {name: [] for name in _FIXED}
        self._kinds = Numbered()
        self._sets: dict[str, Numbered] = {}
        self._stream, self._names = Texts("I"), Texts("B")
        self._words: Counter[str] = Counter()

    def __len__(self) -> int:
        return len(self._ids)

    def add(self, document: Document, found: Analysed) -> None:
        """Append one document."""
        self._row(
            document.id,
            document.kind,
            document.archived,
            [document.version, document.published, document.confirmed, document.sort_name],
        )
        for name, slugs in document.terms.items():
            self._set(name, "\t".join(sorted(set(slugs))))
        self._stream.add(_numbered(found.texts))
        names = [" ".join(words(name)) for name in (document.name, *document.aliases)]
        self._names.add("\n".join(names).encode())
        self._words.update(found.words)

    def _row(self, key: int, kind: str, archived: bool, fixed: Sequence[str]) -> None:
        self._ids.append(key)
        self._kinds.add(kind)
        self._archived.append(archived)
        for (name, size), value in zip(_FIXED.items(), fixed, strict=True):
            self._fixed[name].append(value.encode("utf-8", "replace")[: int(size[1:])])

    def _set(self, name: str, value: str) -> None:
        column = self._sets.setdefault(name, Numbered())
        column.fill(len(self) - 1)
        column.add(value)

    def merge(self, old: Arrays, live: Array) -> None:
        """Append the living documents of another segment."""
        sets = {n.removeprefix("set."): decode_sets(old, n) for n in old if is_sets(n)}
        kinds = old["kinds"].tolist()
        for row in np.flatnonzero(live).tolist():
            fixed = [old[name][row].decode("utf-8", "replace") for name in _FIXED]
            kind = kinds[old["kind"][row]].decode()
            self._row(int(old["id"][row]), kind, bool(old["archived"][row]), fixed)
            for name, values in sets.items():
                self._set(name, values[old[f"set.{name}"][row]])
        self._stream.merge(old, "stream", np.flatnonzero(live))
        self._names.merge(old, "names", np.flatnonzero(live))
        counts = old["word.count"].tolist()
        self._words.update(dict(zip(map(bytes.decode, old["word"].tolist()), counts, strict=True)))

    def arrays(self, postings: Mapping[bytes, Any]) -> dict[str, Array]:
        """Return all arrays; `postings`: stem -> documents, for words that no document has any more."""
        found: dict[str, Array] = {
            "id": np.array(self._ids, dtype=np.int64),
            "archived": np.array(self._archived, dtype=np.bool_),
            "kind": np.array(self._kinds.rows, dtype=np.uint8),
            "kinds": np.array([kind.encode() for kind in self._kinds.numbers], dtype=np.bytes_),
            **{name: np.array(self._fixed[name], dtype=size) for name, size in _FIXED.items()},
            **self._stream.arrays("stream"),
            **self._names.arrays("names"),
            **_lexicon(self._words, postings),
            **_name_tables(self._names),
        }
        for name in ORDERED:
            found[f"{name}.order"] = np.argsort(found[name], kind="stable").astype(np.int32)
        for name, column in self._sets.items():
            column.fill(len(self))
            found |= _sets(name, column)
        return found


def _numbered(texts: Iterable[Iterable[str]]) -> Iterable[int]:
    for text in texts:
        yield from map(word_number, text)
        yield 0


def is_sets(name: str) -> bool:
    """Whether this array numbers the sets of a vocabulary."""
    return name.startswith("set.") and name.count(".") == 1


def _sets(name: str, column: Numbered) -> dict[str, Array]:
    terms: dict[str, int] = {}
    flat, ends = array("i"), array("q")
    for value in column.numbers:
        flat.extend(terms.setdefault(slug, len(terms)) for slug in value.split("\t") if slug)
        ends.append(len(flat))
    rows = np.array(column.rows, dtype=np.uint32)
    return {
        f"set.{name}": rows if len(ends) > 1 << 16 else rows.astype(np.uint16),
        f"set.{name}.flat": np.array(flat, dtype=np.int32),
        f"set.{name}.ends": np.array(ends, dtype=np.int64),
        f"set.{name}.terms": np.array([slug.encode() for slug in terms], dtype=np.bytes_),
    }


def decode_sets(arrays: Arrays, name: str) -> list[str]:
    """Return the sets of a vocabulary by number, as slugs joined by tabs."""
    terms = [term.decode() for term in arrays[f"{name}.terms"].tolist()]
    flat, start, found = arrays[f"{name}.flat"].tolist(), 0, []
    for end in arrays[f"{name}.ends"].tolist():
        found.append("\t".join(terms[number] for number in flat[start:end]))
        start = end
    return found


def _lexicon(counts: Mapping[str, int], postings: Mapping[bytes, Any]) -> dict[str, Array]:
    kept = []
    for word, count in counts.items():
        key = word.encode()
        documents = postings.get(stem(word).encode())
        if documents and len(key) <= WORD_BYTES:
            kept.append((key, min(count, len(documents))))
    kept.sort()
    return {
        "word": np.array([key for key, _ in kept], dtype=f"S{WORD_BYTES}"),
        "word.letters": np.array([letters_of(key) for key, _ in kept], dtype=np.uint32),
        "word.count": np.array([count for _, count in kept], dtype=np.int32),
    }


def _name_tables(names: Texts) -> dict[str, Array]:
    whole: list[tuple[bytes, int]] = []
    starts: list[tuple[bytes, int, bool, int]] = []
    for row, name in _each_name(names):
        whole.append((compact(name)[:NAME_BYTES], row))
        first = True
        for part in _word_starts(name):
            starts.append((part[:NAME_BYTES], row, not first, len(name)))
            first = False
    whole.sort()
    starts.sort()
    return {
        "whole": np.array([key for key, _ in whole], dtype=f"S{NAME_BYTES}"),
        "whole.letters": np.array([letters_of(key) for key, _ in whole], dtype=np.uint32),
        "whole.row": np.array([row for _, row in whole], dtype=np.int32),
        "start": np.array([item[0] for item in starts], dtype=f"S{NAME_BYTES}"),
        "start.row": np.array([item[1] for item in starts], dtype=np.int32),
        "start.inner": np.array([item[2] for item in starts], dtype=np.bool_),
        "start.length": np.array([item[3] for item in starts], dtype=np.int32),
    }


def _each_name(names: Texts) -> Iterable[tuple[int, bytes]]:
    start, data = 0, names.data.tobytes()
    for row, end in enumerate(names.ends):
        for name in data[start:end].split(b"\n"):
            if name:
                yield row, name
        start = end


def compact(name: bytes) -> bytes:
    """Return a folded name without spaces and dots: joined and split words are one name."""
    return name.replace(b" ", b"").replace(b".", b"")


def _word_starts(name: bytes) -> Iterable[bytes]:
    position = 0
    while position >= 0:
        yield name[position:]
        space = name.find(b" ", position)
        position = space + 1 if space >= 0 else -1
