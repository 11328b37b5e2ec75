"""Security and cache headers on every response, error pages and static files included."""

import secrets
from collections.abc import Callable

from flask import Flask, Response, g, request

from directory.config import Settings

_POLICY = (
    "default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; "
    "base-uri 'none'; object-src 'none'"
)
_PERMISSIONS = (
    "accelerometer=(), autoplay=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), "
    "magnetometer=(), microphone=(), midi=(), payment=(), usb=(), browsing-topics=()"
)
_CONSTANT = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": _PERMISSIONS,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_HSTS = "max-age=63072000; includeSubDomains; preload"
_STATIC = "public, max-age=31536000, immutable"
_PAGE = "public, max-age=0, must-revalidate"


def csp_nonce() -> str:
    """Return the nonce of this response; scripts within the page carry it."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    nonce: str = g.csp_nonce
    return nonce


def init(app: Flask, settings: Settings) -> None:
    """Put the headers on every response."""
    app.after_request(_adder(settings.base_url.startswith("https://")))
    app.jinja_env.globals["csp_nonce"] = csp_nonce


def _adder(secure: bool) -> Callable[[Response], Response]:
    policy = _POLICY + ("; upgrade-insecure-requests" if secure else "")

    def add(response: Response) -> Response:
        for name, value in _CONSTANT.items():
            response.headers.setdefault(name, value)
        if "Content-Security-Policy" not in response.headers:  # a picture has a stricter one
            response.headers["Content-Security-Policy"] = policy.format(nonce=csp_nonce())
        if secure:
            response.headers["Strict-Transport-Security"] = _HSTS
        _cache(response)
        return response

    return add


def _cache(response: Response) -> None:
    if "Set-Cookie" in response.headers or response.status_code >= 400:
        response.headers["Cache-Control"] = "no-store"
    elif request.endpoint == "static":
        response.headers["Cache-Control"] = _STATIC
    elif "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = _PAGE


def init_etags(app: Flask) -> None:
    """Answer 304 when a page is as the browser has it; call after compression is set up.

    What is registered later runs earlier: the tag is of the page itself, because gzip writes the
    time into what it makes. It is weak, so that compression leaves it alone.
    """
    app.after_request(_tag)


def _tag(response: Response) -> Response:
    fresh = "Cache-Control" not in response.headers and "Set-Cookie" not in response.headers
    if fresh and response.status_code == 200 and request.endpoint != "static":
        response.add_etag(weak=True)
        response.make_conditional(request)
    return response
