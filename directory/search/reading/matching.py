"""Which stretches of the typed words mean what: longest first, nothing twice."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from directory.search.analysis import STOP_WORDS, Token
from directory.search.reading.lexicon import Lexicon
from directory.search.reading.meanings import Meaning
from directory.search.reading.rules import Outcome

LONGEST_NAME = 8


@dataclass(frozen=True)
class Span:
    """Words from `start` to before `end`; without a meaning, they are a name and stay text."""

    start: int
    end: int
    length: int
    meaning: Meaning | None

    @property
    def order(self) -> tuple[int, bool, int, int]:
        """Longest first; at the same length a name, then what was written down, then the left."""
        rank = self.meaning.rank if self.meaning else 0
        return -self.length, self.meaning is not None, -rank, self.start


def spans(
    tokens: Sequence[Token], lexicon: Lexicon, names: Callable[[str], bool] | None, *, alone: bool
) -> list[Span]:
    """Return the stretches that mean something, without overlap, in the order typed.

    `alone`: these tokens are all that was typed.
    """
    told = {index for index, token in enumerate(tokens) if token.word not in STOP_WORDS}
    found = list(_phrases(tokens, lexicon, told, alone=alone))
    if names is not None:
        found += _names(tokens, names, told, alone=alone)
    chosen = _without_overlap(found)
    if alone and told:
        # What is said only when nothing else was typed: noise beside it does not count.
        noise = {
            index
            for span in chosen
            if span.meaning and span.meaning.outcome is Outcome.NOISE
            for index in range(span.start, span.end)
        }
        if noise and told - noise:
            found = [span for span in found if not noise & set(range(span.start, span.end))]
            found += _phrases(tokens, lexicon, told - noise, alone=True)
            found += [span for span in chosen if noise & set(range(span.start, span.end))]
            chosen = _without_overlap(found)
    return chosen


def _without_overlap(found: list[Span]) -> list[Span]:
    taken: set[int] = set()
    chosen = []
    for span in sorted(found, key=lambda span: span.order):
        covered = range(span.start, span.end)
        if taken.isdisjoint(covered):
            taken.update(covered)
            chosen.append(span)
    return sorted(chosen, key=lambda span: span.start)


def _phrases(
    tokens: Sequence[Token], lexicon: Lexicon, told: set[int], *, alone: bool
) -> Iterator[Span]:
    places = [index for index, token in enumerate(tokens) if token.word not in lexicon.skip]
    stems = tuple(tokens[index].stem for index in places)
    words = tuple(tokens[index].word for index in places)
    classed = [lexicon.numbers.classed(word) for word in words]
    classes = tuple(c[0] if c else s for c, s in zip(classed, stems, strict=True))
    for first in range(len(places)):
        longest = max(lexicon.longest.get(each[first], 0) for each in (stems, classes))
        for last in range(first + 1, min(first + longest, len(places)) + 1):
            start, end = places[first], places[last - 1] + 1
            whole = alone and told <= set(range(start, end))
            meaning = lexicon.meaning(stems[first:last], words[first:last], whole=whole)
            values = [c[1] for c in classed[first:last] if c]
            if meaning is None and values:
                meaning = lexicon.counted(classes[first:last], values)
            if meaning is not None:
                yield Span(start, end, last - first, meaning)


def _names(
    tokens: Sequence[Token], names: Callable[[str], bool], told: set[int], *, alone: bool
) -> Iterator[Span]:
    """Yield stretches that are exactly a name; one word is taken as a name only when alone."""
    for start in range(len(tokens)):
        for end in range(start + 1, min(start + LONGEST_NAME, len(tokens)) + 1):
            covered = set(range(start, end))
            telling = covered & told
            if len(telling) < 2 and not (alone and telling and told <= covered):
                continue
            if names(" ".join(token.word for token in tokens[start:end])):
                yield Span(start, end, end - start, None)
