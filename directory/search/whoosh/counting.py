"""Filters, counts, order and pages over matched rows; answers as `directory.search.faceting` does."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from directory.search.types import Hit, SearchPage, SearchQuery, Sort
from directory.search.whoosh.arrays import Array
from directory.search.whoosh.matching import Answer, Matches, passes
from directory.search.whoosh.snapshot import Snapshot
from directory.search.whoosh.termsets import TermSets

# Up to so many rows are put in order one by one; beyond, the order of all documents is used.
_FEW = 4000
_FIRST = 1e9


@dataclass(frozen=True)
class _Pool:
    """Matches with a truth value for each filter and for the kind."""

    snapshot: Snapshot
    query: SearchQuery
    matches: Matches
    passing: Mapping[str, Array]
    of_kind: Array

    def mask(self, but: str = "", *, kind: bool = True) -> Array:
        """Return which matches pass all filters but one."""
        found = self.of_kind.copy() if kind else np.ones(len(self.matches), dtype=np.bool_)
        for name, passing in self.passing.items():
            if name != but:
                found &= passing
        return found


def page_of(snapshot: Snapshot, answer: Answer, query: SearchQuery) -> SearchPage:
    """Return the asked page of the matches, with counts of kinds and facets."""
    answer = _with_first(snapshot, _weighed(snapshot, answer), query)
    matches = answer.matches
    pool = _pool(snapshot, matches, query)
    mask = pool.mask()
    rows, scores = matches.rows[mask], matches.scores[mask]
    chosen = _page(snapshot, rows, scores, query)
    return SearchPage(
        hits=tuple(
            Hit(key, score)
            for key, score in zip(
                snapshot.ids[rows[chosen]].tolist(), scores[chosen].tolist(), strict=True
            )
        ),
        total=len(rows),
        complete=int(answer.complete[mask].sum()),
        kinds=_kinds(snapshot, matches.rows[pool.mask(kind=False)]),
        facets={name: _facet(pool, name, rows) for name in query.facets},
    )


def _weighed(snapshot: Snapshot, answer: Answer) -> Answer:
    """Let the kind weigh in."""
    matches = answer.matches
    scores = matches.scores * snapshot.kind_weights[matches.rows]
    return replace(answer, matches=Matches(matches.rows, scores))


def _with_first(snapshot: Snapshot, answer: Answer, query: SearchQuery) -> Answer:
    """Add the documents that come first, and let their score say so."""
    visible = snapshot.live if query.include_archived else snapshot.active
    known = dict.fromkeys(snapshot.rows_of(query.first)) if query.first else {}
    wanted = [row for row in known if visible[row]]
    if not wanted:
        return answer
    rows = np.union1d(answer.matches.rows, np.array(wanted, dtype=np.int64))
    scores, complete = np.zeros(len(rows)), np.zeros(len(rows), dtype=np.bool_)
    before, first = np.searchsorted(rows, answer.matches.rows), np.searchsorted(rows, wanted)
    scores[before], complete[before] = answer.matches.scores, answer.complete
    scores[first], complete[first] = _FIRST - np.arange(len(wanted)), True
    return Answer(Matches(rows, scores), complete)


def _pool(snapshot: Snapshot, matches: Matches, query: SearchQuery) -> _Pool:
    passing = {
        name: passes(snapshot, matches.rows, name, slugs)
        for name, slugs in query.filters.items()
        if slugs
    }
    of_kind = np.ones(len(matches), dtype=np.bool_)
    if query.kind:
        place = snapshot.kinds.index(query.kind) if query.kind in snapshot.kinds else -1
        of_kind = snapshot.kind[matches.rows] == place
    return _Pool(snapshot, query, matches, passing, of_kind)


def _kinds(snapshot: Snapshot, rows: Array) -> dict[str, int]:
    counts = np.bincount(snapshot.kind[rows], minlength=len(snapshot.kinds)).tolist()
    return {kind: count for kind, count in zip(snapshot.kinds, counts, strict=True) if count}


def _facet(pool: _Pool, name: str, rows: Array) -> dict[str, int]:
    """Count the terms of one facet among what all other filters leave."""
    sets = pool.snapshot.sets(name)
    if sets is None:
        return {}
    counted = pool.matches.rows[pool.mask(but=name)] if name in pool.passing else rows
    numbers = _term_counts(sets, sets.rows[counted])
    return {sets.terms[place]: int(numbers[place]) for place in np.flatnonzero(numbers).tolist()}


def _term_counts(sets: TermSets, numbers: Array) -> Array:
    """Return how often each term stands in the sets with these numbers."""
    lengths = sets.lengths
    if len(numbers) * 2 < len(sets.ends):  # fewer documents than sets: read theirs only
        size = lengths[numbers]
        before = np.cumsum(size) - size
        places = np.arange(int(size.sum())) + np.repeat(sets.starts[numbers] - before, size)
        return np.bincount(sets.flat[places], minlength=len(sets.terms))
    counts = np.bincount(numbers, minlength=len(sets.ends))
    weights = np.repeat(counts, lengths)
    return np.bincount(sets.flat, weights=weights, minlength=len(sets.terms)).astype(np.int64)


def _page(snapshot: Snapshot, rows: Array, scores: Array, query: SearchQuery) -> Array:
    """Return the places of the page's hits among the rows."""
    start, end = (query.page - 1) * query.size, query.page * query.size
    if start >= min(end, len(rows)):
        return np.zeros(0, dtype=np.int64)
    scores = np.round(scores, 6)
    if query.sort is not Sort.RELEVANCE:
        scores = np.zeros(len(rows))
    candidates = _candidates(scores, end)
    if len(candidates) <= _FEW:
        order = np.lexsort(_keys(snapshot, rows[candidates], scores[candidates], query.sort))
        return candidates[order[start:end]]
    ranks = snapshot.rank(query.sort.value, lambda: _rank(snapshot, query.sort))
    order = np.lexsort((ranks[rows[candidates]], -scores[candidates]))
    return candidates[order[start:end]]


def _candidates(scores: Array, end: int) -> Array:
    """Return the places of the best scores: at least `end`, with all that equal the last one."""
    if end >= len(scores):
        return np.arange(len(scores))
    least = np.partition(scores, len(scores) - end)[len(scores) - end]
    return np.flatnonzero(scores >= least)


def _rank(snapshot: Snapshot, sort: Sort) -> Array:
    everything = np.arange(snapshot.length)
    order = np.lexsort(_keys(snapshot, everything, np.zeros(snapshot.length), sort))
    ranks = np.empty(snapshot.length, dtype=np.int32)
    ranks[order] = everything
    return ranks


def _keys(snapshot: Snapshot, rows: Array, scores: Array, sort: Sort) -> tuple[Array, ...]:
    """Return sort keys, the last one first in weight, as `numpy.lexsort` wants them."""
    names = (snapshot.ids[rows], snapshot.places("sort")[rows])
    if sort is Sort.NAME:
        return names
    if sort is Sort.RELEVANCE:
        return (*names, snapshot.kind[rows], -scores)
    column = "published" if sort is Sort.NEWEST else "confirmed"
    # Latest first; an empty text is least and so comes last.
    return (*names, -snapshot.places(column)[rows])
