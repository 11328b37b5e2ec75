"""Pages of results."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")
MAX_PAGE = 100


@dataclass(frozen=True)
class Page(Generic[T]):
    """One page of `items` out of `total`; `number` counts from 1."""

    items: Sequence[T]
    number: int
    size: int
    total: int

    @property
    def pages(self) -> int:
        """How many pages can be asked for; at least one, at most `MAX_PAGE`."""
        return min(MAX_PAGE, max(1, -(-self.total // self.size)))

    @property
    def first(self) -> int:
        """The number of the first item shown, counting from 1; 0 when there is none."""
        return (self.number - 1) * self.size + 1 if self.items else 0

    @property
    def last(self) -> int:
        """The number of the last item shown."""
        return (self.number - 1) * self.size + len(self.items)
