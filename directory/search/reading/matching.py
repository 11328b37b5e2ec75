"""Which stretches of the typed words mean what: longest first, nothing twice."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from directory.search.analysis import STOP_WORDS, Token
from directory.search.reading.lexicon import Lexicon
from directory.search.reading.meanings import Meaning, Rank
from directory.search.reading.rules import Outcome

LONGEST_NAME = 8
# Names are looked for among so many words; a question has no more, a flood of letters has.
WORDS_READ = 16


@dataclass(frozen=True)
class Span:
    """Words from `start` to before `end`; without a meaning, they are a name and stay text."""

    start: int
    end: int
    length: int
    meaning: Meaning | None

    @property
    def order(self) -> tuple[int, int, int]:
        """Longest first; at the same length a name, then what was written down, noise last."""
        if self.meaning is None:
            return -self.length, -len(Rank) - 1, self.start
        noise = self.meaning.outcome is Outcome.NOISE
        return -self.length, 0 if noise else -self.meaning.rank, self.start


def spans(
    tokens: Sequence[Token], lexicon: Lexicon, names: Callable[[str], bool] | None, *, alone: bool
) -> list[Span]:
    """Return the stretches that mean something, without overlap, in the order typed.

    `alone`: these tokens are all that was typed.
    """
    told = {index for index, token in enumerate(tokens) if token.word not in STOP_WORDS}
    found = list(_phrases(tokens, lexicon))
    if names is not None:
        found += _names(tokens, names, told, alone=alone)
    chosen = _without_overlap(found)
    return _all_that_was_typed(tokens, lexicon, told, chosen) if alone else chosen


def _all_that_was_typed(
    tokens: Sequence[Token], lexicon: Lexicon, told: set[int], chosen: list[Span]
) -> list[Span]:
    """Apply the phrases that mean something only when, but for noise, nothing else was typed."""
    noise = [s for s in chosen if s.meaning and s.meaning.outcome is Outcome.NOISE]
    names = any(span.meaning is None for span in chosen)
    left = sorted(told.difference(*(range(span.start, span.end) for span in noise)) or told)
    if not left or names:
        return chosen
    start, end = left[0], left[-1] + 1
    places = [i for i in range(start, end) if tokens[i].word not in lexicon.skip]
    meaning = lexicon.meaning(
        tuple(tokens[i].stem for i in places), tuple(tokens[i].word for i in places), whole=True
    )
    if meaning is None or not meaning.whole:
        return chosen
    beside = [span for span in noise if span.end <= start or span.start >= end]
    return sorted([*beside, Span(start, end, len(places), meaning)], key=lambda span: span.start)


def _without_overlap(found: list[Span]) -> list[Span]:
    taken: set[int] = set()
    chosen = []
    for span in sorted(found, key=lambda span: span.order):
        covered = range(span.start, span.end)
        if taken.isdisjoint(covered):
            taken.update(covered)
            chosen.append(span)
    return sorted(chosen, key=lambda span: span.start)


def _phrases(tokens: Sequence[Token], lexicon: Lexicon) -> Iterator[Span]:
    places = [index for index, token in enumerate(tokens) if token.word not in lexicon.skip]
    stems = tuple(tokens[index].stem for index in places)
    words = tuple(tokens[index].word for index in places)
    classed = [lexicon.numbers.classed(word) for word in words]
    classes = tuple(c[0] if c else s for c, s in zip(classed, stems, strict=True))
    for first in range(len(places)):
        longest = max(lexicon.longest.get(each[first], 0) for each in (stems, classes))
        for last in range(first + 1, min(first + longest, len(places)) + 1):
            meaning = lexicon.meaning(stems[first:last], words[first:last], whole=False)
            if meaning is None and any(classed[first:last]):
                values = [found[1] for found in classed[first:last] if found]
                meaning = lexicon.counted(classes[first:last], values)
            if meaning is not None:
                yield Span(places[first], places[last - 1] + 1, last - first, meaning)


def _names(
    tokens: Sequence[Token], names: Callable[[str], bool], told: set[int], *, alone: bool
) -> Iterator[Span]:
    """Yield stretches that are exactly a name; one word is taken as a name only when alone."""
    last = min(len(tokens), WORDS_READ)
    for start in range(last):
        for end in range(start + 1, min(start + LONGEST_NAME, last) + 1):
            covered = set(range(start, end))
            telling = covered & told
            if len(telling) < 2 and not (alone and telling and told <= covered):
                continue
            if names(" ".join(token.word for token in tokens[start:end])):
                yield Span(start, end, end - start, None)
