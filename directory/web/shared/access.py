"""Who may open which route. A route without a declaration answers nobody, pages and API alike."""

from collections.abc import Callable
from typing import TypeVar

from flask import Flask, abort, current_app, redirect, request, url_for
from werkzeug.wrappers import Response

from directory.accounts import rules
from directory.accounts.types import SignedIn
from directory.kernel.access import Access, Rule, rule_of
from directory.web.shared.identity import signed_in
from directory.web.shared.services import SAFE_METHODS, services

SIGN_IN, SECOND_FACTOR, SET_UP = "account.sign_in", "account.second_factor", "account.protect"
CONFIRM, VERIFY = "account.unconfirmed", "account.verify"
View = TypeVar("View", bound=Callable[..., object])
_KEEPS = "directory_keeps"


def init(app: Flask) -> None:
    """Refuse every request to a view that is not for its actor or does not say for whom it is."""
    app.before_request(_check)


def _check() -> Response | None:
    if request.endpoint in (None, "static"):
        return None
    rule = rule_of(current_app.view_functions.get(request.endpoint))
    if rule is None:
        abort(403)
    if rule.access is Access.PUBLIC:
        return None
    found = signed_in()
    return _lead(SIGN_IN) if found is None else _check_session(rule, found)


def _check_session(rule: Rule, found: SignedIn) -> Response | None:
    if found.full:
        if rule.access is Access.SECOND_FACTOR:
            return redirect(url_for("account.home"), 303)
        return _check_rights(rule, found)
    step, endpoint = (
        (Access.SECOND_FACTOR, SECOND_FACTOR) if found.has_second_factor else (Access.ENROL, SET_UP)
    )
    return None if rule.access is step else _lead(endpoint)


def _check_rights(rule: Rule, found: SignedIn) -> Response | None:
    if rule.access in {Access.CONFIRMED, Access.STAFF, Access.ADMIN} and not found.confirmed:
        return _lead(CONFIRM)
    # Roles come from the actor, who has none without a second factor.
    if rule.access is Access.STAFF and not found.actor.is_staff:
        abort(403)
    if rule.access is Access.ADMIN and not found.actor.is_admin:
        abort(403)
    if rule.fresh and not rules.fresh(found, services().clock()):
        return _lead(VERIFY)
    return None


def _lead(endpoint: str) -> Response:
    """Lead to another page, which knows where the person wanted to go."""
    return redirect(url_for(endpoint, next=wanted()), 303)


def keeps(keep: Callable[[], str]) -> Callable[[View], View]:
    """Let `keep` store what was sent to a view whose sender is led away first, such as to sign in.

    `keep` returns where to come back to.
    """

    def mark(view: View) -> View:
        setattr(view, _KEEPS, keep)
        return view

    return mark


def wanted() -> str:
    """Return where to come back to: the page that was asked for, or where what was sent is kept."""
    if request.method in SAFE_METHODS:
        return request.full_path.removesuffix("?")
    view = current_app.view_functions.get(request.endpoint or "")
    keep: Callable[[], str] | None = getattr(view, _KEEPS, None)
    return keep() if keep else url_for("account.home")
