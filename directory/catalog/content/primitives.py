"""The building blocks of content: cleaned texts, addresses, partial dates, vocabulary terms, sources."""

import calendar
import re
from collections.abc import Callable
from enum import StrEnum
from typing import Annotated, Any, Protocol

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationInfo
from pydantic_core import PydanticCustomError

from directory.kernel.text import clean, clean_block
from directory.kernel.urls import public_url

_PARTIAL_DATE = re.compile(r"^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$")


class TermLookup(Protocol):
    """What validation asks of the vocabularies."""

    def has(self, vocabulary: str, slug: str) -> bool:
        """Whether the vocabulary has this term and the term is in use."""
        ...


class Strict(BaseModel):
    """Base of all content: immutable, and an unknown field is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _clean(value: Any) -> Any:
    return clean(value) if isinstance(value, str) else value


def _clean_block(value: Any) -> Any:
    return clean_block(value) if isinstance(value, str) else value


def _url(value: str) -> str:
    try:
        return public_url(value)
    except ValueError as error:
        raise PydanticCustomError("url", str(error)) from error


def _partial_date(value: str) -> str:
    match = _PARTIAL_DATE.match(value)
    if match is None:
        raise PydanticCustomError("date", "Write a date as 2026, 2026-03 or 2026-03-31.")
    year, month, day = int(match[1]), int(match[2] or 1), int(match[3] or 1)
    if not (
        1600 <= year <= 2200
        and 1 <= month <= 12
        and 1 <= day <= calendar.monthrange(year, month)[1]
    ):
        raise PydanticCustomError("date", "There is no such date.")
    return value


def terms_of(vocabulary: str) -> Callable[[tuple[str, ...], ValidationInfo], tuple[str, ...]]:
    """Return a validator: unique terms of this vocabulary, checked when the context has a lookup."""

    def check(value: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        unique = tuple(dict.fromkeys(value))
        check_terms(vocabulary, unique, info)
        return unique

    return check


def check_terms(vocabulary: str, slugs: tuple[str, ...], info: ValidationInfo) -> None:
    """Raise for the first slug that the vocabulary does not have."""
    lookup: TermLookup | None = (info.context or {}).get("terms")
    for slug in slugs:
        if lookup is not None and not lookup.has(vocabulary, slug):
            raise PydanticCustomError(
                "unknown_term",
                "“{slug}” is not a term of the vocabulary “{vocabulary}”.",
                {"slug": slug, "vocabulary": vocabulary},
            )


Line = Annotated[str, BeforeValidator(_clean), Field(max_length=300)]
Name = Annotated[str, BeforeValidator(_clean), Field(min_length=1, max_length=200)]
Tagline = Annotated[str, BeforeValidator(_clean), Field(max_length=140)]
Markdown = Annotated[str, BeforeValidator(_clean_block), Field(max_length=10_000)]
Paragraph = Annotated[str, BeforeValidator(_clean_block), Field(max_length=2_000)]
Url = Annotated[str, BeforeValidator(_clean), AfterValidator(_url)]
PartialDate = Annotated[str, BeforeValidator(_clean), AfterValidator(_partial_date)]
Slugs = Annotated[tuple[str, ...], Field(max_length=60)]


class SourceType(StrEnum):
    """Who says so."""

    SELF = "self"
    STAFF = "staff"
    THIRD_PARTY = "third_party"
    IMPORT = "import"


class Source(Strict):
    """Where a statement comes from, when it was confirmed and until when it counts."""

    type: SourceType
    name: Line = ""
    url: Url | None = None
    confirmed_on: PartialDate | None = None
    expires_on: PartialDate | None = None
