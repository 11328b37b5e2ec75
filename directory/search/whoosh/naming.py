"""Names and words in order: known items, suggestions, completions, words for spelling help."""

from collections.abc import Iterator, Mapping

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

from directory.search.analysis import stem, words
from directory.search.spelling import NAME_LENGTHS
from directory.search.types import Named
from directory.search.whoosh.arrays import Array
from directory.search.whoosh.builder import TEXT
from directory.search.whoosh.columns import NAME_BYTES, WORD_BYTES, Arrays, compact, letters_of
from directory.search.whoosh.segment import SegmentView
from directory.search.whoosh.snapshot import Snapshot

COMPLETIONS = 50
MIN_PREFIX = 2
_LAST = b"\xff"


def named(snapshot: Snapshot, text: str, limit: int, *, near: bool) -> list[Named]:
    """See SearchEngine."""
    wanted = compact(" ".join(words(text)).encode())
    found: dict[int, int] = {}
    for row, distance in _near(snapshot, wanted) if near else _same(snapshot, wanted):
        found[row] = min(distance, found.get(row, distance))
    ids, kind = snapshot.ids, snapshot.kind
    ranked = sorted(
        (distance, not _swapped(snapshot, row, wanted), int(kind[row]), int(ids[row]))
        for row, distance in found.items()
    )
    return [Named(key, distance) for distance, _, _, key in ranked[:limit]]


def _swapped(snapshot: Snapshot, row: int, wanted: bytes) -> bool:
    """Whether a name of the document has the same letters: two were swapped."""
    return any(sorted(compact(name)) == sorted(wanted) for name in snapshot.names_of(row))


def _same(snapshot: Snapshot, wanted: bytes) -> Iterator[tuple[int, int]]:
    """Yield (row, 0) of documents with this name."""
    for view, base in _views(snapshot) if wanted else ():
        keys = view.columns["whole"]
        start = int(np.searchsorted(keys, wanted[:NAME_BYTES], "left"))
        end = int(np.searchsorted(keys, wanted[:NAME_BYTES], "right"))
        for row in view.columns["whole.row"][start:end].tolist():
            known = len(wanted) < NAME_BYTES or _distance(snapshot, row + base, wanted) == 0
            if known and snapshot.active[row + base]:
                yield row + base, 0


def _near(snapshot: Snapshot, wanted: bytes) -> Iterator[tuple[int, int]]:
    """Yield (row, distance) of documents with such a name; any first letter when none has the same."""
    allowed = near_letters(len(wanted))
    if not allowed:
        yield from _same(snapshot, wanted)
        return
    found = list(_nearby(snapshot, wanted, allowed, wanted[:1]))
    yield from found or _nearby(snapshot, wanted, allowed, b"")


def _nearby(
    snapshot: Snapshot, wanted: bytes, allowed: int, start: bytes
) -> Iterator[tuple[int, int]]:
    for view, base in _views(snapshot):
        rows = view.columns["whole.row"]
        for place, key in _close(view.columns, "whole", wanted, allowed, start):
            row = int(rows[place]) + base
            if snapshot.active[row]:
                long = len(key) >= NAME_BYTES or len(wanted) > NAME_BYTES
                distance = _distance(snapshot, row, wanted) if long else OSA.distance(key, wanted)
                if distance <= allowed:
                    yield row, distance


def _distance(snapshot: Snapshot, row: int, wanted: bytes) -> int:
    """Return the distance of the nearest name of a document: the tables have its beginning only."""
    return min(OSA.distance(compact(name), wanted) for name in snapshot.names_of(row))


def near_letters(length: int) -> int:
    """Return how many letters of a name may differ: a short name has many neighbours."""
    return sum(length >= limit for limit in NAME_LENGTHS)


def _close(
    columns: Arrays, name: str, wanted: bytes, allowed: int, start: bytes
) -> Iterator[tuple[int, bytes]]:
    """Yield (place, key) of the keys that begin with `start` and are within the distance.

    A letter more, less or another one changes the set of letters by two at most, which is counted
    for all keys at once; only what is left is compared letter by letter.
    """
    keys = columns[name]
    first, last = _range(keys, start) if start else (0, len(keys))
    cut = wanted[: keys.itemsize]
    changed = columns[f"{name}.letters"][first:last] ^ np.uint32(letters_of(cut))
    # Of a text that was cut, an insertion pushes a letter out at the end.
    spared = allowed if len(cut) + allowed >= keys.itemsize else 0
    places = np.flatnonzero(np.bitwise_count(changed) <= 2 * (allowed + spared)) + first
    if len(places):
        near = keys[places].tolist()
        distances = process.cdist(
            [cut], near, scorer=OSA.distance, score_cutoff=allowed + spared, dtype=np.uint8
        )[0]
        for chosen in np.flatnonzero(distances <= allowed + spared).tolist():
            yield int(places[chosen]), near[chosen]


def suggested(snapshot: Snapshot, prefix: str, limit: int) -> list[int]:
    """Return ids of documents whose name has a word that begins with the prefix, best first."""
    start = " ".join(words(prefix)).encode()
    found: list[tuple[bool, int, int]] = []
    for view, base in _views(snapshot) if start else ():
        first, last = _range(view.columns["start"], start[:NAME_BYTES])
        rows = view.columns["start.row"][first:last] + base
        inner = view.columns["start.inner"][first:last]
        length = view.columns["start.length"][first:last]
        usable = snapshot.active[rows]
        best: dict[int, tuple[bool, int]] = {}
        order = np.lexsort((snapshot.ids[rows], length, inner))
        for place in order[usable[order]].tolist():
            row = int(rows[place])
            if row not in best and _begins(snapshot, row, start):
                best[row] = bool(inner[place]), int(length[place])
                if len(best) == limit:
                    break
        found += [(*rank, int(snapshot.ids[row])) for row, rank in best.items()]
    return [key for _, _, key in sorted(found)[:limit]]


def _begins(snapshot: Snapshot, row: int, start: bytes) -> bool:
    """Whether a word of a name begins so; what is longer than the tables is read from the names."""
    if len(start) <= NAME_BYTES:
        return True
    return any(b" " + start in b" " + name for name in snapshot.names_of(row))


def completions(snapshot: Snapshot, word: str) -> list[str]:
    """Return the catalog's most frequent words that begin so."""
    if len(word) < MIN_PREFIX:
        return []
    found: dict[str, int] = {}
    for view in snapshot.views:
        first, last = _range(view.columns["word"], word.encode("utf-8", "replace"))
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
    wanted = word.encode("utf-8", "replace")
    if not wanted or len(wanted) > WORD_BYTES:
        return {}
    same = _near_words(snapshot, wanted, distance, word[0].encode("utf-8", "replace"))
    return same or _near_words(snapshot, wanted, distance, b"")


def _near_words(snapshot: Snapshot, wanted: bytes, distance: int, start: bytes) -> dict[str, int]:
    near = {
        key.decode()
        for view in snapshot.views
        for _, key in _close(view.columns, "word", wanted, distance, start)
        if OSA.distance(key, wanted) <= distance
    }
    counted = {text: frequency(snapshot, text) for text in near}
    return {text: count for text, count in counted.items() if count}


def _views(snapshot: Snapshot) -> Iterator[tuple[SegmentView, int]]:
    """Yield (segment, row of its first document)."""
    yield from zip(snapshot.views, snapshot.bases.tolist(), strict=False)


def _range(keys: Array, prefix: bytes) -> tuple[int, int]:
    """Return between which places the keys begin so; none does when it is longer than they are."""
    if len(prefix) >= keys.itemsize:
        cut = prefix if len(prefix) == keys.itemsize else prefix + _LAST
        return int(np.searchsorted(keys, cut, "left")), int(np.searchsorted(keys, cut, "right"))
    return int(np.searchsorted(keys, prefix)), int(np.searchsorted(keys, prefix + _LAST))
