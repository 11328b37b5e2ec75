"""A lost password: a link by mail, a new password, then the usual sign-in with its second factor."""

from flask import Response, flash, make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response as WerkzeugResponse

from directory.accounts import queries, rules, signing_in
from directory.accounts.tokens import Purpose
from directory.kernel.access import Access, allow
from directory.kernel.errors import FieldProblem, Invalid, TooMany
from directory.web.account.blueprint import account
from directory.web.account.forms import AccountForm, EmailForm, NewPasswordForm
from directory.web.shared.identity import forget
from directory.web.shared.limits import client_network
from directory.web.shared.services import services, session


@account.get("/reset")
@allow(Access.PUBLIC)
def reset() -> Response:
    """Ask for the address."""
    return _ask_page(EmailForm(formdata=None))


@account.post("/reset")
@allow(Access.PUBLIC)
def reset_send() -> Response | WerkzeugResponse:
    """Mail a link if there is such an account; the answer is the same if there is none."""
    form = EmailForm()
    email = rules.tidy_email(form.text("email"))
    problems: list[FieldProblem] = rules.email_problems(email)
    if problems:
        form.show(problems)
        return _ask_page(form, 400)
    try:
        signing_in.ask_reset(session(), email, client_network(), now=services().clock())
    except TooMany as error:
        return _ask_page(form, 429, str(error))
    return redirect(url_for("account.reset_sent"), 303)


def _ask_page(form: AccountForm, status: int = 200, trouble: str = "") -> Response:
    return make_response(render_template("account/reset.html", form=form, trouble=trouble), status)


@account.get("/reset-sent")
@allow(Access.PUBLIC)
def reset_sent() -> str:
    """Say that a mail is on its way if there is such an account."""
    return render_template("account/reset_sent.html")


@account.get("/reset/<token>")
@allow(Access.PUBLIC)
def new_password(token: str) -> Response:
    """Ask for the new password."""
    return _new_page(token, NewPasswordForm(formdata=None))


@account.post("/reset/<token>")
@allow(Access.PUBLIC)
def new_password_send(token: str) -> Response | WerkzeugResponse:
    """Set it and end all sessions; signing in is another step, with the second factor where there is one."""
    form, now = NewPasswordForm(), services().clock()
    with services().database.reading() as reading:
        owner = queries.person_of_link(reading, Purpose.RESET, token, now=now)
    try:
        password_hash = signing_in.checked_password(form.text("password"), owner)
    except Invalid as error:
        form.show(error.problems)
        return _new_page(token, form, 400)
    signing_in.reset(session(), token, password_hash, now=now)
    forget()
    flash("Your new password is set, and all sessions were ended. Sign in with it now.", "success")
    return redirect(url_for("account.sign_in"), 303)


def _new_page(token: str, form: AccountForm, status: int = 200) -> Response:
    with services().database.reading() as reading:
        owner = queries.person_of_link(reading, Purpose.RESET, token, now=services().clock())
    page = render_template("account/new_password.html", token=token, form=form, email=owner.email)
    return make_response(page, status)
