"""Passkeys: the browser's script asks for options and sends the answer back, both as JSON."""

from typing import TYPE_CHECKING, Any

from flask import Response, flash, jsonify, redirect, request, url_for
from werkzeug.wrappers import Response as WerkzeugResponse

from directory.accounts import passkeys, queries, sessions
from directory.accounts.types import Method, SignedIn
from directory.kernel.access import Access, allow
from directory.kernel.errors import Conflict, DomainError, Invalid
from directory.web.account.blueprint import account
from directory.web.account.entering import complete, enter, next_page, prove_again
from directory.web.shared.identity import cookie, hold, signed_in, viewer
from directory.web.shared.services import services, session

if TYPE_CHECKING:
    from directory.models import Account

ADD, SIGN_IN = "add_passkey", "passkey_sign_in"


def _body() -> dict[str, Any]:
    found = request.get_json(silent=True)
    return found if isinstance(found, dict) else {}


def _refusal(error: DomainError, status: int = 400) -> Response:
    message = error.problems[0].message if isinstance(error, Invalid) else str(error)
    response = jsonify({"error": message})
    response.status_code = status
    return response


def _keep(options: dict[str, Any], purpose: str) -> Response:
    """Keep the challenge in the session, or in one made for it, and answer the options."""
    data, now = {"purpose": purpose, "challenge": options["challenge"]}, services().clock()
    found = signed_in()
    if found is not None:
        sessions.keep_challenge(session(), found.session_id, data, now=now)
    else:
        hold(sessions.start_challenge(session(), data, now=now))
    return jsonify(options)


def _challenge(purpose: str) -> str:
    """Return the challenge that was kept, once; empty when there is none for this purpose."""
    data = sessions.take_challenge(session(), cookie(), now=services().clock())
    return str(data["challenge"]) if data.get("purpose") == purpose else ""


@account.post("/passkeys/options")
@allow(Access.ENROL, fresh=True)
def passkey_options() -> Response:
    """Answer what a browser needs to make a passkey."""
    place = passkeys.site(services().settings)
    return _keep(passkeys.registration_options(session(), viewer().account_id, place), ADD)


@account.post("/passkeys")
@allow(Access.ENROL, fresh=True)
def passkey_add() -> Response:
    """Store a new passkey; answers recovery codes when these are the first, and where to go on."""
    found, now, body = viewer(), services().clock(), _body()
    place, challenge = passkeys.site(services().settings), _challenge(ADD)
    answer = body.get("credential")
    try:
        codes = passkeys.add(
            session(),
            found.account_id,
            answer if isinstance(answer, dict) else {},
            challenge,
            place,
            name=str(body.get("name", "")),
            now=now,
        )
    except (Invalid, Conflict) as error:
        return _refusal(error)
    if not found.full:
        complete(found, queries.get(session(), found.account_id), url_for("account.security"))
    flash("The passkey was added.", "success")
    return jsonify({"next": url_for("account.security"), "codes": codes})


@account.post("/passkeys/<int:number>/remove")
@allow(Access.SIGNED_IN, fresh=True)
def passkey_remove(number: int) -> WerkzeugResponse:
    """Delete a passkey."""
    try:
        passkeys.remove(session(), viewer().account_id, number, now=services().clock())
        flash("The passkey was removed.", "success")
    except Conflict as error:
        flash(str(error), "error")
    return redirect(url_for("account.security"), 303)


@account.post("/sign-in/passkey/options")
@allow(Access.PUBLIC)
def passkey_sign_in_options() -> Response:
    """Answer what a browser needs to sign in with a passkey."""
    return _keep(passkeys.sign_in_options(passkeys.site(services().settings)), SIGN_IN)


@account.post("/sign-in/passkey")
@allow(Access.PUBLIC)
def passkey_sign_in() -> Response:
    """Open or complete a session with a passkey, which is two factors at once."""
    body, now = _body(), services().clock()
    answer, challenge = body.get("credential"), _challenge(SIGN_IN)
    place = passkeys.site(services().settings)
    try:
        owner = passkeys.check(
            session(), answer if isinstance(answer, dict) else {}, challenge, place, now=now
        )
    except Invalid as error:
        return _refusal(error)
    goal, found = next_page(str(body.get("next", ""))), signed_in()
    if found is not None and found.account_id != owner.id:
        return _refusal(Conflict("This passkey belongs to another account."))
    _lead_in(found, owner, goal)
    return jsonify({"next": goal})


def _lead_in(found: SignedIn | None, owner: "Account", goal: str) -> None:
    if found is None:
        enter(owner, Method.PASSKEY, goal, second_factor=True)
    elif found.full:
        prove_again(found, goal, second_factor=True)
    else:
        complete(found, owner, goal)
