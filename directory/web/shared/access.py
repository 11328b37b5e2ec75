"""Who may open which route. A route without a declaration answers nobody."""

from collections.abc import Callable
from enum import StrEnum
from typing import TypeVar

from flask import Flask, abort, current_app, request

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


def init(app: Flask) -> None:
    """Refuse every request to a view that does not say for whom it is."""
    app.before_request(_check)


def _check() -> None:
    if request.endpoint in (None, "static"):
        return
    if declared(current_app.view_functions.get(request.endpoint)) is None:
        abort(403)
