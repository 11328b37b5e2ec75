"""Read the mail log."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.models import Mail


def mail_log(session: Session, *, state: str = "", limit: int = 100) -> Sequence[Mail]:
    """Return logged mails, newest first; all of them, or those in one state."""
    statement = select(Mail).order_by(Mail.id.desc()).limit(limit)
    return session.scalars(statement.where(Mail.state == state) if state else statement).all()


def mails_of(session: Session, account_id: int, limit: int = 100) -> Sequence[Mail]:
    """Return the mails of one account, newest first; what an in-app inbox shows."""
    statement = select(Mail).where(Mail.account_id == account_id).order_by(Mail.id.desc())
    return session.scalars(statement.limit(limit)).all()
