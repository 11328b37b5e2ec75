"""Sign in, the second factor, prove again who one is, sign out."""

from flask import Response, flash, make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response as WerkzeugResponse

from directory.accounts import passwords, profile, queries, second_factor, signing_in
from directory.accounts.passkeys import site
from directory.accounts.secrets import Vault
from directory.accounts.signing_in import Candidate
from directory.accounts.types import Method, SignedIn
from directory.kernel.access import Access, allow
from directory.kernel.errors import TooMany
from directory.web.account.blueprint import account
from directory.web.account.entering import (
    NOT_SIGNED_IN,
    complete,
    enter,
    keep_although_refused,
    next_page,
    prove_again,
)
from directory.web.account.forms import AccountForm, CodeForm, SignInForm, VerifyForm
from directory.web.shared.identity import forget, signed_in, viewer
from directory.web.shared.limits import client_network
from directory.web.shared.services import services, session

TOO_MANY = (
    "There were too many tries in a short time. Wait five minutes and try again. A passkey, or a link to set a "
    "new password, works at once."
)
TOO_MANY_CODES = "There were too many wrong codes. Wait a few minutes, then use a new code."


@account.get("/sign-in")
@allow(Access.PUBLIC)
def sign_in() -> Response | WerkzeugResponse:
    """Show the form; whoever is signed in already goes on."""
    found = signed_in()
    if found is not None and found.full:
        return redirect(next_page(), 303)
    return _sign_in_page(SignInForm(formdata=None, data={"next": next_page()}))


@account.post("/sign-in")
@allow(Access.PUBLIC)
def sign_in_send() -> Response | WerkzeugResponse:
    """Open a session, or show the form again; all failures are the same."""
    form = SignInForm()
    password = form.text("password")
    try:
        who = _candidate(form.text("email"))
    except TooMany as error:
        return _held(_sign_in_page(form, 429, TOO_MANY), error)
    if not _right(who, password):
        return _sign_in_page(form, 400, NOT_SIGNED_IN)
    renewed = passwords.make_hash(password) if passwords.outdated(who.password_hash or "") else ""
    found = queries.get(session(), who.account_id or 0)
    if renewed:
        signing_in.rehash(found, renewed)
    return enter(found, Method.PASSWORD, next_page(form.text("next")))


def _candidate(email: str) -> Candidate:
    with services().database.reading() as reading:
        return signing_in.candidate(reading, email, client_network(), now=services().clock())


def _right(who: Candidate, password: str) -> bool:
    """Compare outside of any transaction; count what is wrong."""
    if passwords.matches(who.password_hash, password):
        return True
    signing_in.failed(session(), who, client_network(), now=services().clock())
    keep_although_refused()
    return False


def password_is_right(email: str, password: str) -> bool:
    """Whether this is the password of an account; wrong ones are counted. TooMany after too many."""
    return _right(_candidate(email), password)


def _sign_in_page(form: AccountForm, status: int = 200, trouble: str = "") -> Response:
    settings = services().settings
    page = render_template(
        "account/sign_in.html",
        form=form,
        trouble=trouble,
        provider=settings.oidc_name if settings.oidc_issuer else "",
        passkeys=site(settings).works,
    )
    return make_response(page, status)


def _held(response: Response, error: TooMany) -> Response:
    response.headers["Retry-After"] = str(error.seconds)
    return response


@account.get("/second-factor", endpoint="second_factor")
@allow(Access.SECOND_FACTOR)
def second_factor_page() -> Response:
    """Ask for the second factor."""
    return _code_page(CodeForm(formdata=None, data={"next": next_page()}))


@account.post("/second-factor")
@allow(Access.SECOND_FACTOR)
def second_factor_send() -> Response | WerkzeugResponse:
    """Complete the session with a code, or ask again."""
    form, found = CodeForm(), viewer()
    owner = queries.get(session(), found.account_id)
    trouble = _code_trouble(owner.id, form.text("code"))
    if trouble:
        return _code_page(form, 429 if trouble == TOO_MANY_CODES else 400, trouble)
    return complete(found, owner, next_page(form.text("next")))


def _code_trouble(account_id: int, code: str) -> str:
    """Return what is wrong with a code, or nothing; wrong ones are counted."""
    owner, vault = queries.get(session(), account_id), Vault(services().settings)
    now, address = services().clock(), client_network()
    try:
        right = second_factor.check_code(session(), owner, code, address, vault, now=now)
    except TooMany:
        return TOO_MANY_CODES
    if not right:
        keep_although_refused()
    return "" if right else second_factor.WRONG


def _code_page(form: AccountForm, status: int = 200, trouble: str = "") -> Response:
    page = render_template(
        "account/second_factor.html",
        form=form,
        trouble=trouble,
        passkeys=site(services().settings).works and viewer().has_passkey,
    )
    return make_response(page, status)


@account.get("/verify")
@allow(Access.SIGNED_IN)
def verify() -> Response:
    """Ask somebody who is signed in to prove again who they are."""
    return _verify_page(VerifyForm(formdata=None, data={"next": next_page()}))


@account.post("/verify")
@allow(Access.SIGNED_IN)
def verify_send() -> Response | WerkzeugResponse:
    """Check password and code, and lead to what was wanted."""
    form, found = VerifyForm(), viewer()
    if not _password_proves(found):
        return _verify_page(form, 400, "A password is not enough here. Use one of the other ways.")
    try:
        right = password_is_right(found.email, form.text("password"))
    except TooMany as error:
        return _held(_verify_page(form, 429, TOO_MANY), error)
    if not right:
        return _verify_page(form, 400, "The password is not right.")
    trouble = _code_trouble(found.account_id, form.text("code")) if found.has_totp else ""
    if trouble:
        return _verify_page(form, 400, trouble)
    return prove_again(found, next_page(form.text("next")), second_factor=found.has_totp)


def _password_proves(found: SignedIn) -> bool:
    """Whether a password (with the code of an app, where there is one) is proof enough."""
    return found.has_password and (found.has_totp or not found.is_staff)


def _verify_page(form: AccountForm, status: int = 200, trouble: str = "") -> Response:
    settings = services().settings
    page = render_template(
        "account/verify.html",
        form=form,
        trouble=trouble,
        found=viewer(),
        by_password=_password_proves(viewer()),
        provider=settings.oidc_name if settings.oidc_issuer else "",
        passkeys=site(settings).works and viewer().has_passkey,
    )
    return make_response(page, status)


@account.post("/sign-out")
@allow(Access.PUBLIC)
def sign_out() -> WerkzeugResponse:
    """End the session in use, complete or not; every copy of its cookie is dead from now on."""
    found = signed_in()
    if found is not None:
        profile.sign_out(session(), found.account_id, found.session_id, now=services().clock())
    forget()
    flash("You are signed out.", "success")
    return redirect(url_for("account.sign_in"), 303)
