"""Sections and parts of a form."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Widget(StrEnum):
    """With what kind of control a part is filled in."""

    LINE = "line"
    PARAGRAPH = "paragraph"
    MARKDOWN = "markdown"
    LINES = "lines"  # a list of short texts, one a line
    URL = "url"
    NUMBER = "number"
    MONEY = "money"  # typed as 4.50, kept in the smallest unit
    DATE = "date"
    YES_NO = "yes_no"
    CHOICE = "choice"  # one of `options`
    TERM = "term"  # one term of `vocabulary`
    TERMS = "terms"  # terms of `vocabulary`
    REFERENCE = "reference"  # another listing
    GROUP = "group"  # its `parts` together
    FACT = "fact"  # state, value and source of a fact
    ROWS = "rows"  # any number of its `parts`, at most `most`
    IMAGE = "image"
    IMAGES = "images"


@dataclass(frozen=True)
class Part:
    """One question. `limit` counts characters, `most` entries; 0 is no limit."""

    key: str
    label: str
    widget: Widget
    help: str = ""
    example: str = ""
    required: bool = False
    limit: int = 0
    most: int = 0
    default: str = ""
    vocabulary: str = ""
    options: tuple[tuple[str, str], ...] = ()
    parts: tuple["Part", ...] = ()


@dataclass(frozen=True)
class Section:
    """What is asked and saved together; `parts` of one kind of content, `facts` of its facts."""

    key: str
    title: str
    help: str
    parts: tuple[Part, ...]
    facts: tuple[Part, ...] = ()

    def paths(self) -> Iterator[str]:
        """Yield the top paths of content that this section holds: `tagline`, `facts.price`."""
        yield from (part.key for part in self.parts)
        yield from (f"facts.{part.key}" for part in self.facts)
