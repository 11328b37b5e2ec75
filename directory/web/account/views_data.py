"""Take one's data along, and close the account."""

import json

from flask import Response, flash, make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response as WerkzeugResponse

from directory.accounts import closing
from directory.kernel.access import Access, allow
from directory.kernel.errors import Conflict
from directory.web.account.blueprint import account
from directory.web.shared.identity import forget, viewer
from directory.web.shared.services import services, session


@account.get("/data")
@allow(Access.SIGNED_IN)
def data() -> str:
    """Say what the file holds, with the button that makes it."""
    return render_template("account/data.html")


@account.post("/data")
@allow(Access.SIGNED_IN, fresh=True)
def data_send() -> Response:
    """Answer everything that is stored of the account, as a JSON file."""
    found = closing.export(session(), viewer().account_id, now=services().clock())
    response = make_response(json.dumps(found, indent=2, ensure_ascii=False) + "\n")
    response.headers["Content-Type"] = "application/json; charset=utf-8"
    response.headers["Content-Disposition"] = 'attachment; filename="my-data.json"'
    return response


@account.get("/close")
@allow(Access.SIGNED_IN, fresh=True)
def close() -> str:
    """Say what closing means, with the button that does it."""
    sole = closing.sole_ownerships(session(), viewer().account_id)
    return render_template("account/close.html", sole=sole)


@account.post("/close")
@allow(Access.SIGNED_IN, fresh=True)
def close_send() -> WerkzeugResponse:
    """Erase the account, unless somebody else has to take over first."""
    try:
        closing.close(session(), viewer().account_id, now=services().clock())
    except Conflict as error:
        flash(str(error), "error")
        return redirect(url_for("account.close"), 303)
    forget()
    flash("Your account is closed and your personal data is erased.", "success")
    return redirect(url_for("account.sign_in"), 303)
