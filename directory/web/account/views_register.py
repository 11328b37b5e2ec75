"""Register, confirm the address, and the first administrator."""

from flask import Response, flash, make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response as WerkzeugResponse

from directory.accounts import queries, registration, tokens
from directory.accounts.tokens import Purpose
from directory.accounts.types import Method
from directory.kernel.access import Access, allow
from directory.kernel.errors import Conflict, Invalid, TooMany
from directory.web.account.blueprint import account
from directory.web.account.entering import enter, next_page
from directory.web.account.forms import AccountForm, PasswordForm, RegisterForm
from directory.web.account.views_enter import TOO_MANY, password_is_right
from directory.web.shared.identity import signed_in, viewer
from directory.web.shared.limits import client_network
from directory.web.shared.services import services, session


@account.get("/register")
@allow(Access.PUBLIC)
def register() -> Response | WerkzeugResponse:
    """Show the form; whoever is signed in already goes on."""
    found = signed_in()
    if found is not None and found.full:
        return redirect(url_for("account.home"), 303)
    return _register_page(RegisterForm(formdata=None))


@account.post("/register")
@allow(Access.PUBLIC)
def register_send() -> Response | WerkzeugResponse:
    """Take a registration; what follows looks the same whether the address is known or not."""
    form = RegisterForm()
    if form.text("homepage"):  # filled in by a program, which may believe that it was served
        return redirect(url_for("account.registered"), 303)
    try:
        new = registration.validated(form.to_command())
    except Invalid as error:
        form.show(error.problems)
        return _register_page(form, 400)
    try:
        registration.register(session(), new, client_network(), now=services().clock())
    except TooMany as error:
        return _register_page(form, 429, str(error))
    return redirect(url_for("account.registered"), 303)


def _register_page(form: AccountForm, status: int = 200, trouble: str = "") -> Response:
    page = render_template("account/register.html", form=form, trouble=trouble)
    return make_response(page, status)


@account.get("/registered")
@allow(Access.PUBLIC)
def registered() -> str:
    """Say that a mail is on its way."""
    return render_template("account/registered.html")


@account.get("/confirm/<token>")
@allow(Access.PUBLIC)
def confirm(token: str) -> Response:
    """Show the button that confirms an address; the link alone changes nothing."""
    return _confirm_page(token, PasswordForm(formdata=None))


@account.post("/confirm/<token>")
@allow(Access.PUBLIC)
def confirm_send(token: str) -> Response | WerkzeugResponse:
    """Confirm the address for whoever registered: their password is asked for, or their session."""
    form, now = PasswordForm(), services().clock()
    with services().database.reading() as reading:
        owner = queries.person_of_link(reading, Purpose.CONFIRM, token, now=now)
    found = signed_in()
    if found is None or not found.full or found.account_id != owner.id:
        try:
            right = password_is_right(owner.email, form.text("password"))
        except TooMany:
            return _confirm_page(token, form, 429, TOO_MANY)
        if not right:
            return _confirm_page(token, form, 400, "The password is not right.")
    confirmed = registration.confirm(session(), token, now=now)
    flash("Your e-mail address is confirmed.", "success")
    if found is not None and found.account_id == confirmed.id:
        return redirect(url_for("account.home"), 303)
    response = enter(confirmed, Method.PASSWORD, next_page(""))
    flash("Your e-mail address is confirmed. Welcome!", "success")
    return response


def _confirm_page(token: str, form: AccountForm, status: int = 200, trouble: str = "") -> Response:
    now = services().clock()
    with services().database.reading() as reading:
        owner = queries.person_of_link(reading, Purpose.CONFIRM, token, now=now)
    found = signed_in()
    mine = found is not None and found.full and found.account_id == owner.id
    page = render_template(
        "account/confirm.html",
        token=token,
        form=form,
        trouble=trouble,
        email=owner.email,
        mine=mine,
    )
    return make_response(page, status)


@account.get("/unconfirmed")
@allow(Access.SIGNED_IN)
def unconfirmed() -> str | WerkzeugResponse:
    """Say that the address has to be confirmed before going on."""
    if viewer().confirmed:
        return redirect(next_page(), 303)
    return render_template("account/unconfirmed.html", email=viewer().email)


@account.post("/unconfirmed")
@allow(Access.SIGNED_IN)
def send_confirmation() -> WerkzeugResponse:
    """Mail the link once more."""
    try:
        registration.send_confirmation(session(), viewer().account_id, now=services().clock())
        flash("A new link is on its way. Earlier links do not work any more.", "success")
    except (TooMany, Conflict) as error:
        flash(str(error), "error")
    return redirect(url_for("account.unconfirmed"), 303)


@account.get("/first-admin/<token>")
@allow(Access.PUBLIC)
def first_admin(token: str) -> Response:
    """Show the form of the first administrator to whoever has the link that `manage users` printed."""
    return _first_admin_page(token, RegisterForm(formdata=None))


@account.post("/first-admin/<token>")
@allow(Access.PUBLIC)
def first_admin_send(token: str) -> Response | WerkzeugResponse:
    """Make the first administrator, who sets up a second factor next."""
    form = RegisterForm()
    with services().database.reading() as reading:
        tokens.look(reading, Purpose.FIRST_ADMIN, token, now=services().clock())
    try:
        new = registration.validated(form.to_command())
    except Invalid as error:
        form.show(error.problems)
        return _first_admin_page(token, form, 400)
    made = registration.first_admin(session(), token, new, now=services().clock())
    return enter(made, Method.LINK, url_for("account.home"))


def _first_admin_page(token: str, form: AccountForm, status: int = 200) -> Response:
    with services().database.reading() as reading:
        tokens.look(reading, Purpose.FIRST_ADMIN, token, now=services().clock())
    return make_response(
        render_template("account/first_admin.html", token=token, form=form), status
    )
