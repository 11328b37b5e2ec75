"""How mail leaves: through an SMTP server with a checked certificate, or into a folder."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from ipaddress import ip_address
from pathlib import Path
from typing import Protocol
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from directory.config import Settings

TIMEOUT = 20.0
SMTP_PORT, SMTPS_PORT = 587, 465


class Refused(Exception):
    """The mail can never be delivered; trying again would not help."""


class Outlet(Protocol):
    """Something that takes mails."""

    def put(self, message: EmailMessage) -> None:
        """Hand one mail over; Refused when it can never be delivered, OSError to try later."""
        ...


class FolderOutlet:
    """Writes each mail to a file, for development."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, message: EmailMessage) -> None:
        """See Outlet."""
        self._folder.mkdir(parents=True, exist_ok=True)
        name = message["Message-ID"].strip("<>").partition("@")[0]
        path = self._folder / f"{name}.eml"
        path.touch(mode=0o600)
        path.write_bytes(message.as_bytes())


class SmtpOutlet:
    """Hands mails to a server, all of a batch over one connection."""

    def __init__(self, connection: smtplib.SMTP) -> None:
        self._connection = connection

    def put(self, message: EmailMessage) -> None:
        """See Outlet."""
        try:
            self._connection.send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            code, reason = next(iter(error.recipients.values()))
            if code >= 500:
                raise Refused(f"{code} {reason!r}") from error
            raise


@contextmanager
def outlet(settings: Settings) -> Iterator[Outlet]:
    """Give what takes mails by `MAIL_URL`; without one it is the folder `mail` of the state."""
    if not settings.mail_url:
        yield FolderOutlet(settings.instance_folder / "mail")
        return
    address = urlsplit(settings.mail_url)
    connection = _connect(address)
    try:
        if address.username:
            connection.login(unquote(address.username), unquote(address.password or ""))
        yield SmtpOutlet(connection)
    finally:
        _close(connection)


def _connect(address: SplitResult) -> smtplib.SMTP:
    host = address.hostname or "localhost"
    authority = parse_qs(address.query).get("cafile", [None])[0]
    context = ssl.create_default_context(cafile=authority)
    if address.scheme == "smtps":
        return smtplib.SMTP_SSL(host, address.port or SMTPS_PORT, timeout=TIMEOUT, context=context)
    connection = smtplib.SMTP(host, address.port or SMTP_PORT, timeout=TIMEOUT)
    try:
        _encrypt(connection, host, context)
    except BaseException:
        connection.close()
        raise
    return connection


def _encrypt(connection: smtplib.SMTP, host: str, context: ssl.SSLContext) -> None:
    connection.ehlo()
    if connection.has_extn("starttls"):
        connection.starttls(context=context)
    elif not _is_loopback(host):
        raise ConnectionError("the mail server offers no encryption (STARTTLS)")


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _close(connection: smtplib.SMTP) -> None:
    try:
        connection.quit()
    except (smtplib.SMTPException, OSError):
        connection.close()
