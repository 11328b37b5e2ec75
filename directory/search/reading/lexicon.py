"""All phrases that mean something, built once from the vocabularies and the rules."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from directory.kernel.text import fold
from directory.search.reading.cues import Cues, build_cues
from directory.search.reading.meanings import Meaning, Meanings, Rank
from directory.search.reading.numbers import Numbers
from directory.search.reading.rules import SLOT, Names, Outcome, Rule, Section, of_section
from directory.search.reading.translations import Translations
from directory.search.reading.types import TermKey
from directory.search.reading.words import Stems, forms, says_something, stems_of
from directory.taxonomy.types import Taxonomy

# So many meanings beside the first one are named in a label.
OTHERS = 2
# Vocabularies whose terms nobody needs without naming them.
SILENT = ("place", "language", "lifecycle")


@dataclass(frozen=True)
class Entry:
    """A meaning of a phrase; a phrase of one word also needs one of these forms of the word."""

    meaning: Meaning
    word: str = ""
    forms: frozenset[str] | None = None

    def order(self, word: str) -> tuple[int, bool, int]:
        """What was written down before names; the very word before another form of it."""
        return -self.meaning.rank, bool(self.word) and self.word != word, -self.meaning.priority


@dataclass(frozen=True)
class Exclusion:
    """Terms that exclude other terms, and why."""

    one: frozenset[TermKey]
    other: frozenset[TermKey]
    reason: str


@dataclass(frozen=True)
class Lexicon:
    """What `read` asks. `longest`: most words of a phrase by its first stem; `drop_order`:
    vocabularies (and `kind`) in the order in which their parts are given up, first to go first;
    `words`: all words of the phrases, folded."""

    phrases: Mapping[Stems, tuple[Entry, ...]]
    longest: Mapping[str, int]
    skip: frozenset[str]
    numbers: Numbers
    meanings: Meanings
    exclusions: tuple[Exclusion, ...]
    translations: Translations
    cues: Cues
    words: frozenset[str]
    drop_order: tuple[str, ...]

    def meaning(self, stems: Stems, words: tuple[str, ...], *, whole: bool) -> Meaning | None:
        """Return what a phrase means, or None; `whole`: nothing else was typed."""
        entries = self.phrases.get(stems)
        if entries is None:
            return None
        found = [
            entry
            for entry in entries
            if (entry.forms is None or not entry.forms.isdisjoint(forms(words[0])))
            and (whole or not entry.meaning.whole)
        ]
        if len(found) > 1:
            found.sort(key=lambda entry: entry.order(words[0]))
        return _joined([entry.meaning for entry in found]) if found else None

    def counted(self, classes: Stems, values: Sequence[int]) -> Meaning | None:
        """Return what a phrase with numbers means, or None."""
        pattern = self.numbers.patterns.get(classes)
        names = self.numbers.terms(pattern, values) if pattern else ()
        terms = self.meanings.named(names)
        return self.meanings.of_terms(terms, Rank.PATTERN, None) if terms else None


def build_lexicon(taxonomy: Taxonomy, rules: Sequence[Rule]) -> Lexicon:
    """Return the lexicon of these vocabularies and rules; rules have known terms only."""
    words = {
        rule.key: tuple(fold(word) for word in rule.phrases)
        for rule in of_section(rules, Section.WORDS)
    }
    builder = _Builder(Meanings(taxonomy, rules), rules, frozenset(words.get("skip", ())))
    builder.add_names()
    builder.add_phrases()
    numbers = Numbers.of(rules, words)
    phrases = {stems: tuple(entries) for stems, entries in builder.phrases.items()}
    return Lexicon(
        phrases=phrases,
        longest=_longest([*phrases, *numbers.patterns]),
        skip=builder.skip,
        numbers=numbers,
        meanings=builder.meanings,
        exclusions=tuple(builder.exclusions()),
        translations=Translations.of(rules),
        cues=build_cues(taxonomy, SILENT),
        words=frozenset(builder.words),
        drop_order=_drop_order(rules),
    )


def _longest(phrases: Sequence[Stems]) -> dict[str, int]:
    longest: dict[str, int] = {}
    for stems in phrases:
        longest[stems[0]] = max(len(stems), longest.get(stems[0], 0))
    return longest


def _drop_order(rules: Sequence[Rule]) -> tuple[str, ...]:
    ordered = sorted(of_section(rules, Section.VOCABULARY), key=lambda rule: rule.relax)
    return (*(rule.key for rule in ordered), "kind")


def _joined(found: list[Meaning]) -> Meaning:
    """Return the first meaning; names of several topics, or of one vocabulary, count together."""
    best = found[0]
    if (
        len(found) == 1
        or best.rank not in {Rank.NAME, Rank.FRAME}
        or best.outcome in {Outcome.TEXT, Outcome.NOISE}
    ):
        return best
    same = [
        other
        for other in found
        if other.rank == best.rank
        and other.outcome == best.outcome
        and (best.outcome is Outcome.TOPIC or other.vocabulary == best.vocabulary)
    ]
    exact = [t for other in same for t in other.terms if t not in other.wider]
    wider = [t for other in same for t in other.wider if t not in exact]
    others = [meaning for meaning in same if meaning.key != best.key][:OTHERS]
    return replace(
        best,
        label=best.label + "".join(f" or {other.label.partition(': ')[2]}" for other in others),
        key="+".join([best.key, *(other.key for other in others)]),
        terms=tuple(dict.fromkeys([*exact, *wider])),
        wider=tuple(dict.fromkeys(wider)),
    )


class _Builder:
    def __init__(self, meanings: Meanings, rules: Sequence[Rule], skip: frozenset[str]) -> None:
        self.meanings, self.rules, self.skip = meanings, rules, skip
        self.phrases: dict[Stems, list[Entry]] = {}
        self.words: set[str] = set()
        self._frames: dict[tuple[str, TermKey], Meaning | None] = {}
        self._silent = {
            (rule.key, stems_of(phrase)[1])
            for rule in of_section(rules, Section.OMIT)
            for phrase in rule.phrases
        }
        self._omitted = {
            term for rule in of_section(rules, Section.OMIT) for term in meanings.named(rule.terms)
        }

    def add_names(self) -> None:
        """Add labels and synonyms of all terms that may stand alone."""
        for slug, rule in self.meanings.of_vocabulary.items():
            if rule.names == Names.ALONE:
                for name, term in self._names(slug):
                    if (slug, stems_of(name)[1]) in self._silent:
                        continue
                    self._add(name, self.meanings.of_terms([term], Rank.NAME, None))

    def add_phrases(self) -> None:
        """Add the phrases of the rules, those with a slot once for each name."""
        for rule in of_section(self.rules, Section.PHRASE):
            for phrase in rule.phrases:
                slot = SLOT.search(phrase)
                if slot is None:
                    self._add(phrase, self.meanings.of_phrase(rule, Rank.PHRASE))
                elif slot[1] in self.meanings.of_vocabulary:
                    before, after = phrase[: slot.start()], phrase[slot.end() :]
                    for name, term in self._names(slot[1]):
                        self._add(before, self._framed(rule, term), name, after)

    def exclusions(self) -> Iterator[Exclusion]:
        """Yield the conflicts, bands expanded to their grades."""
        for rule in of_section(self.rules, Section.CONFLICT):
            sides = [self.meanings.named(names) for names in (rule.terms, rule.other)]
            if all(sides):
                one, other = (frozenset(self.meanings.exact(side)) for side in sides)
                yield Exclusion(one - other, other - one, rule.label)

    def _names(self, vocabulary: str) -> Iterator[tuple[str, TermKey]]:
        for term in self.meanings.taxonomy.vocabularies[vocabulary].terms:
            key = (vocabulary, term.slug)
            if term.retired or key in self._omitted:
                continue
            yield from ((name, key) for name in dict.fromkeys(term.names))

    def _framed(self, rule: Rule, term: TermKey) -> Meaning | None:
        key = (rule.key, term)
        if key not in self._frames:
            self._frames[key] = self.meanings.of_phrase(rule, Rank.FRAME, term)
        return self._frames[key]

    def _add(self, phrase: str, meaning: Meaning | None, *more: str) -> None:
        parts = [stems_of(part, self.skip) for part in (phrase, *more)]
        stems = tuple(stem for part in parts for stem in part[0])
        words = tuple(word for part in parts for word in part[1])
        if (
            not stems
            or meaning is None
            or (meaning.rank is Rank.NAME and not says_something(words))
        ):
            return
        self.words.update(words)
        entry = Entry(meaning, words[0], forms(words[0])) if len(words) == 1 else Entry(meaning)
        entries = self.phrases.setdefault(stems, [])
        if entry not in entries:
            entries.append(entry)
