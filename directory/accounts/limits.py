"""Counters in the database: how often an account, an address or the whole site may try something.

They hold over restarts and for all processes. Each window ends by itself, so nobody can lock somebody
else out for good, and passkeys and a password reset stay open while the password is held back.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from directory.accounts.secrets import hashed
from directory.kernel.errors import TooMany
from directory.models import Attempt

KEPT = timedelta(days=1)


@dataclass(frozen=True)
class Window:
    """At most `count` tries within `span`."""

    count: int
    span: timedelta


def _per(count: int, **span: float) -> Window:
    return Window(count, timedelta(**span))


# What is counted -> whose tries -> windows.
LIMITS: Mapping[str, Mapping[str, Sequence[Window]]] = {
    "sign_in": {
        "account": (_per(10, minutes=5),),
        "address": (_per(10, minutes=5),),
        "site": (_per(1000, minutes=5),),
    },
    "second_factor": {
        "account": (_per(5, minutes=5), _per(20, hours=1), _per(50, days=1)),
        "address": (_per(10, minutes=5), _per(50, hours=1)),
    },
    "register": {"address": (_per(10, hours=1),), "site": (_per(1000, hours=1),)},
    "confirm": {"account": (_per(3, hours=6),)},
    "change_email": {"account": (_per(5, minutes=5), _per(20, hours=1))},
    "reset": {"account": (_per(5, days=1),), "address": (_per(20, days=1),)},
    "invite": {"account": (_per(20, hours=1),)},
}
MESSAGE = "There were too many tries in a short time. Please wait a little and try again."


def _key(scope: str, value: str) -> str:
    return hashed(f"{scope}:{value}")


def wait(session: Session, name: str, subjects: Mapping[str, str], *, now: datetime) -> int:
    """Return in how many seconds the next try is free: 0 for at once. `subjects`: scope -> whose."""
    waits = [
        _wait(session, name, _key(scope, value), window, now)
        for scope, value in subjects.items()
        for window in LIMITS[name][scope]
    ]
    return max(waits, default=0)


def _wait(session: Session, name: str, key: str, window: Window, now: datetime) -> int:
    since = now - window.span
    mine = (Attempt.name == name, Attempt.key == key, Attempt.at > since)
    if (session.scalar(select(func.count(Attempt.id)).where(*mine)) or 0) < window.count:
        return 0
    newest = select(Attempt.at).where(*mine).order_by(Attempt.at.desc())
    blocking = session.scalar(newest.offset(window.count - 1).limit(1)) or now
    return max(1, int((blocking + window.span - now).total_seconds()))


def check(session: Session, name: str, subjects: Mapping[str, str], *, now: datetime) -> None:
    """Raise TooMany when there were too many tries."""
    if seconds := wait(session, name, subjects, now=now):
        raise TooMany(MESSAGE, seconds)


def count(session: Session, name: str, subjects: Mapping[str, str], *, now: datetime) -> None:
    """Count one try of each subject, and forget what no window looks at any more."""
    session.execute(delete(Attempt).where(Attempt.at < now - KEPT))
    session.add_all(
        Attempt(name=name, key=_key(scope, value), at=now) for scope, value in subjects.items()
    )


def forgive(session: Session, name: str, scope: str, value: str) -> None:
    """Forget the tries of one subject, because it proved to be who it says."""
    session.execute(delete(Attempt).where(Attempt.name == name, Attempt.key == _key(scope, value)))
