"""Forms that are sent twice are handled once; forms that cannot be taken are kept for their sender."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session

from directory.kernel.actors import Actor
from directory.models import FormReceipt, ParkedForm

KEPT = timedelta(days=7)


def handled(session: Session, actor: Actor, key: str) -> FormReceipt | None:
    """Return what this actor's form with this number did before, or None for one not seen yet."""
    found = session.get(FormReceipt, key)
    return found if found is not None and found.actor == actor.key else None


def remember(
    session: Session,
    actor: Actor,
    key: str,
    *,
    now: datetime,
    result: str = "",
    state_hash: str = "",
) -> None:
    """Note that a form was handled; its number is unique, so a second one at the same time fails."""
    found = handled(session, actor, key)
    if found is None:
        session.execute(delete(FormReceipt).where(FormReceipt.created_at < now - KEPT))
        found = FormReceipt(key=key, actor=actor.key, created_at=now)
        session.add(found)
    found.result, found.state_hash = result, state_hash
    session.flush()


def park(
    session: Session,
    actor: Actor,
    key: str,
    purpose: str,
    data: Mapping[str, Any],
    *,
    now: datetime,
) -> None:
    """Keep what was typed for a week; the same form again replaces what it left before."""
    session.execute(delete(ParkedForm).where(ParkedForm.created_at < now - KEPT))
    found = session.get(ParkedForm, key)
    if found is not None and found.actor != actor.key:
        return
    if found is None:
        found = ParkedForm(key=key, actor=actor.key)
        session.add(found)
    found.purpose, found.data, found.created_at = purpose, dict(data), now
    session.flush()


def unpark(session: Session, actor: Actor, key: str) -> None:
    """Forget what was kept, because it was taken now."""
    session.execute(delete(ParkedForm).where(ParkedForm.key == key, ParkedForm.actor == actor.key))
