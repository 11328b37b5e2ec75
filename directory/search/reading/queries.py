"""The lexicon of a database: built once for each state of its vocabularies and rules."""

from datetime import datetime
from functools import lru_cache
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from directory.models import QueryRule
from directory.search.reading.lexicon import Lexicon, build_lexicon
from directory.search.reading.rules import FIELDS, Rule
from directory.taxonomy.types import Taxonomy

Stamp = tuple[int, datetime | None]
_cache: WeakKeyDictionary[Engine, tuple[Stamp, Taxonomy, Lexicon]] = WeakKeyDictionary()


def load_lexicon(session: Session, taxonomy: Taxonomy) -> Lexicon:
    """Return the lexicon; built anew (most of a second) only when the taxonomy or a rule has changed.

    One small statement each time. Without any rule, nothing is ever understood.
    """
    engine = session.get_bind().engine
    stamp = _stamp(session)
    cached = _cache.get(engine)
    if cached is None or cached[0] != stamp or cached[1] is not taxonomy:
        built = _built(load_stored_rules(session), _Words(taxonomy))
        cached = (stamp, taxonomy, built)
        _cache[engine] = cached
    return cached[2]


class _Words:
    """A taxonomy, equal to others with the same words: building a lexicon takes most of a second."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        self.taxonomy = taxonomy
        self._words = tuple(
            (name, vocabulary.label, term.slug, term.parent, term.names, term.cues, term.retired)
            for name, vocabulary in taxonomy.vocabularies.items()
            for term in vocabulary.terms
        )

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Words) and other._words == self._words

    def __hash__(self) -> int:
        return hash(self._words)


@lru_cache(maxsize=2)
def _built(rules: tuple[Rule, ...], words: _Words) -> Lexicon:
    return build_lexicon(words.taxonomy, rules)


def load_stored_rules(session: Session) -> tuple[Rule, ...]:
    """Return the rules in use, in order."""
    rows = session.execute(
        select(*(getattr(QueryRule, name) for name in FIELDS))
        .where(QueryRule.retired_at.is_(None))
        .order_by(QueryRule.position, QueryRule.id)
    )
    return tuple(_rule(dict(zip(FIELDS, row, strict=True))) for row in rows)


def _stamp(session: Session) -> Stamp:
    row = session.execute(select(func.count(QueryRule.id), func.max(QueryRule.updated_at)))
    count, updated = row.one()
    return count, updated


def _rule(values: dict[str, Any]) -> Rule:
    values |= {name: tuple(v) for name, v in values.items() if isinstance(v, list)}
    return Rule(**values)
