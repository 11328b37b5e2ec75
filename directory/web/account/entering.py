"""What all ways in have in common: a new session, the cookie, and where to go."""

from typing import TYPE_CHECKING

from flask import flash, redirect, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from directory.accounts import sessions, signing_in
from directory.accounts.types import Method, SignedIn
from directory.kernel.urls import own_path
from directory.web.shared.identity import browser, remember, signed_in
from directory.web.shared.services import services, session

if TYPE_CHECKING:
    from directory.models import Account

NOT_SIGNED_IN = "The address or the password is not right."


def next_page(text: str | None = None) -> str:
    """Return where to go on to, a path of ours: what is given, or `next` of the address."""
    given = request.args.get("next", "") if text is None else text
    return own_path(given, url_for("account.home"))


def enter(
    account: "Account",
    method: Method,
    goal: str,
    *,
    second_factor: bool = False,
    within: Session | None = None,
) -> Response:
    """Begin a session and lead on: to the goal, or to the second factor first."""
    db, now = within or session(), services().clock()
    old = signed_in()
    if old is not None:
        sessions.end(db, old.account_id, old.session_id)
    entered = signing_in.enter(db, account, method, browser(), now=now, second_factor=second_factor)
    remember(entered.cookie)
    if not entered.full:
        return redirect(url_for("account.second_factor", next=goal), 303)
    return redirect(goal, 303)


def complete(found: SignedIn, account: "Account", goal: str, message: str = "") -> Response:
    """Complete a session with its second factor under a new id, and lead on."""
    cookie = sessions.complete(session(), account, found.session_id, now=services().clock())
    remember(cookie)
    if message:
        flash(message, "success")
    return redirect(goal, 303)


def prove_again(found: SignedIn, goal: str, *, second_factor: bool) -> Response:
    """Note that somebody proved again who they are, under a new id, and lead on."""
    now = services().clock()
    cookie = sessions.renew(session(), found.session_id, now=now, second_factor=second_factor)
    remember(cookie)
    return redirect(goal, 303)


def keep_although_refused() -> None:
    """Commit now: the answer will be a refusal, which rolls back, but a counted try must stay."""
    session().commit()
