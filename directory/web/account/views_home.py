"""One's own account: overview, name, password, e-mail address."""

from flask import Response, flash, make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response as WerkzeugResponse

from directory.accounts import profile, queries, signing_in
from directory.kernel.access import Access, allow
from directory.kernel.errors import Conflict, Invalid, TooMany
from directory.teams.queries import teams_of
from directory.web.account.blueprint import account
from directory.web.account.forms import AccountForm, ChangePasswordForm, EmailForm, NameForm
from directory.web.account.views_enter import TOO_MANY, password_is_right
from directory.web.shared.identity import viewer
from directory.web.shared.services import services, session


@account.get("")
@allow(Access.SIGNED_IN)
def home() -> str:
    """Show who one is here and what there is to do."""
    found = viewer()
    teams = teams_of(session(), found.account_id)
    return render_template("account/home.html", found=found, teams=teams)


@account.get("/name")
@allow(Access.SIGNED_IN)
def name() -> Response:
    """Ask for the name."""
    return _name_page(NameForm(formdata=None, data={"name": viewer().name}))


@account.post("/name")
@allow(Access.SIGNED_IN)
def name_send() -> Response | WerkzeugResponse:
    """Change the name."""
    form = NameForm()
    try:
        profile.rename(session(), viewer().account_id, form.text("name"), now=services().clock())
    except Invalid as error:
        form.show(error.problems)
        return _name_page(form, 400)
    flash("Your name was changed.", "success")
    return redirect(url_for("account.home"), 303)


def _name_page(form: AccountForm, status: int = 200) -> Response:
    return make_response(render_template("account/name.html", form=form), status)


@account.get("/password")
@allow(Access.SIGNED_IN, fresh=True)
def password() -> Response:
    """Ask for the current and the new password."""
    return _password_page(ChangePasswordForm(formdata=None))


@account.post("/password")
@allow(Access.SIGNED_IN, fresh=True)
def password_send() -> Response | WerkzeugResponse:
    """Change it and end all other sessions."""
    form, found = ChangePasswordForm(), viewer()
    try:
        if found.has_password and not password_is_right(found.email, form.text("current")):
            form.current.errors = ["The current password is not right."]
            return _password_page(form, 400)
    except TooMany:
        return _password_page(form, 429, TOO_MANY)
    with services().database.reading() as reading:
        owner = queries.person(reading, found.account_id)
    try:
        password_hash = signing_in.checked_password(form.text("password"), owner)
    except Invalid as error:
        form.show(error.problems)
        return _password_page(form, 400)
    now = services().clock()
    profile.change_password(session(), owner.id, found.session_id, password_hash, now=now)
    flash("Your password was changed, and all other sessions were ended.", "success")
    return redirect(url_for("account.security"), 303)


def _password_page(form: AccountForm, status: int = 200, trouble: str = "") -> Response:
    page = render_template("account/password.html", form=form, found=viewer(), trouble=trouble)
    return make_response(page, status)


@account.get("/email")
@allow(Access.SIGNED_IN, fresh=True)
def email() -> Response:
    """Ask for the new address."""
    return _email_page(EmailForm(formdata=None))


@account.post("/email")
@allow(Access.SIGNED_IN, fresh=True)
def email_send() -> Response | WerkzeugResponse:
    """Mail a link to the new address; nothing changes before it is used."""
    form, now = EmailForm(), services().clock()
    try:
        profile.ask_new_email(session(), viewer().account_id, form.text("email"), now=now)
    except Invalid as error:
        form.show(error.problems)
        return _email_page(form, 400)
    except (Conflict, TooMany) as error:
        return _email_page(form, 409 if isinstance(error, Conflict) else 429, str(error))
    flash(
        "We sent a link to the new address. Open it within two hours; until then your old address stays.",
        "success",
    )
    return redirect(url_for("account.home"), 303)


def _email_page(form: AccountForm, status: int = 200, trouble: str = "") -> Response:
    page = render_template("account/email.html", form=form, found=viewer(), trouble=trouble)
    return make_response(page, status)


@account.get("/email/<token>")
@allow(Access.SIGNED_IN)
def new_email(token: str) -> str:
    """Show the button that changes the address; the link alone changes nothing."""
    new = profile.new_email_of(session(), token, now=services().clock())
    return render_template("account/new_email.html", token=token, new=new, found=viewer())


@account.post("/email/<token>")
@allow(Access.SIGNED_IN)
def new_email_send(token: str) -> WerkzeugResponse:
    """Change the address and tell both."""
    profile.change_email(session(), viewer().account_id, token, now=services().clock())
    flash("Your e-mail address was changed.", "success")
    return redirect(url_for("account.home"), 303)
