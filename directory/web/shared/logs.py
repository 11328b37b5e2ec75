"""Request ids and one JSON line per request. No addresses of people and no search texts."""

import json
import logging
import re
import secrets
import time

from flask import Flask, Response, g, request

from directory.config import Settings

_ACCEPTED = re.compile(r"^[A-Za-z0-9-]{8,64}$")
_log = logging.getLogger("directory.access")


def request_id() -> str:
    """Return the id of this request: that of a proxy when it is well-formed, else our own."""
    if "request_id" not in g:
        given = request.headers.get("X-Request-ID", "")
        g.request_id = given if _ACCEPTED.match(given) else secrets.token_hex(8)
    found: str = g.request_id
    return found


def init(app: Flask, settings: Settings) -> None:
    """Tell each client the id of its request, and in production log one line per request."""
    if settings.production and not _log.handlers:
        _log.addHandler(logging.StreamHandler())
        _log.setLevel(logging.INFO)
    app.before_request(_begin)
    app.after_request(_end)


def _begin() -> None:
    g.began = time.perf_counter()


def _path() -> str:
    """Return the address without what opens an account: a secret in it stays a placeholder."""
    rule = request.url_rule
    return rule.rule if rule and "token" in (request.view_args or {}) else request.path


def _end(response: Response) -> Response:
    response.headers["X-Request-ID"] = request_id()
    took = time.perf_counter() - g.get("began", time.perf_counter())
    line = {
        "request": request_id(),
        "method": request.method,
        "path": _path(),
        "status": response.status_code,
        "ms": round(took * 1000, 1),
    }
    _log.info(json.dumps(line))
    return response
