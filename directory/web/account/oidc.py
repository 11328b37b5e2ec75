"""The OpenID Connect client: Authlib does discovery, PKCE, state, nonce and the check of the token."""

from typing import Any

from authlib.integrations.flask_client import OAuth
from flask import current_app

from directory.accounts.identities import Claims
from directory.config import Settings
from directory.kernel.errors import Forbidden, NotFound

SECONDS = 10
NOT_TRUSTED = "The answer of the provider could not be trusted. Please begin anew."


def client(settings: Settings) -> Any:
    """Return the client of the configured provider; NotFound when none is configured."""
    if not settings.oidc_issuer:
        raise NotFound("This site has no such sign-in.")
    oauth = OAuth(current_app)
    arguments: dict[str, Any] = {"scope": "openid email profile", "code_challenge_method": "S256"}
    arguments["default_timeout"] = SECONDS
    if not settings.oidc_client_secret:
        arguments["token_endpoint_auth_method"] = "none"  # noqa: S105 - the name of a method
    return oauth.register(
        name="provider",
        client_id=settings.oidc_client_id,
        client_secret=settings.oidc_client_secret or None,
        server_metadata_url=f"{settings.oidc_issuer.rstrip('/')}/.well-known/openid-configuration",
        client_kwargs=arguments,
    )


def claims(token: dict[str, Any], settings: Settings) -> tuple[Claims, bool]:
    """Return who the provider says it is, and whether with the level of assurance we asked for.

    Forbidden when the token is not of the configured issuer or names nobody.
    """
    info = token.get("userinfo") or {}
    issuer, subject = str(info.get("iss", "")), str(info.get("sub", ""))
    if issuer.rstrip("/") != settings.oidc_issuer.rstrip("/") or not subject:
        raise Forbidden(NOT_TRUSTED)
    found = Claims(
        issuer=issuer.rstrip("/"),
        subject=subject,
        email=str(info.get("email", "")),
        email_verified=info.get("email_verified") is True,
        name=str(info.get("name", "")),
    )
    strong = bool(settings.oidc_acr) and info.get("acr") == settings.oidc_acr
    return found, strong
