"""The building blocks of content: cleaned texts, addresses, partial dates, vocabulary terms, sources."""

import calendar
import re
from collections.abc import Callable
from enum import StrEnum
from typing import Annotated, Any, Protocol

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    ValidationInfo,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError

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


class InSchema:
    """Put keys into the JSON Schema of a field, from which forms and documents are made.

    `title`, `description` and `example` are its words; `vocabulary` names the vocabulary of its
    terms; `section` the part of a form it stands in; `format` its kind of text; `hidden` keeps it
    out of forms.
    """

    def __init__(self, **keys: str | bool) -> None:
        self.keys = keys

    def __get_pydantic_json_schema__(
        self, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {**handler(core_schema), **self.keys}


def words(title: str, description: str = "", example: str = "", **keys: str | bool) -> InSchema:
    """Return what a field is called, what to write into it, and an example."""
    return InSchema(title=title, description=description, example=example, **keys)


def clean_line(value: Any) -> Any:
    """Return a text cleaned to one line; anything else as it is."""
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


Line = Annotated[str, BeforeValidator(clean_line), Field(max_length=300)]
Name = Annotated[str, BeforeValidator(clean_line), Field(min_length=1, max_length=200)]
Tagline = Annotated[str, BeforeValidator(clean_line), Field(max_length=140)]
Markdown = Annotated[
    str, BeforeValidator(_clean_block), Field(max_length=10_000), InSchema(format="markdown")
]
Paragraph = Annotated[
    str, BeforeValidator(_clean_block), Field(max_length=2_000), InSchema(format="paragraph")
]
Url = Annotated[str, BeforeValidator(clean_line), AfterValidator(_url), InSchema(format="uri")]
PartialDate = Annotated[
    str, BeforeValidator(clean_line), AfterValidator(_partial_date), InSchema(format="partial-date")
]
Slugs = Annotated[tuple[str, ...], Field(max_length=60)]
Levels = Annotated[Slugs, AfterValidator(terms_of("level")), InSchema(vocabulary="level")]
Populations = Annotated[
    Slugs, AfterValidator(terms_of("population")), InSchema(vocabulary="population")
]


class SourceType(StrEnum):
    """Who says so."""

    SELF = "self"
    STAFF = "staff"
    THIRD_PARTY = "third_party"
    IMPORT = "import"


class Source(Strict):
    """Where a statement comes from, when it was confirmed and until when it counts."""

    type: Annotated[SourceType, words("Who says so")]
    name: Annotated[Line, words("Name of the source", "", "Forest Works help pages")] = ""
    url: Annotated[
        Url | None,
        words(
            "Web address of the source",
            "The page on which it can be read.",
            "https://www.example.org/pricing",
        ),
    ] = None
    confirmed_on: Annotated[
        PartialDate | None,
        words("Last confirmed", "Year, month or day on which somebody checked it.", "2026-03"),
    ] = None
    expires_on: Annotated[
        PartialDate | None, words("Counts until", "Only for what ends, such as a seal.", "2027-06")
    ] = None
