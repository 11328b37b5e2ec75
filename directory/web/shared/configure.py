"""Flask's own settings: limits of requests, cookies, hosts, proxies, templates."""

from urllib.parse import urlsplit

from flask import Flask
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from directory.config import Settings

MAX_REQUEST = 1024 * 1024
MAX_FORM_MEMORY = 200_000
MAX_FORM_PARTS = 200


def init(app: Flask, settings: Settings) -> None:
    """Apply the settings."""
    secure = settings.base_url.startswith("https://")
    app.config.update(
        SECRET_KEY=settings.secret_key,
        MAX_CONTENT_LENGTH=MAX_REQUEST,
        MAX_FORM_MEMORY_SIZE=MAX_FORM_MEMORY,
        MAX_FORM_PARTS=MAX_FORM_PARTS,
        TRUSTED_HOSTS=_hosts(settings),
        PREFERRED_URL_SCHEME="https" if secure else "http",
        SESSION_COOKIE_NAME="__Host-session" if secure else "session",
        SESSION_COOKIE_SECURE=secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session; the forms have their own clock
        WTF_CSRF_SSL_STRICT=secure,
    )
    app.url_map.strict_slashes = False
    app.jinja_options = {"undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    if settings.proxy_count:
        count = settings.proxy_count
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=0)  # type: ignore[method-assign]


def _hosts(settings: Settings) -> list[str] | None:
    if settings.trusted_hosts:
        return [host.strip() for host in settings.trusted_hosts.split(",") if host.strip()]
    host = urlsplit(settings.base_url).hostname
    return [host] if settings.production and host else None
