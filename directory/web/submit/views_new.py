"""Begin a listing: from nothing, or from what the product says of itself in a file."""

from flask import Response, redirect, request
from sqlalchemy.exc import OperationalError
from werkzeug.wrappers import Response as WerkzeugResponse

from directory.catalog.types import Kind
from directory.feedback.rules import too_fast
from directory.kernel.access import Access, allow
from directory.kernel.errors import FieldProblem, Invalid
from directory.submissions.drafts import Begin, begin
from directory.web.shared.actor import current_actor
from directory.web.shared.csrf import own_csrf
from directory.web.shared.errors import RETRY_AFTER
from directory.web.shared.services import only_read, services, session
from directory.web.submit import messages, ticket
from directory.web.submit.blueprint import submit
from directory.web.submit.forms import NewForm, is_ours
from directory.web.submit.pages import page, section_url

_WHAT = {
    Kind.PRODUCT: "Software, content or a service for learning.",
    Kind.ORGANIZATION: "A company, nonprofit, lab, funder or agency.",
    Kind.PERSON: "Somebody with a public role at a listed organization or product.",
    Kind.OPPORTUNITY: "A grant, pilot, challenge, accelerator or test bed.",
}


@submit.get("/new")
@allow(Access.SIGNED_IN)
def new() -> Response:
    """Ask what is to be listed; `kind` in the address chooses."""
    kind = request.args.get("kind", "")
    form = NewForm(formdata=None, data={"kind": kind if kind in set(Kind) else None})
    return _page(form)


@submit.post("/new")
@allow(Access.SIGNED_IN)
@own_csrf
def new_begin() -> Response | WerkzeugResponse:
    """Create the draft and lead to its first section."""
    form = NewForm()
    trouble = check_ticket(form)
    if trouble:
        return _page(form, 400, trouble)
    if form.kind.data not in set(Kind):
        form.show([FieldProblem("kind", "missing", "Choose what you want to list.")])
        return _page(form, 400)
    found = ticket.read(form.ticket.data or "")
    command = Begin(
        Kind(form.kind.data),
        {"name": form.name.data or ""},
        found.key if found else "",
        services().settings.new_listings_per_day,
    )
    try:
        uid = begin(session(), current_actor(), command, now=services().clock())
    except Invalid as error:
        form.show(error.problems)
        return _page(form, 400)
    except OperationalError:
        only_read()
        response = _page(form, 503, messages.BUSY)
        response.headers["Retry-After"] = RETRY_AFTER
        return response
    return redirect(section_url(uid, "basics"), 303)


def check_ticket(form: NewForm) -> str:
    """Return what is wrong with how a form came back; the form is made ready to be sent again."""
    found = ticket.read(form.ticket.data or "")
    if found is None or found.actor != current_actor().key or not is_ours(form):
        form.ticket.data = ticket.issue(current_actor())
        return messages.NOT_OURS
    if form.website.data:
        form.website.data = ""
        return messages.TRAPPED
    return messages.TOO_FAST if too_fast(found.opened, services().clock()) else ""


def _page(form: NewForm, status: int = 200, trouble: str = "") -> Response:
    if not form.ticket.data:
        form.ticket.data = ticket.issue(current_actor())
    return page("submit/new.html", status, form=form, trouble=trouble, what=list(_WHAT.values()))
