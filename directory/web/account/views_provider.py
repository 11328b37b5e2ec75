"""Sign in with a provider (OpenID Connect), link it to an account, or prove again who one is."""

from typing import Any

from authlib.common.errors import AuthlibBaseError
from flask import flash, redirect, url_for
from flask import session as form_session
from requests import RequestException
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from directory.accounts import identities, rules, sessions
from directory.accounts.identities import Claims
from directory.accounts.types import Method, SignedIn
from directory.kernel.access import Access, allow
from directory.kernel.errors import Conflict, Forbidden, NotFound
from directory.kernel.urls import absolute
from directory.web.account import oidc
from directory.web.account.blueprint import account
from directory.web.account.entering import enter, next_page
from directory.web.shared.identity import remember, signed_in, viewer
from directory.web.shared.services import services, session

UNREACHABLE = "Your provider does not answer just now. Sign in in another way, or try again later."
_INTENT = "provider_intent"


@account.get("/provider")
@allow(Access.PUBLIC)
def provider() -> Response:
    """Lead to the provider; who comes back signed in is told by the session that the state belongs to."""
    settings = services().settings
    client = oidc.client(settings)
    back = absolute(settings.base_url, url_for("account.provider_back"))
    extra = {"acr_values": settings.oidc_acr} if settings.oidc_acr else {}
    try:
        response: Response = client.authorize_redirect(back, **extra)
    except (RequestException, AuthlibBaseError):
        flash(UNREACHABLE, "error")
        return redirect(url_for("account.sign_in"), 303)
    form_session[_INTENT] = {"goal": next_page()}
    return response


@account.get("/provider/back")
@allow(Access.PUBLIC)
def provider_back() -> Response:
    """Take the provider's answer: the one address that a browser opens with GET and that signs in."""
    settings = services().settings
    client = oidc.client(settings)
    intent: dict[str, Any] = form_session.pop(_INTENT, {})
    try:
        token = client.authorize_access_token()
        found, strong = oidc.claims(token, settings)
    except RequestException:
        return _back_to_sign_in(UNREACHABLE)
    except (AuthlibBaseError, Forbidden, ValueError, KeyError):
        return _back_to_sign_in(oidc.NOT_TRUSTED)
    goal = next_page(str(intent.get("goal", "")))
    # A session of its own: for GET the request has one that never commits.
    try:
        with services().database.writing() as writing:
            return _arrive(writing, found, goal, strong=strong)
    except (Conflict, Forbidden) as error:
        return _back_to_sign_in(str(error))


def _arrive(writing: Session, claims: Claims, goal: str, *, strong: bool) -> Response:
    here = signed_in()
    if here is not None and here.full:
        return _arrive_signed_in(writing, here, claims, goal, strong=strong)
    owner = identities.account_for(writing, claims, now=services().clock())
    return enter(owner, Method.PROVIDER, goal, second_factor=strong, within=writing)


def _arrive_signed_in(
    writing: Session, here: SignedIn, claims: Claims, goal: str, *, strong: bool
) -> Response:
    """Link the identity for somebody who proved lately who they are, or take it as that proof."""
    now = services().clock()
    if rules.fresh(here, now):
        identities.link(writing, here.account_id, claims, now=now)
        flash("The identity provider is linked to your account.", "success")
        return redirect(url_for("account.security"), 303)
    owner = identities.account_for(writing, claims, now=now)
    if owner.id != here.account_id:
        raise Conflict("This identity opens another account.")
    remember(sessions.renew(writing, here.session_id, now=now, second_factor=strong))
    return redirect(goal, 303)


def _back_to_sign_in(message: str) -> Response:
    flash(message, "error")
    return redirect(url_for("account.sign_in"), 303)


@account.post("/provider/<int:number>/unlink")
@allow(Access.SIGNED_IN, fresh=True)
def provider_unlink(number: int) -> Response:
    """Forget an identity at a provider."""
    try:
        identities.unlink(session(), viewer().account_id, number, now=services().clock())
        flash("The identity provider was unlinked.", "success")
    except (Conflict, NotFound) as error:
        flash(str(error), "error")
    return redirect(url_for("account.security"), 303)
