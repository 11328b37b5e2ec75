"""Phrases with numbers in them: which words are numbers, and which terms a number means."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product

from directory.search.reading.rules import Rule, Section, of_section
from directory.search.reading.words import Stems, forms, stems_of

_SLOT = re.compile(r"\{[a-z]+\+?\}")
_ANY = ("{n}", "{nth}", "{k}")
_PLAIN = re.compile(r"\d{1,2}")
_MORE = re.compile(r"(\d{1,2})\+")


@dataclass(frozen=True)
class Pattern:
    """What numbers at this place measure, and the fixed ends of the range."""

    unit: str
    low: int | None
    high: int | None


@dataclass(frozen=True)
class _Step:
    low: int
    high: int
    terms: tuple[str, ...]


@dataclass
class Numbers:
    """Numbers as people write them. `classed` gives a word's slot and value, or None."""

    patterns: dict[Stems, Pattern] = field(default_factory=dict)
    _words: dict[str, tuple[str, int]] = field(default_factory=dict)
    _ordinal: re.Pattern[str] = re.compile(r"(?!)")
    _steps: dict[str, list["_Step"]] = field(default_factory=dict)

    @classmethod
    def of(cls, rules: Sequence[Rule], words: dict[str, tuple[str, ...]]) -> "Numbers":
        """Build from the rules; `words`: connectors, endings of ordinals and words to skip."""
        endings = "|".join(sorted(map(re.escape, words.get("ordinal", ())), reverse=True))
        found = cls(
            _ordinal=re.compile(rf"(\d{{1,2}})\.?(?:{endings})") if endings else cls._ordinal
        )
        for rule in of_section(rules, Section.NUMBER):
            for phrase in rule.phrases:
                for word in stems_of(phrase)[1]:
                    found._words[word] = (f"{{{rule.unit}}}", rule.low or 0)
        for rule in of_section(rules, Section.SCALE):
            if rule.low is not None and rule.high is not None:
                step = _Step(rule.low, rule.high, rule.terms)
                found._steps.setdefault(rule.unit, []).append(step)
        for rule in of_section(rules, Section.PATTERN):
            pattern = Pattern(rule.unit, rule.low, rule.high)
            for phrase in rule.phrases:
                for stems in found._spelled_out(phrase, words):
                    if stems:
                        found.patterns.setdefault(stems, pattern)
        return found

    def classed(self, word: str) -> tuple[str, int] | None:
        """Return the slot and value of a folded word that is a number, else None."""
        if _PLAIN.fullmatch(word):
            return "{n}", int(word)
        if match := _MORE.fullmatch(word):
            return "{n+}", int(match[1])
        if match := self._ordinal.fullmatch(word):
            return "{nth}", int(match[1])
        return next(
            (self._words[form] for form in sorted(forms(word)) if form in self._words), None
        )

    def terms(self, pattern: Pattern, values: Sequence[int]) -> tuple[str, ...]:
        """Return the `vocabulary/slug` names that these numbers mean; none when out of scale."""
        ends = [*values, *(end for end in (pattern.low, pattern.high) if end is not None)]
        low, high = min(ends), max(ends)
        steps = self._steps.get(pattern.unit, [])
        if not all(any(step.low <= end <= step.high for step in steps) for end in (low, high)):
            return ()
        return tuple(
            dict.fromkeys(
                term
                for step in steps
                if step.low <= high and step.high >= low
                for term in step.terms
            )
        )

    def _spelled_out(self, phrase: str, words: dict[str, tuple[str, ...]]) -> Iterator[Stems]:
        """Yield the stems of a pattern for each choice of numbers and connecting words."""
        parts: list[list[Stems]] = []
        for piece in re.split(r"(\{[a-z]+\+?\})", phrase):
            if piece == "{to}":
                connectors = [stems_of(word)[0] for word in words.get("connector", ())]
                parts.append([(), *connectors])
            elif piece == "{g}":
                parts.append([(slot,) for slot in _ANY])
            elif _SLOT.fullmatch(piece):
                parts.append([(piece,)])
            else:
                parts.append([self._literal(piece, frozenset(words.get("skip", ())))])
        for choice in product(*parts):
            yield tuple(stem for stems in choice for stem in stems)

    def _literal(self, piece: str, skip: frozenset[str]) -> Stems:
        stems, words = stems_of(piece, skip)
        slots = [self.classed(word) for word in words]
        return tuple(s[0] if s else stem for s, stem in zip(slots, stems, strict=True))
