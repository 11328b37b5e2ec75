"""Write the audit log."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from directory.audit.actions import Action
from directory.kernel.actors import Actor
from directory.models import Audit


def record(
    session: Session,
    actor: Actor,
    action: Action,
    subject: tuple[str, int],
    *,
    now: datetime,
    changes: Mapping[str, Any] | None = None,
    reason: str = "",
) -> None:
    """Add one audit row to the running transaction; `subject` is (type, id)."""
    session.add(
        Audit(
            at=now,
            actor=actor.key,
            action=action.value,
            subject_type=subject[0],
            subject_id=subject[1],
            reason=reason,
            changes=dict(changes or {}),
        )
    )
