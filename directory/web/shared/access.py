"""Who may open which route. A route without a declaration answers nobody, pages and API alike."""

from flask import Flask, abort, current_app, request

from directory.kernel.access import declared


def init(app: Flask) -> None:
    """Refuse every request to a view that does not say for whom it is."""
    app.before_request(_check)


def _check() -> None:
    if request.endpoint in (None, "static"):
        return
    if declared(current_app.view_functions.get(request.endpoint)) is None:
        abort(403)
