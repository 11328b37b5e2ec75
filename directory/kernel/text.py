"""Text that people typed: cleaned, folded, cut, turned into slugs."""

import re
import unicodedata

_CONTROL = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]"
)
_SPACES = re.compile(r"\s+")
_NOT_SLUG = re.compile(r"[^a-z0-9]+")
_EXPAND = str.maketrans(
    {"ß": "ss", "æ": "ae", "ø": "o", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th"}
)


def clean(text: str, limit: int | None = None) -> str:
    """Return the text in NFC without control, surrogate or direction characters, white space folded.

    `limit` cuts before anything else is done, so that a huge input costs nothing.
    """
    if limit is not None:
        text = text[: limit * 4]
    text = _CONTROL.sub(" ", text)
    text = _SPACES.sub(" ", unicodedata.normalize("NFC", text)).strip()
    return text if limit is None else text[:limit].rstrip()


def clean_block(text: str) -> str:
    """Return a multi-line text in NFC without control characters; line breaks stay."""
    lines = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).split("\n")
    return "\n".join(_CONTROL.sub("", line).rstrip() for line in lines).strip()


def fold(text: str) -> str:
    """Return the text in lower case without diacritics, for comparison and lookup."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(_EXPAND))
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def slugify(text: str, limit: int = 80) -> str:
    """Return `[a-z0-9-]+` made from the text (at most `limit` characters), or `untitled`."""
    slug = _NOT_SLUG.sub("-", fold(text.replace("&", " and ").replace("'", ""))).strip("-")
    return slug[:limit].strip("-") or "untitled"


def plural(count: int, one: str, many: str | None = None) -> str:
    """Return for example `1 product` or `1,250 products`."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"
