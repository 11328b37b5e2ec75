"""One parser for every address that somebody typed, and absolute addresses of our own."""

import re
from urllib.parse import urlsplit, urlunsplit

MAX_URL = 2000
_HOST = re.compile(r"^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}$")
_BAD = re.compile(r"[\x00-\x20\x7f-\xa0\\<>\"`{}|^]")


def public_url(text: str) -> str:
    """Return the normalised http(s) address, or raise ValueError with a message for people."""
    text = text.strip()
    if len(text) > MAX_URL:
        raise ValueError(f"An address can have at most {MAX_URL:,} characters.")
    if _BAD.search(text):
        raise ValueError("An address cannot contain spaces, quotes or control characters.")
    try:
        parts = urlsplit(text)
        host = (parts.hostname or "").rstrip(".").encode("idna").decode("ascii")
        port = parts.port
    except ValueError as error:
        raise ValueError("This is not a complete web address.") from error
    if parts.scheme.lower() not in {"http", "https"}:
        raise ValueError("An address must begin with https:// or http://.")
    if parts.username or parts.password:
        raise ValueError("An address cannot contain a user name or a password.")
    if not _HOST.match(host):
        raise ValueError("The address needs a full host name, such as www.example.org.")
    netloc = f"{host}:{port}" if port else host
    return urlunsplit(
        (parts.scheme.lower(), netloc, parts.path or "/", parts.query, parts.fragment)
    )


def absolute(base_url: str, path: str) -> str:
    """Join the configured base address and a path of ours; never uses the Host header."""
    return base_url.rstrip("/") + "/" + path.lstrip("/")


def host_of(url: str) -> str:
    """Return the host name without a leading `www.`, or an empty string."""
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def own_path(text: str, default: str = "/") -> str:
    """Return a path of ours to go on to, or the default for whatever might lead elsewhere."""
    fine = (
        text.startswith("/")
        and not text.startswith("//")
        and len(text) <= MAX_URL
        and not _BAD.search(text)
    )
    return text if fine else default
