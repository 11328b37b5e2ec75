"""What protects the account: authenticator app, recovery codes, sessions."""

import base64
from io import BytesIO

import qrcode
from flask import Response, flash, make_response, redirect, render_template, url_for
from qrcode.image.svg import SvgPathImage
from werkzeug.wrappers import Response as WerkzeugResponse

from directory.accounts import profile, queries, second_factor, sessions
from directory.accounts.passkeys import site
from directory.accounts.secrets import Vault
from directory.accounts.types import Method
from directory.kernel.access import Access, allow
from directory.kernel.errors import Conflict, Invalid, TooMany
from directory.web.account.blueprint import account
from directory.web.account.entering import complete, next_page
from directory.web.account.forms import AccountForm, SetUpAppForm
from directory.web.shared.identity import viewer
from directory.web.shared.services import services, session


@account.get("/security")
@allow(Access.SIGNED_IN)
def security() -> str:
    """Show what protects the account."""
    found, settings = viewer(), services().settings
    return render_template(
        "account/security.html",
        found=found,
        passkeys=queries.passkeys(session(), found.account_id),
        identities=queries.identities(session(), found.account_id),
        codes_left=queries.codes_left(session(), found.account_id),
        passkeys_work=site(settings).works,
        provider=settings.oidc_name if settings.oidc_issuer else "",
    )


@account.get("/protect")
@allow(Access.ENROL)
def protect() -> str:
    """Offer the ways to protect the account; staff come here when they have none."""
    found, works = viewer(), site(services().settings).works
    return render_template(
        "account/protect.html", found=found, passkeys_work=works, goal=next_page()
    )


@account.get("/protect/app")
@allow(Access.ENROL, fresh=True)
def app() -> Response:
    """Show a new secret as a QR code and as text."""
    return _app_page(SetUpAppForm(formdata=None), second_factor.new_totp_secret())


@account.post("/protect/app")
@allow(Access.ENROL, fresh=True)
def app_send() -> Response | WerkzeugResponse:
    """Turn the app on when its first code is right, and show recovery codes."""
    form, found = SetUpAppForm(), viewer()
    vault, now = Vault(services().settings), services().clock()
    owner_and_secret = vault.decrypt(form.text("secret")) or ""
    owner, _, secret = owner_and_secret.partition(":")
    if owner != str(found.account_id):
        return _app_page(form, second_factor.new_totp_secret(), 400, "Please set the app up anew.")
    try:
        codes = second_factor.add_totp(
            session(), found.account_id, secret, form.text("code"), vault, now=now
        )
    except Invalid as error:
        form.show(error.problems)
        return _app_page(form, secret, 400)
    except TooMany as error:
        return _app_page(form, secret, 429, str(error))
    if not found.full:
        complete(found, queries.get(session(), found.account_id), url_for("account.home"))
    return make_response(render_template("account/codes.html", codes=codes))


def _app_page(form: AccountForm, secret: str, status: int = 200, trouble: str = "") -> Response:
    found, settings = viewer(), services().settings
    form["secret"].data = Vault(settings).encrypt(f"{found.account_id}:{secret}")
    page = render_template(
        "account/app.html",
        form=form,
        trouble=trouble,
        secret=" ".join(secret[i : i + 4] for i in range(0, len(secret), 4)),
        address=second_factor.totp_address(secret, found.email, settings.site_name),
        picture=_qr(second_factor.totp_address(secret, found.email, settings.site_name)),
        found=found,
    )
    return make_response(page, status)


def _qr(text: str) -> str:
    """Return a QR code as a data: address of an SVG picture."""
    out = BytesIO()
    qrcode.make(text, image_factory=SvgPathImage, border=2).save(out)
    return "data:image/svg+xml;base64," + base64.b64encode(out.getvalue()).decode()


@account.post("/protect/app/remove")
@allow(Access.SIGNED_IN, fresh=True)
def app_remove() -> WerkzeugResponse:
    """Turn the app off."""
    try:
        second_factor.remove_totp(session(), viewer().account_id, now=services().clock())
        flash("The authenticator app was removed.", "success")
    except Conflict as error:
        flash(str(error), "error")
    return redirect(url_for("account.security"), 303)


@account.post("/protect/codes")
@allow(Access.SIGNED_IN, fresh=True)
def codes_send() -> Response | WerkzeugResponse:
    """Show new recovery codes; the old ones are void."""
    try:
        codes = second_factor.new_codes(session(), viewer().account_id, now=services().clock())
    except Conflict as error:
        flash(str(error), "error")
        return redirect(url_for("account.security"), 303)
    return make_response(render_template("account/codes.html", codes=codes))


@account.get("/sessions")
@allow(Access.SIGNED_IN)
def session_list() -> str:
    """List where one is signed in."""
    found = viewer()
    rows = sessions.listed(session(), found.account_id, now=services().clock())
    labels = {method.value: method.label for method in Method}
    return render_template(
        "account/sessions.html", rows=rows, current=found.session_id, labels=labels
    )


@account.post("/sessions/<int:number>/end")
@allow(Access.SIGNED_IN)
def session_end(number: int) -> WerkzeugResponse:
    """End one of them."""
    profile.end_session(session(), viewer().account_id, number, now=services().clock())
    flash("The session was ended.", "success")
    return redirect(url_for("account.session_list"), 303)


@account.post("/sessions/end-others")
@allow(Access.SIGNED_IN)
def session_end_others() -> WerkzeugResponse:
    """End all but the one in use."""
    found, now = viewer(), services().clock()
    profile.end_other_sessions(session(), found.account_id, found.session_id, now=now)
    flash("All other sessions were ended.", "success")
    return redirect(url_for("account.session_list"), 303)
