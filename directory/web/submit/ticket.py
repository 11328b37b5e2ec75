"""Tickets of forms: whose form it is, which one, when it was opened and what was stored then."""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime

from itsdangerous import BadData, URLSafeSerializer

from directory.kernel.actors import Actor
from directory.web.shared.services import services

_SALT = "submission-form"


@dataclass(frozen=True)
class Ticket:
    """`key` is the form's random number, `actor` its owner, `base` the hash of what it shows."""

    key: str
    actor: str
    base: str
    opened: datetime


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(services().settings.secret_key, _SALT)


def issue(actor: Actor, base: str = "") -> str:
    """Return a signed ticket for a form that is shown now."""
    now = int(services().clock().timestamp())
    return str(_signer().dumps([secrets.token_hex(16), actor.key, base, now]))


def read(text: str) -> Ticket | None:
    """Return the ticket, or None for one that we did not sign."""
    try:
        key, actor, base, seconds = _signer().loads(text)
    except (BadData, ValueError):
        return None
    return Ticket(key, actor, base, datetime.fromtimestamp(seconds, UTC))
