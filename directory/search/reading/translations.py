"""Words of another language -> words that the texts of the catalog have."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from directory.search.analysis import STOP_WORDS, stem
from directory.search.reading.rules import Rule, Section, of_section
from directory.search.reading.words import Stems, stems_of

Words = tuple[str, ...]


@dataclass(frozen=True)
class Translations:
    """Phrase -> what to look for as well; `longest`: most words of a phrase."""

    phrases: Mapping[Stems, tuple[Words, ...]]
    longest: int

    @classmethod
    def of(cls, rules: Sequence[Rule]) -> "Translations":
        """Return the translations among the rules."""
        phrases = {
            _stems(_telling(stems_of(rule.key.partition(":")[2])[1])): tuple(
                stems_of(phrase)[1] for phrase in rule.phrases
            )
            for rule in of_section(rules, Section.TRANSLATION)
        }
        return cls(phrases, max(map(len, phrases), default=0))

    def parts(
        self, typed: Sequence[str], wanted: Callable[[str], bool]
    ) -> Iterator[tuple[Words, tuple[Words, ...]]]:
        """Yield (typed words, what to look for as well), the longest known phrases first.

        A single word is translated only when it is `wanted`.
        """
        place = 0
        while place < len(typed):
            length, found = self._longest(typed[place:])
            if length == 1 and not wanted(typed[place]):
                found = ()
            yield tuple(typed[place : place + length]), found
            place += length

    def whole(self, typed: Sequence[str], wanted: Callable[[str], bool]) -> tuple[Words, ...]:
        """Return what to look for instead of all of these words together; empty when nothing."""
        parts = list(self.parts(typed, wanted))
        if len(parts) == 1:
            return parts[0][1]
        if not any(found for _, found in parts):
            return ()
        best = [found[0] if found else spoken for spoken, found in parts]
        return (tuple(word for words in best for word in words),)

    def _longest(self, typed: Sequence[str]) -> tuple[int, tuple[Words, ...]]:
        for length in range(min(self.longest, len(typed)), 0, -1):
            found = self.phrases.get(_stems(typed[:length]))
            if found:
                return length, found
        return 1, ()


def _stems(words: Sequence[str]) -> Stems:
    return tuple(map(stem, words))


def _telling(words: Sequence[str]) -> Sequence[str]:
    """Leave stop words out, as they are left out of what was typed."""
    return [word for word in words if word not in STOP_WORDS] or words
