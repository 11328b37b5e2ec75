"""The mark by which a view says for whom it is. The edges refuse a view without one."""

from collections.abc import Callable
from enum import StrEnum
from typing import TypeVar

View = TypeVar("View", bound=Callable[..., object])
_MARK = "directory_access"


class Access(StrEnum):
    """For whom a route is."""

    PUBLIC = "public"


def allow(access: Access) -> Callable[[View], View]:
    """Declare for whom a view is; put it directly above the function."""

    def mark(view: View) -> View:
        setattr(view, _MARK, access)
        return view

    return mark


def declared(view: object) -> Access | None:
    """Return for whom a view is, or None when it does not say."""
    return getattr(view, _MARK, None)
