"""One rule of query understanding, as it stands in the file, in the table and in the lexicon."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, fields
from enum import StrEnum

# `{vocabulary}` in a phrase: any name of its terms.
SLOT = re.compile(r"\{([a-z-]+)\}")


class Section(StrEnum):
    """What a rule is about; see seed_data/README.md for the meaning of each."""

    VOCABULARY = "vocabulary"
    OMIT = "omit"
    ALSO = "also"
    PHRASE = "phrase"
    WORDS = "words"
    NUMBER = "number"
    PATTERN = "pattern"
    SCALE = "scale"
    CONFLICT = "conflict"
    TRANSLATION = "translation"


class Outcome(StrEnum):
    """What becomes of matched words: a part with one of the three roles, plain text, or nothing."""

    TOPIC = "topic"
    CONSTRAINT = "constraint"
    KIND = "kind"
    TEXT = "text"
    NOISE = "noise"


class Names(StrEnum):
    """When the names of a vocabulary's terms are understood."""

    ALONE = "alone"
    FRAMED = "framed"
    NEVER = "never"


@dataclass(frozen=True)
class Rule:
    """One rule. Which fields say something depends on the section; the others are empty.

    `terms` and `other` are `vocabulary/slug`; `phrases` are as people type them.
    """

    section: str
    key: str
    lang: str = ""
    role: str = ""
    kind: str = ""
    label: str = ""
    names: str = ""
    unit: str = ""
    priority: int = 0
    relax: int = 0
    low: int | None = None
    high: int | None = None
    whole: bool = False
    exact: bool = False
    expand: bool = False
    phrases: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    other: tuple[str, ...] = ()


FIELDS = tuple(field.name for field in fields(Rule))


def of_section(rules: Iterable[Rule], section: Section) -> list[Rule]:
    """Return the rules of one section, in order."""
    return [rule for rule in rules if rule.section == section]
