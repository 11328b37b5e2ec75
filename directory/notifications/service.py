"""The mail log: queue a mail, note how it went, send it again.

`send(session, Message(template, to, context), now=now)` is all that most code needs; it is the same function
as `jobs.mail.send`, which features below this one use.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.jobs import queue
from directory.jobs.mail import Message, send
from directory.kernel.errors import Conflict, NotFound
from directory.models import Mail

__all__ = ["Message", "mark_failed", "mark_sent", "resend", "send", "waiting"]


@dataclass(frozen=True)
class Waiting:
    """What is needed to send a queued mail."""

    template: str
    recipient: str
    context: Mapping[str, Any]


def waiting(session: Session, uid: str) -> Waiting | None:
    """Return a mail that is still to be sent, or None."""
    mail = session.scalar(select(Mail).where(Mail.uid == uid, Mail.state == "queued"))
    return Waiting(mail.template, mail.recipient, mail.context) if mail else None


def mark_sent(session: Session, uid: str, subject: str, *, now: datetime) -> None:
    """Note that a mail was handed over; what must not be kept is erased."""
    mail = session.scalars(select(Mail).where(Mail.uid == uid)).one()
    mail.state, mail.subject, mail.sent_at, mail.error = "sent", subject, now, ""
    mail.tries += 1
    if mail.secret:
        mail.context = {}


def mark_failed(session: Session, uid: str, error: str, *, final: bool) -> None:
    """Note why a mail was not sent; `final` when it is not to be tried again."""
    mail = session.scalars(select(Mail).where(Mail.uid == uid)).one()
    mail.tries += 1
    mail.error = error[:2000]
    if final:
        mail.state = "failed"


def resend(session: Session, mail_id: int, *, now: datetime) -> str:
    """Queue a logged mail once more as a new mail; returns its uid.

    NotFound for an unknown one, Conflict when its link was erased: that one has to be asked for anew.
    """
    mail = session.get(Mail, mail_id)
    if mail is None:
        raise NotFound("There is no such mail.")
    if mail.state == "queued":
        queue.enqueue(session, "notify.mail", mail.uid, now=now)
        return mail.uid
    if mail.secret and not mail.context:
        raise Conflict("This mail had a link that works once. Ask for a new one instead.")
    again = Message(mail.template, mail.recipient, mail.context, mail.account_id, mail.secret)
    return send(session, again, now=now)
