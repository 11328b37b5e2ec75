"""Errors -> a status and a page that says what to do; JSON below /api/."""

import logging
from collections.abc import Mapping
from typing import Any

from flask import Flask, Response, g, jsonify, make_response, render_template, request
from flask.globals import request_ctx
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException, InternalServerError

from directory.catalog.queries import Suspended
from directory.kernel.errors import (
    Conflict,
    DomainError,
    FieldProblem,
    Forbidden,
    Gone,
    Invalid,
    NotFound,
    TooMany,
    Unavailable,
)
from directory.web.shared.logs import request_id

_log = logging.getLogger(__name__)
RETRY_AFTER = "5"

_STATUS: Mapping[type[DomainError], int] = {
    NotFound: 404,
    Suspended: 404,
    Gone: 410,
    Conflict: 409,
    Forbidden: 403,
    Invalid: 400,
    TooMany: 429,
    Unavailable: 503,
}
# Status -> (code for programs, title, what happened, what to do)
TEXTS: Mapping[int, tuple[str, str, str, tuple[str, ...]]] = {
    400: (
        "bad_request",
        "We could not understand this request",
        "Something in the address or in what was sent is not as it should be.",
        ("Check the address for typing mistakes.", "Go back and try once more."),
    ),
    403: (
        "forbidden",
        "You cannot open this page",
        "This page is not for everybody.",
        ("If you think that you should see it, send us a note.",),
    ),
    404: (
        "not_found",
        "Page not found",
        "There is nothing at this address. It may have been mistyped, or the page has gone.",
        (
            "Search for what you were looking for.",
            "Browse the directory by need, grade or subject.",
        ),
    ),
    405: (
        "method_not_allowed",
        "This cannot be done here",
        "This address does not take that kind of request.",
        ("Go back to the page before and use its buttons.",),
    ),
    409: (
        "conflict",
        "Something changed meanwhile",
        "Somebody else was quicker, so nothing was changed by you.",
        ("Open the page again, look at what is there now, and decide anew.",),
    ),
    410: (
        "gone",
        "This listing was removed",
        "It was in the directory once and was taken out on purpose.",
        ("Search for something similar.",),
    ),
    413: (
        "too_large",
        "This is too much at once",
        "What was sent is larger than we accept.",
        ("Shorten the text and send it again.",),
    ),
    414: (
        "too_long",
        "This address is too long",
        "The address has more characters than we accept.",
        ("Use fewer filters or fewer words.",),
    ),
    415: (
        "unsupported_type",
        "We cannot read this",
        "What was sent is in a form that we do not accept.",
        ("Use the form on our page.",),
    ),
    429: (
        "too_many_requests",
        "Please wait a moment",
        "There were many requests from your network in a short time.",
        ("Wait a minute and try again. Nothing is wrong with your account or device.",),
    ),
    500: (
        "server_error",
        "Something went wrong on our side",
        "It is not your fault. The error was written down.",
        (
            "Try again in a few minutes.",
            "If it happens again, send us a note with the number below.",
        ),
    ),
    503: (
        "unavailable",
        "The directory is busy or being looked after",
        "We cannot answer right now.",
        ("Try again in a minute.",),
    ),
}


def init(app: Flask) -> None:
    """Register the handlers."""
    app.register_error_handler(DomainError, _domain_error)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(OperationalError, _database_error)
    app.register_error_handler(PoolTimeout, _database_error)
    app.register_error_handler(StaleDataError, _stale)
    app.register_error_handler(Exception, _unexpected)


def _domain_error(error: DomainError) -> Response:
    status = next(code for kind, code in _STATUS.items() if isinstance(error, kind))
    problems = error.problems if isinstance(error, Invalid) else ()
    response = error_response(status, str(error), problems)
    if status == 503:
        response.headers["Retry-After"] = RETRY_AFTER
    if isinstance(error, TooMany):
        response.headers["Retry-After"] = str(error.seconds)
    return response


def _http_error(error: HTTPException) -> Response:
    if error.code is None or error.code < 400:  # a redirect
        return make_response(error.get_response())
    if isinstance(error, InternalServerError) and error.original_exception is not None:
        return _late_error(error.original_exception)
    status = error.code if error.code in TEXTS else (400 if error.code < 500 else 500)
    response = error_response(status)
    for name, value in error.get_headers():
        if name.lower() in {"allow", "retry-after"}:
            response.headers[name] = value
    return response


def _late_error(error: BaseException) -> Response:
    """Answer for what failed after the view, such as the commit: Flask hands it over wrapped."""
    if isinstance(error, OperationalError | PoolTimeout):
        return _database_error(error)
    if isinstance(error, StaleDataError):
        return _stale(error)
    _log.error("unexpected error in request %s", request_id(), exc_info=error)
    return error_response(500)


def _database_error(error: SQLAlchemyError) -> Response:
    _log.error("database: %s", getattr(error, "orig", error))
    response = error_response(503)
    response.headers["Retry-After"] = RETRY_AFTER
    return response


def _stale(_error: StaleDataError) -> Response:
    return error_response(409)


def _unexpected(error: Exception) -> Response:
    return _late_error(error)


def error_response(
    status: int, message: str = "", problems: tuple[FieldProblem, ...] = ()
) -> Response:
    """Return the page (or JSON) for a status; works without the database."""
    if "session" in g:
        g.session.rollback()
    if request.path.startswith("/api/"):
        return _json(status, message, problems)
    _code, title, text, hints = TEXTS[status]
    context: dict[str, Any] = {
        "code": status,
        "title": title,
        "message": message or text,
        "hints": hints,
        "request_id": request_id(),
        "canonical_url": "",  # nothing is at this address
    }
    if (
        request_ctx.url_adapter is None
    ):  # the Host header is not one of ours: no address can be built
        return make_response(
            f"{title}. {text}\n", status, {"Content-Type": "text/plain; charset=utf-8"}
        )
    return make_response(render_template("errors/error.html", **context), status)


def _json(status: int, message: str, problems: tuple[FieldProblem, ...]) -> Response:
    code, title, text, _hints = TEXTS[status]
    body = {
        "error": {
            "status": status,
            "code": code,
            "message": message or f"{title}. {text}",
            "problems": [
                {"field": p.field, "code": p.code, "message": p.message} for p in problems
            ],
            "request_id": request_id(),
        }
    }
    response = jsonify(body)
    response.status_code = status
    return response
