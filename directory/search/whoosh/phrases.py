"""Which documents have some words one after another: whole arrays of word numbers at a time."""

from collections.abc import Sequence

import numpy as np

from directory.search.whoosh.arrays import Array
from directory.search.whoosh.columns import Arrays, word_number
from directory.search.whoosh.snapshot import Snapshot

# With fewer candidates than one in so many documents, only their texts are read.
_FEW = 2


def having_phrase(snapshot: Snapshot, stems: Sequence[str], rows: Array) -> Array:
    """Return those of the rows (ascending) with a text that has the stems one after another."""
    numbers = [word_number(stem) for stem in stems]
    kept = []
    edges = np.searchsorted(rows, snapshot.bases)
    for place, view in enumerate(snapshot.views):
        base, chosen = int(snapshot.bases[place]), rows[edges[place] : edges[place + 1]]
        if len(chosen):
            kept.append(_having(view.columns, numbers, chosen - base) + base)
    found: Array = np.concatenate(kept) if kept else rows[:0]
    return found


def _having(columns: Arrays, numbers: Sequence[int], chosen: Array) -> Array:
    stream, ends = columns["stream"], columns["stream.ends"]
    if len(chosen) * _FEW < len(ends):
        starts = np.where(chosen, ends[chosen - 1], 0)
        places = zip(starts.tolist(), ends[chosen].tolist(), strict=True)
        texts = np.concatenate([stream[start:end] for start, end in places])
        found = np.searchsorted(np.cumsum(ends[chosen] - starts), _starts(texts, numbers), "right")
        return chosen[_distinct(found)]
    found = _distinct(np.searchsorted(ends, _starts(stream, numbers), "right"))
    wanted = np.zeros(len(ends), dtype=np.bool_)
    wanted[chosen] = True
    return found[wanted[found]]


def _starts(stream: Array, numbers: Sequence[int]) -> Array:
    """Return where the numbers stand one after another; texts end with a 0, so none is crossed."""
    last = len(stream) - len(numbers) + 1
    found = np.flatnonzero(stream[: max(last, 0)] == numbers[0])
    for offset, number in enumerate(numbers[1:], start=1):
        found = found[stream[found + offset] == number]
    return found


def _distinct(ascending: Array) -> Array:
    if not len(ascending):
        return ascending
    first: Array = np.concatenate([[True], ascending[1:] != ascending[:-1]])
    return ascending[first]
