"""What reading a query gives: the parts that were understood, and the words that remain."""

from dataclasses import dataclass
from enum import StrEnum

from directory.search.types import TextQuery

TermKey = tuple[str, str]  # (vocabulary, slug)


class Role(StrEnum):
    """How a part counts.

    TOPIC: a listing fits by a term or by the words. CONSTRAINT: only by a term. KIND: by the kind
    of listing, and by a term where there are any.
    """

    TOPIC = "topic"
    CONSTRAINT = "constraint"
    KIND = "kind"


@dataclass(frozen=True)
class Understood:
    """One part of the query and what it was taken to mean.

    `typed` as typed; `words` folded, all that it covers; `kind` of listing or empty; `terms`: any
    of them satisfies it, those that were meant first; `wider`: those among the terms that only
    may satisfy it (“PreK–12, grades not stated” for grade 3); `label` for people; `key` for
    addresses: equal for all ways to say the same.
    """

    typed: str
    words: tuple[str, ...]
    kind: str
    terms: tuple[TermKey, ...]
    role: Role
    label: str
    key: str
    wider: tuple[TermKey, ...] = ()


@dataclass(frozen=True)
class Conflict:
    """Two parts, by key, that exclude each other, and why in plain words."""

    keys: tuple[str, str]
    reason: str


@dataclass(frozen=True)
class Reading:
    """A query as it was understood; `text` has only the words that no part covers, without noise."""

    text: TextQuery
    understood: tuple[Understood, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
