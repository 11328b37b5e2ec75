"""The rules as they stand in `rules.yaml`: read and checked before anything is stored."""

from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Self, TypeVar

import yaml
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    TypeAdapter,
    ValidationError,
    model_validator,
)

from directory.catalog.types import Kind
from directory.kernel.errors import FieldProblem, Invalid
from directory.kernel.text import fold
from directory.search.reading.rules import SLOT, Names, Outcome, Rule, Section
from directory.taxonomy.types import Taxonomy

T = TypeVar("T")
Key = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
TermName = Annotated[str, Field(pattern=r"^-?[a-z0-9-]+/([a-z0-9-]+|\*)$", max_length=160)]
Phrase = Annotated[str, Field(min_length=1, max_length=120)]
Phrases = Annotated[tuple[Phrase, ...], Field(min_length=1)]
Terms = Annotated[tuple[TermName, ...], Field(min_length=1)]
Lang = Literal["", "en", "es"]


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class VocabularyRule(_Entry):
    """How the names of one vocabulary count. `relax`: place in the order of giving parts up."""

    key: Key
    role: Literal[Outcome.TOPIC, Outcome.CONSTRAINT]
    names: Names = Names.ALONE
    priority: Annotated[int, Field(ge=0, le=999)]
    relax: Annotated[int, Field(ge=1, le=999)]
    expand: bool = False


class OmitRule(_Entry):
    """Names of a vocabulary that mean something else on their own, or terms never understood."""

    key: Key
    phrases: tuple[Phrase, ...] = ()
    terms: tuple[TermName, ...] = ()


class AlsoRule(_Entry):
    """A listing with one of `other` satisfies each of `terms` too."""

    key: Key
    terms: Terms
    other: Terms


class PhraseRule(_Entry):
    """Phrases with one meaning; `{vocabulary}` in a phrase stands for any of its names.

    Without `terms`, a phrase with a slot means the term that was named.
    """

    key: Key
    phrases: Phrases
    role: Outcome
    lang: Lang = ""
    kind: Literal["", Kind.PRODUCT, Kind.ORGANIZATION, Kind.PERSON, Kind.OPPORTUNITY] = ""
    terms: tuple[TermName, ...] = ()
    label: Annotated[str, Field(max_length=160)] = ""
    whole: bool = False
    exact: bool = False

    @model_validator(mode="after")
    def _has_a_meaning(self) -> Self:
        slots = ["{" in phrase for phrase in self.phrases]
        if any(slots) and not all(slots):
            raise ValueError("phrases with and without a {vocabulary} need rules of their own")
        if self.role is Outcome.KIND and not self.kind:
            raise ValueError("a rule with the role `kind` names a kind of listing")
        if self.role in {Outcome.TOPIC, Outcome.CONSTRAINT} and not (self.terms or any(slots)):
            raise ValueError("a topic or constraint needs terms or a {vocabulary}")
        return self


class NumberRule(_Entry):
    """Words for a number: `n` three, `nth` third, `k` a grade before grade 1."""

    slot: Literal["n", "nth", "k"]
    value: Annotated[int, Field(ge=-1, le=99)]
    phrases: Phrases


class PatternRule(_Entry):
    """Phrases with numbers: `{n}`, `{n+}`, `{nth}`, `{k}`, `{g}` (any of n, nth, k), `{to}`.

    `low` and `high` are fixed ends of the range.
    """

    key: Key
    unit: Key
    phrases: Phrases
    lang: Lang = ""
    low: int | None = None
    high: int | None = None


class ScaleStep(_Entry):
    """Which terms the numbers of one stretch of a scale mean."""

    unit: Key
    low: int
    high: int
    terms: Terms


class ConflictRule(_Entry):
    """Terms that exclude other terms."""

    key: Key
    terms: Terms
    other: Terms
    reason: Annotated[str, Field(min_length=1, max_length=160)]


class Words(_Entry):
    """Words with a part in the grammar."""

    skip: Phrases
    connector: Phrases
    ordinal: Phrases


class RulesFile(_Entry):
    """The whole file."""

    vocabularies: tuple[VocabularyRule, ...]
    omit: tuple[OmitRule, ...]
    also: tuple[AlsoRule, ...]
    phrases: tuple[PhraseRule, ...]
    words: Words
    numbers: tuple[NumberRule, ...]
    patterns: tuple[PatternRule, ...]
    scales: tuple[ScaleStep, ...]
    conflicts: tuple[ConflictRule, ...]


# Language -> word or phrase -> what to look for as well, the best first.
Translations = Mapping[Literal["en", "es"], Mapping[Phrase, Phrases]]


def read_rules(path: Path) -> tuple[Rule, ...]:
    """Read the file, and `translations.yaml` beside it; Invalid names the file, field and reason."""
    rules = tuple(_rules(_read(path, RulesFile.model_validate)))
    beside = path.with_name("translations.yaml")
    if beside.exists():
        found: Translations = _read(beside, TypeAdapter(Translations).validate_python)
        rules += tuple(
            Rule(Section.TRANSLATION, f"{lang}:{fold(word)}", lang=lang, phrases=phrases)
            for lang, entries in found.items()
            for word, phrases in entries.items()
        )
    names = Counter(f"{rule.section}.{rule.key}" for rule in rules)
    twice = sorted(name for name, count in names.items() if count > 1)
    _refuse(FieldProblem(f"{path.name}: {name}", "unique", "stands twice") for name in twice)
    return rules


def _read(path: Path, validate: Callable[[Any], T]) -> T:
    try:
        return validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except yaml.YAMLError as error:
        raise Invalid([FieldProblem(path.name, "yaml", str(error))]) from error
    except ValidationError as error:
        raise Invalid(
            [
                FieldProblem(f"{path.name}: {'.'.join(map(str, p['loc']))}", p["type"], p["msg"])
                for p in error.errors(include_url=False, include_input=False)
            ]
        ) from error


def check_terms(rules: Iterable[Rule], taxonomy: Taxonomy, file: str = "rules.yaml") -> None:
    """Raise Invalid when a rule names a vocabulary, term or scale that does not exist."""
    known = list(rules)
    units = {rule.unit for rule in known if rule.section == Section.SCALE}
    _refuse(
        FieldProblem(f"{file}: {rule.section}.{rule.key}", "unknown", message)
        for rule in known
        for message in _unknown(rule, taxonomy, units)
    )


def _unknown(rule: Rule, taxonomy: Taxonomy, units: Container[str]) -> Iterator[str]:
    named = [rule.key] if rule.section == Section.VOCABULARY else []
    if rule.section == Section.PHRASE:
        named += [slot for phrase in rule.phrases for slot in SLOT.findall(phrase)]
    yield from (f"there is no vocabulary {n}" for n in named if n not in taxonomy.vocabularies)
    if rule.section == Section.PATTERN and rule.unit not in units:
        yield f"there is no scale {rule.unit}"
    for name in (*rule.terms, *rule.other):
        vocabulary, _, slug = name.removeprefix("-").partition("/")
        whole = vocabulary in taxonomy.vocabularies and slug == "*"
        if not whole and taxonomy.term(vocabulary, slug) is None:
            yield f"there is no term {name}"


def _refuse(problems: Iterable[FieldProblem]) -> None:
    found = list(problems)
    if found:
        raise Invalid(found)


def _rules(file: RulesFile) -> Iterator[Rule]:
    for section, entries in (
        (Section.VOCABULARY, file.vocabularies),
        (Section.OMIT, file.omit),
        (Section.ALSO, file.also),
        (Section.PHRASE, file.phrases),
        (Section.PATTERN, file.patterns),
    ):
        for entry in entries:
            yield Rule(section, **_plain(entry))
    for role, phrases in file.words:
        yield Rule(Section.WORDS, role, phrases=phrases)
    for number in file.numbers:
        key = f"{number.slot}-{number.value}".replace("--", "-minus-")
        yield Rule(Section.NUMBER, key, unit=number.slot, low=number.value, phrases=number.phrases)
    for step in file.scales:
        key = f"{step.unit}-{step.low}".replace("--", "-minus-")
        yield Rule(Section.SCALE, key, **_plain(step))
    for conflict in file.conflicts:
        values = _plain(conflict)
        yield Rule(Section.CONFLICT, label=values.pop("reason"), **values)


def _plain(entry: BaseModel) -> dict[str, Any]:
    values = entry.model_dump()
    return {name: str(v) if isinstance(v, str) else v for name, v in values.items()}
