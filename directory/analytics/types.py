"""A search as it is counted, and what is shown of the counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Found(StrEnum):
    """How much a search found. The value is stored; never reuse one for another meaning."""

    NONE = "none"
    FEW = "few"
    MANY = "many"

    @classmethod
    def of(cls, total: int) -> "Found":
        """Return the bucket of a number of results: 0, 1 or 2, 3 and more."""
        if total <= 0:
            return cls.NONE
        return cls.FEW if total <= 2 else cls.MANY


UNMET = (Found.NONE, Found.FEW)


@dataclass(frozen=True)
class SearchSeen:
    """One search that somebody made. `subjects` and `levels` are the term slugs that it names."""

    q: str = ""
    total: int = 0
    kind: str = ""
    subjects: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()


@dataclass(frozen=True)
class CountKey:
    """What makes two searches count as the same; all that is ever stored of a search."""

    day: date
    query: str
    kind: str
    found: Found
    subjects: str
    levels: str


@dataclass(frozen=True)
class Unmet:
    """How often something was searched for in vain: words, or the slug of a term (empty: none named).

    A number is either at least the threshold of `rules.SHOWN_FROM`, or None: too few to be shown.
    """

    name: str
    nothing: int | None
    few: int | None

    @property
    def shown(self) -> int:
        """What can be seen of both numbers together; orders the lists."""
        return (self.nothing or 0) + (self.few or 0)


@dataclass(frozen=True)
class UnmetNeeds:
    """What the public may see of the searches from `since` to `until`, most often first."""

    since: date
    until: date
    queries: Sequence[Unmet]
    subjects: Sequence[Unmet]
    levels: Sequence[Unmet]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show yet."""
        return not (self.queries or self.subjects or self.levels)


@dataclass(frozen=True)
class CountedSearch:
    """One line of the list for staff, with numbers of any size. Never show it to the public."""

    query: str
    nothing: int
    few: int
    many: int
    first_day: date
    last_day: date
