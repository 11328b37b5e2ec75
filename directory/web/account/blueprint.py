"""Pages of one's own account. No cache keeps them, and other sites do not learn their addresses."""

from flask import Blueprint, Response

account = Blueprint("account", __name__, url_prefix="/account")


@account.after_request
def _private(response: Response) -> Response:
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Referrer-Policy"] = "same-origin"
    return response
