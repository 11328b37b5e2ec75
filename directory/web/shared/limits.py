"""Limits of requests per network address, and compression."""

from collections.abc import Callable
from ipaddress import ip_address, ip_network
from typing import TypeVar

from flask import Flask, Response, request
from flask_compress import Compress
from flask_limiter import Limiter

from directory.config import Settings
from directory.web.shared.services import services

View = TypeVar("View", bound=Callable[..., object])
COMPRESSED = [
    "text/html",
    "text/css",
    "text/plain",
    "text/javascript",
    "application/javascript",
    "application/json",
    "application/ld+json",
    "application/xml",
    "application/atom+xml",
    "application/opensearchdescription+xml",
    "image/svg+xml",
]


def client_network() -> str:
    """Return the address of the client; of IPv6 only the network (/64), which one person holds."""
    address = ip_address(request.remote_addr or "127.0.0.1")
    if address.version == 6:
        return str(ip_network(f"{address}/64", strict=False))
    return str(address)


limiter = Limiter(key_func=client_network, headers_enabled=True, strategy="moving-window")


def search_limit() -> str:
    """Return the limit of searches from the settings."""
    return services().settings.search_limit


def contact_limit() -> str:
    """Return the limit of notes from the settings."""
    return services().settings.contact_limit


def limited(limit: Callable[[], str], *methods: str) -> Callable[[View], View]:
    """Limit a view per client network; all methods, or only those named."""
    decorate: Callable[[View], View] = limiter.limit(limit, methods=list(methods) or None)  # type: ignore[assignment]
    return decorate


def init(app: Flask, settings: Settings) -> None:
    """Set limits and compression up; with Redis down, limits are counted in memory."""
    app.config.update(
        RATELIMIT_STORAGE_URI=settings.redis_url or "memory://",
        RATELIMIT_IN_MEMORY_FALLBACK_ENABLED=bool(settings.redis_url),
        COMPRESS_MIMETYPES=COMPRESSED,
        COMPRESS_ALGORITHM=["br", "gzip"],
        COMPRESS_ALGORITHM_STREAMING=["br", "gzip"],
        COMPRESS_BR_LEVEL=5,
        COMPRESS_MIN_SIZE=400,
    )
    limiter.init_app(app)
    Compress(app)
    app.after_request(_whole_files)


def _whole_files(response: Response) -> Response:
    """Read a static file whole before it is compressed: a compressed stream never closes its file."""
    if request.endpoint == "static" and response.status_code == 200:
        response.direct_passthrough = False
        response.make_sequence()
    return response
