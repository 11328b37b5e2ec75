"""Tickets that forms carry: when the form was opened, and which one it is, signed by us."""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime

from itsdangerous import BadData, URLSafeSerializer

_FORM, _RECEIPT = "contact-form", "note-receipt"


@dataclass(frozen=True)
class Ticket:
    """When a form was opened, and its random identifier."""

    nonce: str
    opened: datetime


def issue_ticket(key: str, now: datetime) -> str:
    """Return a new signed ticket for a form that is shown now."""
    return URLSafeSerializer(key, _FORM).dumps([secrets.token_hex(16), int(now.timestamp())])


def read_ticket(key: str, text: str) -> Ticket | None:
    """Return the ticket, or None for one that we did not sign."""
    try:
        nonce, seconds = URLSafeSerializer(key, _FORM).loads(text)
    except BadData:
        return None
    return Ticket(nonce, datetime.fromtimestamp(seconds, UTC))


def issue_receipt(key: str, reference: str) -> str:
    """Return the signed reference of a note, for the address of its confirmation."""
    return URLSafeSerializer(key, _RECEIPT).dumps(reference)


def read_receipt(key: str, text: str) -> str | None:
    """Return the reference, or None for one that we did not sign."""
    try:
        return str(URLSafeSerializer(key, _RECEIPT).loads(text))
    except BadData:
        return None
