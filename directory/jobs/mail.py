"""Ask for a mail in the running transaction; it leaves through the job `notify.mail`.

Here rather than in `notifications`, so that every feature may ask: a change and the mail that tells of
it are one transaction, and none is sent for a change that was rolled back.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from directory.jobs import queue
from directory.kernel.ids import new_uid
from directory.models import Mail

Value = str | int | bool | None | list[str] | list[dict[str, str]]


@dataclass(frozen=True)
class Message:
    """One mail to one person.

    `template` names `templates/mail/<template>.txt` and `.html`; `context` is what they show, plain JSON.
    `account_id`: whose in-app inbox it belongs to. `secret`: the context has a link that must not be kept, so
    it is erased once the mail is sent, and the mail cannot be sent again.
    """

    template: str
    to: str
    context: Mapping[str, Value] = field(default_factory=dict)
    account_id: int | None = None
    secret: bool = False


def send(session: Session, message: Message, *, now: datetime) -> str:
    """Log the mail as queued and ask for its job; returns its uid, the left part of its Message-ID."""
    uid = new_uid()
    session.add(
        Mail(
            uid=uid,
            template=message.template,
            recipient=message.to,
            account_id=message.account_id,
            context=dict(message.context),
            secret=message.secret,
            state="queued",
            created_at=now,
        )
    )
    queue.enqueue(session, "notify.mail", uid, now=now)
    return uid
