"""Mail templates: subject, plain text and HTML of one mail, with absolute addresses from the settings."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, formataddr
from functools import lru_cache
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from directory.config import ROOT, Settings
from directory.kernel.text import clean
from directory.kernel.urls import absolute

FOLDER = ROOT / "templates" / "mail"
MAX_SUBJECT = 200


@dataclass(frozen=True)
class Rendered:
    """One mail as people read it."""

    subject: str
    text: str
    html: str


@lru_cache(maxsize=2)
def _environment(escape: bool) -> Environment:
    return Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=escape,  # noqa: S701 - plain text must not be escaped
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def render(settings: Settings, template: str, context: Mapping[str, Any]) -> Rendered:
    """Return a mail; the first line of the text template is its subject.

    Templates have `link(path)` for an absolute address of ours, and `site_name`.
    """

    def link(path: str) -> str:
        return absolute(settings.base_url, path)

    values = {
        **context,
        "link": link,
        "site_name": settings.site_name,
        "operator_name": settings.operator_name,
    }
    text = _environment(False).get_template(f"{template}.txt").render(values)
    first, _, body = text.partition("\n")
    subject = clean(first.removeprefix("Subject:"), MAX_SUBJECT)
    html = (
        _environment(True).get_template(f"{template}.html").render({**values, "subject": subject})
    )
    return Rendered(subject, body.strip() + "\n", html)


def compose(
    settings: Settings, mail: Rendered, uid: str, recipient: str, now: datetime
) -> EmailMessage:
    """Return the message to send; ValueError for line breaks in a header."""
    message = EmailMessage()
    message["Subject"] = mail.subject
    message["From"] = formataddr((settings.site_name, sender(settings)))
    message["To"] = recipient
    message["Date"] = format_datetime(now)
    message["Message-ID"] = f"<{uid}@{sender(settings).rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.text)
    message.add_alternative(mail.html, subtype="html")
    return message


def sender(settings: Settings) -> str:
    """Return the address that mails come from."""
    host = urlsplit(settings.base_url).hostname or "localhost"
    try:
        ip_address(host)
    except ValueError:
        return settings.mail_from or f"no-reply@{host}"
    return settings.mail_from or "no-reply@localhost"
