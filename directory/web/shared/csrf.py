"""Every request that may change something carries a token of our own page, or is refused.

Flask-WTF makes and checks the tokens; forms check theirs as well. Here no route can forget it.
"""

from collections.abc import Callable
from typing import TypeVar

from flask import Flask, Response, current_app, request
from flask_wtf.csrf import generate_csrf, validate_csrf
from wtforms import ValidationError

from directory.web.shared.errors import error_response
from directory.web.shared.services import SAFE_METHODS

View = TypeVar("View", bound=Callable[..., object])
HEADER = "X-CSRFToken"
_MARK = "directory_own_csrf"
STALE = (
    "This form was open for too long, or your browser keeps no cookies of this site, so nothing was changed. "
    "Go back, load the page again and send it once more."
)


def own_csrf(view: View) -> View:
    """Mark a view that checks the token itself, so that it can show what was typed again."""
    setattr(view, _MARK, True)
    return view


def init(app: Flask) -> None:
    """Check tokens before each view, and give templates `csrf_token`."""
    app.before_request(_check)
    app.jinja_env.globals["csrf_token"] = generate_csrf


def _check() -> Response | None:
    if request.method in SAFE_METHODS or request.endpoint in (None, "static"):
        return None
    if request.path.startswith("/api/"):  # reads no cookie
        return None
    if request.headers.get("Sec-Fetch-Site") == "cross-site":
        return error_response(400, STALE)
    if getattr(current_app.view_functions.get(request.endpoint), _MARK, False):
        return None
    try:
        validate_csrf(request.headers.get(HEADER) or request.form.get("csrf_token"))
    except ValidationError:
        return error_response(400, STALE)
    return None
