"""Names and words in order: known items, suggestions, completions, words for spelling help."""

from collections.abc import Iterator, Mapping

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

from directory.search.analysis import stem, words
from directory.search.types import Named
from directory.search.whoosh.arrays import Array
from directory.search.whoosh.builder import TEXT
from directory.search.whoosh.columns import NAME_BYTES, WORD_BYTES, compact
from directory.search.whoosh.snapshot import Snapshot

COMPLETIONS = 50
MIN_PREFIX = 2
# From so many letters on, one, two or three letters of a name may differ.
NAME_LENGTHS = (3, 8, 14)
_LAST = b"\xff"


def named(snapshot: Snapshot, text: str, limit: int, *, near: bool) -> list[Named]:
    """See SearchEngine."""
    wanted = compact(" ".join(words(text)).encode())[:NAME_BYTES]
    if not wanted:
        return []
    found: dict[int, tuple[int, bool]] = {}
    for key, row in _near(snapshot, wanted) if near else _same(snapshot, wanted):
        # Of names that are as near, one with the same letters: two were swapped.
        distance = OSA.distance(key, wanted), sorted(key) != sorted(wanted)
        found[row] = min(distance, found.get(row, distance))
    ranked = sorted(found.items(), key=lambda item: (item[1], snapshot.kind[item[0]], item[0]))
    return [Named(int(snapshot.ids[row]), distance[0]) for row, distance in ranked[:limit]]


def _same(snapshot: Snapshot, wanted: bytes) -> Iterator[tuple[bytes, int]]:
    for keys, rows, base in _tables(snapshot, "whole"):
        start, end = np.searchsorted(keys, wanted, "left"), np.searchsorted(keys, wanted, "right")
        for row in rows[start:end].tolist():
            if snapshot.active[row + base]:
                yield wanted, row + base


def _near(snapshot: Snapshot, wanted: bytes) -> Iterator[tuple[bytes, int]]:
    allowed = near_letters(len(wanted))
    for keys, rows, base in _tables(snapshot, "whole"):
        for place in _close(keys, wanted, allowed):
            row = int(rows[place]) + base
            if snapshot.active[row]:
                yield keys[place], row


def near_letters(length: int) -> int:
    """Return how many letters of a name may differ: a short name has many neighbours."""
    return sum(length >= limit for limit in NAME_LENGTHS)


def _close(keys: Array, wanted: bytes, allowed: int) -> list[int]:
    """Return places of keys within the distance: with the same first letter, or else any."""
    first, last = _range(keys, wanted[:1])
    found = _within(keys[first:last], wanted, allowed)
    if found:
        return [first + place for place in found]
    return _within(keys, wanted, allowed)


def _within(keys: Array, wanted: bytes, allowed: int) -> list[int]:
    if allowed == 0 or not len(keys):
        return np.flatnonzero(keys == wanted).tolist()
    distances = process.cdist(
        [wanted], keys.tolist(), scorer=OSA.distance, score_cutoff=allowed, dtype=np.uint8
    )[0]
    return np.flatnonzero(distances <= allowed).tolist()


def suggested(snapshot: Snapshot, prefix: str, limit: int) -> list[int]:
    """Return ids of documents whose name has a word that begins with the prefix, best first."""
    start = " ".join(words(prefix)).encode()[:NAME_BYTES]
    found: list[tuple[bool, int, int]] = []
    for keys, rows, base in _tables(snapshot, "start") if start else ():
        first, last = _range(keys, start)
        view = next(v for v, b in zip(snapshot.views, snapshot.bases, strict=False) if b == base)
        inner = view.columns["start.inner"][first:last]
        length = view.columns["start.length"][first:last]
        order = np.lexsort((length, inner))
        for place in order[: limit * 4].tolist():
            row = int(rows[first + place]) + base
            if snapshot.active[row]:
                found.append((bool(inner[place]), int(length[place]), int(snapshot.ids[row])))
    return list(dict.fromkeys(key for _, _, key in sorted(found)))[:limit]


def completions(snapshot: Snapshot, word: str) -> list[str]:
    """Return the catalog's most frequent words that begin so."""
    if len(word) < MIN_PREFIX:
        return []
    found: dict[str, int] = {}
    for view in snapshot.views:
        first, last = _range(view.columns["word"], word.encode()[:WORD_BYTES])
        counts = view.columns["word.count"][first:last]
        for place in np.argsort(-counts, kind="stable")[:COMPLETIONS].tolist():
            text = view.columns["word"][first + place].decode()
            found[text] = found.get(text, 0) + int(counts[place])
    return sorted(found, key=lambda text: (-found[text], text))[:COMPLETIONS]


def frequency(snapshot: Snapshot, word: str) -> int:
    """See SearchEngine."""
    rows, _ = snapshot.postings(TEXT, stem(word))
    return int(snapshot.active[rows].sum())


def near_words(snapshot: Snapshot, word: str, distance: int) -> Mapping[str, int]:
    """See SearchEngine."""
    wanted = word.encode()
    found: set[str] = set()
    for view in snapshot.views:
        keys = view.columns["word"]
        found |= {keys[place].decode() for place in _close(keys, wanted, distance)}
    same = {near for near in found if near[0] == word[0]}
    counted = {near: frequency(snapshot, near) for near in same or found}
    return {near: count for near, count in counted.items() if count}


def _tables(snapshot: Snapshot, name: str) -> Iterator[tuple[Array, Array, int]]:
    for view, base in zip(snapshot.views, snapshot.bases.tolist(), strict=False):
        yield view.columns[name], view.columns[f"{name}.row"], base


def _range(keys: Array, prefix: bytes) -> tuple[int, int]:
    return int(np.searchsorted(keys, prefix)), int(np.searchsorted(keys, prefix + _LAST))
