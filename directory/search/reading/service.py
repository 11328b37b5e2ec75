"""Load the rules from the file into the table."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.audit import service as audit
from directory.audit.actions import Action
from directory.kernel.actors import Actor
from directory.models import QueryRule
from directory.search.reading.files import check_terms
from directory.search.reading.rules import FIELDS, Rule
from directory.taxonomy.queries import load_taxonomy

# The audit row is about the set of rules, which has no row of its own.
SUBJECT = ("query_rules", 0)


def load_rules(
    session: Session, actor: Actor, rules: Sequence[Rule], *, now: datetime
) -> list[str]:
    """Make the table equal to the rules; returns `section.key` of those that changed.

    A rule that staff edited stays as they left it; one that left the file is retired, never
    deleted. Invalid when a rule names a term that does not exist.
    """
    check_terms(rules, load_taxonomy(session))
    known = {(row.section, row.key): row for row in session.scalars(select(QueryRule))}
    changed: list[str] = []
    for position, rule in enumerate(rules):
        row = known.pop((rule.section, rule.key), None)
        if _put(session, row, _values(rule, position), now):
            changed.append(f"{rule.section}.{rule.key}")
    for row in known.values():
        if row.retired_at is None and row.edited_at is None:
            row.retired_at = row.updated_at = now
            changed.append(f"{row.section}.{row.key}")
    if changed:
        changes = {"rules": changed[:200]}
        audit.record(session, actor, Action.QUERY_RULES_LOAD, SUBJECT, now=now, changes=changes)
    return changed


def _put(session: Session, row: QueryRule | None, values: dict[str, Any], now: datetime) -> bool:
    if row is None:
        session.add(QueryRule(**values, updated_at=now))
        return True
    different = {name: value for name, value in values.items() if getattr(row, name) != value}
    if row.edited_at is not None or not different:
        return False
    for name, value in different.items():
        setattr(row, name, value)
    row.updated_at = now
    return True


def _values(rule: Rule, position: int) -> dict[str, Any]:
    values = {name: getattr(rule, name) for name in FIELDS}
    plain = {name: list(v) if isinstance(v, tuple) else v for name, v in values.items()}
    return {**plain, "section": str(rule.section), "position": position, "retired_at": None}
