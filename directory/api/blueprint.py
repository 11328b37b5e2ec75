"""The blueprint of the API and what all its answers have in common."""

from flask import Blueprint, Response, request

PREFIX = "/api/v1"
api = Blueprint("api", __name__, url_prefix=PREFIX)


@api.after_app_request
def _open_to_other_sites(response: Response) -> Response:
    """Let pages of other sites read the API: it is public, read-only and ignores cookies."""
    if request.path.startswith("/api/"):
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Access-Control-Expose-Headers"] = "ETag, Retry-After"
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        if request.method == "OPTIONS":
            response.headers["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
            response.headers["Access-Control-Allow-Headers"] = "If-None-Match"
            response.headers["Access-Control-Max-Age"] = "86400"
    return response
