"""Who is signed in: read the session of each request, and hand out its cookie.

Only what has the cookie asks the database; readers without an account get none and cost nothing.
The cookie of forms (Flask's own, signed) is another one and says nothing about who somebody is.
"""

from urllib.parse import urlsplit

from flask import Flask, Response, g, get_flashed_messages, request
from flask import session as form_session

from directory.accounts import rules, sessions
from directory.accounts.types import Browser, SignedIn
from directory.web.shared.limits import client_network
from directory.web.shared.services import services


def init(app: Flask) -> None:
    """Find out who is signed in before each request, and set the cookie after it."""
    app.context_processor(_context)
    app.before_request(_identify)
    app.after_request(_hand_out)


def cookie_name() -> str:
    """Return the name of the cookie; browsers keep `__Host-` cookies to https and to one host."""
    return "__Host-account" if _secure() else "account"


def _secure() -> bool:
    return urlsplit(services().settings.base_url).scheme == "https"


def cookie() -> str:
    """Return what the browser sent, or an empty text."""
    return request.cookies.get(cookie_name(), "")


def signed_in() -> SignedIn | None:
    """Return the session of this request, complete or not, or None."""
    found: SignedIn | None = g.get("signed_in")
    return found


def viewer() -> SignedIn:
    """Return the session of a request to a view that only lets people in who have one."""
    found = signed_in()
    if found is None:
        raise RuntimeError("this view must be marked with an access that asks for a session")
    return found


def browser() -> Browser:
    """Return what is kept of the browser of this request."""
    return Browser(user_agent=request.user_agent.string, address=client_network())


def remember(new_cookie: str) -> None:
    """Give the browser a new session; the tokens of forms from before are worth nothing any more."""
    form_session.clear()
    g.new_cookie = new_cookie


def hold(new_cookie: str) -> None:
    """Give the browser a session that nobody is signed in with; the tokens of forms stay good."""
    g.new_cookie = new_cookie


def forget() -> None:
    """Take the session away from the browser."""
    form_session.clear()
    g.new_cookie = ""


def _context() -> dict[str, object]:
    """Tell templates who looks, and what the request before has to say."""
    ours = signed_in() is not None or request.blueprint == "account"
    return {
        "viewer": signed_in(),
        "notices": get_flashed_messages(with_categories=True) if ours else (),
    }


def _identify() -> None:
    if request.endpoint in (None, "static") or request.path.startswith("/api/") or not cookie():
        return
    now = services().clock()
    with services().database.reading() as session:
        found = sessions.find(session, cookie(), now=now)
    if found is None:
        return
    g.signed_in = found
    if found.full:
        g.actor = found.actor
    if now - found.seen_at > rules.SEEN_EVERY:
        with services().database.writing() as session:
            sessions.touch(session, found.session_id, now=now)


def _hand_out(response: Response) -> Response:
    if response.mimetype == "text/html":
        response.vary.add("Cookie")  # the header says “Sign in” or “Account”
    if signed_in() is not None and request.endpoint != "static":
        response.headers["Cache-Control"] = "private, no-store"
    new_cookie = g.pop("new_cookie", None)
    if new_cookie is None or response.status_code >= 500:
        return response
    if new_cookie:
        response.set_cookie(
            cookie_name(), new_cookie, secure=_secure(), httponly=True, samesite="Lax"
        )
    else:
        response.delete_cookie(cookie_name(), secure=_secure(), httponly=True, samesite="Lax")
    return response
