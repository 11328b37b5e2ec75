"""One transaction per request: commit unsafe methods on success, else roll back."""

from flask import Flask, Response, g, request

from directory.web.shared.services import SAFE_METHODS


def init(app: Flask) -> None:
    """Commit after the view, before the response leaves; close the session at the end."""
    app.after_request(_commit)
    app.teardown_request(_close)


def _commit(response: Response) -> Response:
    session = g.get("session")
    if session is not None and request.method not in SAFE_METHODS:
        if response.status_code < 400:
            session.commit()  # an error here becomes an error page: nothing was acknowledged yet
        else:
            session.rollback()
    return response


def _close(_error: BaseException | None) -> None:
    session = g.pop("session", None)
    if session is not None:
        session.close()
