"""The lexicon of a database: built once for each state of its vocabularies and rules."""

from datetime import datetime
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
    """Return the lexicon; built anew (about 0.4 s) only when the taxonomy or a rule has changed.

    One small statement each time. Without any rule, nothing is ever understood.
    """
    engine = session.get_bind().engine
    stamp = _stamp(session)
    cached = _cache.get(engine)
    if cached is None or cached[0] != stamp or cached[1] is not taxonomy:
        cached = (stamp, taxonomy, build_lexicon(taxonomy, load_stored_rules(session)))
        _cache[engine] = cached
    return cached[2]


def load_stored_rules(session: Session) -> tuple[Rule, ...]:
    """Return the rules in use, in order."""
    rows = session.scalars(
        select(QueryRule)
        .where(QueryRule.retired_at.is_(None))
        .order_by(QueryRule.position, QueryRule.id)
    )
    return tuple(_rule(row) for row in rows)


def _stamp(session: Session) -> Stamp:
    row = session.execute(select(func.count(QueryRule.id), func.max(QueryRule.updated_at)))
    count, updated = row.one()
    return count, updated


def _rule(row: QueryRule) -> Rule:
    values: dict[str, Any] = {name: getattr(row, name) for name in FIELDS}
    values |= {name: tuple(v) for name, v in values.items() if isinstance(v, list)}
    return Rule(**values)
