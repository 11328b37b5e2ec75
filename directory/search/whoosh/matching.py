"""Which documents match a query, and how well: term at a time over whole posting lists."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from directory.search.analysis import stem
from directory.search.types import Part, SearchQuery
from directory.search.weights import BROADER, COORDINATION, CUE, MEMBERSHIP, NAME, idf
from directory.search.whoosh.arrays import Array
from directory.search.whoosh.builder import TERM, TEXT
from directory.search.whoosh.naming import completions
from directory.search.whoosh.phrases import having_phrase
from directory.search.whoosh.snapshot import Snapshot

# A list this many times longer than the other one is searched by halving, not read through.
_MUCH_LONGER = 16
_EMPTY = (np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32))


@dataclass(frozen=True)
class Matches:
    """Rows in ascending order with what they score."""

    rows: Array
    scores: Array

    def __len__(self) -> int:
        return len(self.rows)


@dataclass(frozen=True)
class Answer:
    """All matches of a query, and for each whether it has all required parts."""

    matches: Matches
    complete: Array


NOTHING = Matches(*_EMPTY)


def answer(snapshot: Snapshot, query: SearchQuery) -> Answer:
    """Return the visible documents that match, before kinds and filters."""
    visible = snapshot.live if query.include_archived else snapshot.active
    required, optional = parts_of(query)
    found = [_part(snapshot, part) for part in required]
    extra = [_part(snapshot, part) for part in optional]
    for match in _each(snapshot, query.text.excluded):
        visible = visible.copy()
        visible[match.rows] = False
    if query.text.phrases:
        found += _phrases(snapshot, query.text.phrases, found, visible)
    return _combined(snapshot, found, extra, visible, query)


def parts_of(query: SearchQuery) -> tuple[list[Part], list[Part]]:
    """Return the required and the optional parts of a query."""
    parts = [*(Part(words=(word,)) for word in query.text.words), *query.parts]
    return [p for p in parts if p.required], [p for p in parts if not p.required]


def _combined(
    snapshot: Snapshot,
    found: Sequence[Matches],
    extra: Sequence[Matches],
    visible: Array,
    query: SearchQuery,
) -> Answer:
    if not found:
        rows = np.flatnonzero(visible)
        return _complete(Matches(rows, _sum(extra, rows, snapshot.length)))
    rows = _common([match.rows for match in found], snapshot.length)
    rows = rows[visible[rows]]
    if len(rows) >= query.enough or len(found) == 1 or query.text.phrases:
        for name, slugs in _uncounted(query):
            rows = rows[passes(snapshot, rows, name, slugs)]
        return _complete(Matches(rows, _sum([*found, *extra], rows, snapshot.length)))
    return _some(snapshot, found, extra, visible)


def _uncounted(query: SearchQuery) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the filters that no count ignores: what fails them needs no score."""
    for name, slugs in query.filters.items():
        if slugs and name not in query.facets:
            yield name, slugs


def passes(snapshot: Snapshot, rows: Array, name: str, slugs: tuple[str, ...]) -> Array:
    """Return for each row whether it has one of these terms of a vocabulary."""
    sets = snapshot.sets(name)
    if sets is None:
        return np.zeros(len(rows), dtype=np.bool_)
    found: Array = sets.having(tuple(slugs))[sets.rows[rows]]
    return found


def _complete(matches: Matches) -> Answer:
    return Answer(matches, np.ones(len(matches), dtype=np.bool_))


def _some(
    snapshot: Snapshot, found: Sequence[Matches], extra: Sequence[Matches], visible: Array
) -> Answer:
    """Return those that have some of the parts; the share of parts they have weighs in."""
    every = np.concatenate([match.rows for match in found])
    if not len(every):
        return _complete(NOTHING)
    scores = np.concatenate([match.scores for match in found])
    matched = np.bincount(every, minlength=snapshot.length)
    rows = np.flatnonzero(matched.astype(np.bool_) & visible)
    total = np.bincount(every, weights=scores, minlength=snapshot.length)[rows]
    total = total + _sum(extra, rows, snapshot.length)
    share = matched[rows] / len(found)
    complete = matched[rows] == len(found)
    return Answer(Matches(rows, total * (1 + COORDINATION * share**2)), complete)


def _part(snapshot: Snapshot, part: Part) -> Matches:
    lists = [match for match in _by_words(snapshot, part) if len(match)]
    both = [_best(lists, snapshot.length)]
    if part.terms:
        terms = [f"{name}:{slug}" for name, slug in part.terms]
        both.append(_members(snapshot, terms, MEMBERSHIP * part.weight))
    if part.broader:
        broader = [f"{name}={slug}" for name, slug in part.broader]
        both.append(_members(snapshot, broader, BROADER * part.weight))
    both = [match for match in both if len(match)] or [NOTHING]
    return both[0] if len(both) == 1 else _any(both, snapshot.length)


def _by_words(snapshot: Snapshot, part: Part) -> Iterator[Matches]:
    """Yield the documents with all words, then those with all words of each alternative."""
    for words in filter(None, (part.words, *part.instead)):
        found = [_word_or_cue(snapshot, word, part) for word in words]
        if part.prefix and words == part.words:
            found[-1] = _prefix(snapshot, words[-1], part.weight)
        yield _all(found, snapshot.length)


def _word_or_cue(snapshot: Snapshot, word: str, part: Part) -> Matches:
    found = _word(snapshot, word, part.weight, NAME if part.names else "")
    if not part.cues:
        return found
    hinted = _word(snapshot, word, part.weight, CUE)
    return _best([match for match in (found, hinted) if len(match)], snapshot.length)


def _best(lists: Sequence[Matches], length: int) -> Matches:
    """Return the documents of all lists, each with the best of its scores."""
    if len(lists) < 2:
        return lists[0] if lists else NOTHING
    best = np.zeros(length, dtype=np.float32)
    for match in lists:
        best[match.rows] = np.maximum(best[match.rows], match.scores)
    rows = _either([match.rows for match in lists], length)
    return Matches(rows, best[rows])


def _word(snapshot: Snapshot, word: str, weight: float, before: str = "") -> Matches:
    rows, weights = snapshot.postings(TEXT, before + stem(word))
    if not len(rows):
        return NOTHING
    return Matches(rows, weights * np.float32(idf(snapshot.living, len(rows)) * weight))


def _prefix(snapshot: Snapshot, word: str, weight: float) -> Matches:
    stems = dict.fromkeys([stem(word), *map(stem, completions(snapshot, word))])
    lists = [match for key in stems if len(match := _word(snapshot, key, weight))]
    return _best(lists, snapshot.length)


def _members(snapshot: Snapshot, terms: Sequence[str], weight: float) -> Matches:
    lists = [snapshot.postings(TERM, term)[0] for term in terms]
    lists = [rows for rows in lists if len(rows)]
    if not lists:
        return NOTHING
    rows = _either(lists, snapshot.length)
    value = idf(snapshot.living, len(rows)) * weight
    return Matches(rows, np.full(len(rows), value, dtype=np.float32))


def _phrases(
    snapshot: Snapshot, phrases: Sequence[Sequence[str]], found: Sequence[Matches], visible: Array
) -> list[Matches]:
    """Return the documents of each phrase, as far as they have all the rest, too.

    A phrase is never given up, so no other documents are asked for; the fewer are read, the better.
    """
    lists = [_all(_each(snapshot, phrase), snapshot.length) for phrase in phrases]
    rows = _common([match.rows for match in (*found, *lists)], snapshot.length)
    rows = rows[visible[rows]]
    for phrase in phrases:
        rows = having_phrase(snapshot, [stem(word) for word in phrase], rows)
    return [Matches(rows, _sum([match], rows, snapshot.length)) for match in lists]


def _each(snapshot: Snapshot, words: Sequence[str]) -> list[Matches]:
    return [_word(snapshot, word, 1.0) for word in words]


def _all(lists: Sequence[Matches], length: int) -> Matches:
    if len(lists) == 1:
        return lists[0]
    rows = _common([match.rows for match in lists], length)
    return Matches(rows, _sum(lists, rows, length))


def _any(lists: Sequence[Matches], length: int) -> Matches:
    rows = _either([match.rows for match in lists], length)
    return Matches(rows, _sum(lists, rows, length))


def _common(lists: Sequence[Array], length: int) -> Array:
    """Return the rows that all lists have, the shortest list first."""
    shortest, *others = sorted(lists, key=len)
    for other in others:
        if not len(shortest):
            break
        if len(other) > len(shortest) * _MUCH_LONGER:
            places = np.minimum(np.searchsorted(other, shortest), len(other) - 1)
            shortest = shortest[other[places] == shortest]
        else:
            having = np.zeros(length, dtype=np.bool_)
            having[other] = True
            shortest = shortest[having[shortest]]
    return shortest


def _sum(lists: Sequence[Matches], rows: Array, length: int) -> Array:
    """Return for each of the rows the sum of its scores in all lists."""
    total = np.zeros(len(rows), dtype=np.float64)
    for match in lists:
        if match.rows is rows:
            total += match.scores
        elif len(match) > len(rows) * _MUCH_LONGER:
            places = np.minimum(np.searchsorted(match.rows, rows), len(match) - 1)
            total += np.where(match.rows[places] == rows, match.scores[places], 0)
        elif len(match):
            dense = np.zeros(length, dtype=np.float32)
            dense[match.rows] = match.scores
            total += dense[rows]
    return total


def _either(lists: Sequence[Array], length: int) -> Array:
    """Return the rows that some list has."""
    if len(lists) == 1:
        return lists[0]
    found = np.zeros(length, dtype=np.bool_)
    for rows in lists:
        found[rows] = True
    return np.flatnonzero(found)
