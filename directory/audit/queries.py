"""Read the audit log."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.models import Audit


def history(session: Session, subject: tuple[str, int], limit: int = 100) -> Sequence[Audit]:
    """Return what happened to one subject (type, id), newest first."""
    statement = (
        select(Audit)
        .where(Audit.subject_type == subject[0], Audit.subject_id == subject[1])
        .order_by(Audit.id.desc())
        .limit(limit)
    )
    return session.scalars(statement).all()
