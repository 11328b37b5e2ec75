"""Pages for those who submit listings."""

from flask import Blueprint, Response, request

submit = Blueprint("submit", __name__, url_prefix="/my/listings")

# A section may hold fifty studies; a form with pictures is sent in parts.
MAX_FORM = 900_000
MAX_UPLOAD = 12 * 1024 * 1024
MAX_PARTS = 600


@submit.before_request
def allow_larger_forms() -> None:
    """Raise the limits of this request; call before its form is looked at."""
    request.max_form_memory_size = MAX_FORM
    request.max_form_parts = MAX_PARTS
    if request.mimetype == "multipart/form-data":
        request.max_content_length = MAX_UPLOAD


@submit.after_request
def _private(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    response.headers.setdefault("Referrer-Policy", "same-origin")
    response.headers["X-Robots-Tag"] = "noindex"
    return response
