"""Take back what was submitted, or take up again what is published, withdrawn or rejected."""

from collections.abc import Callable
from datetime import datetime

from flask import Response, redirect, url_for
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.wrappers import Response as WerkzeugResponse

from directory.kernel.access import Access, allow
from directory.kernel.errors import Conflict, Forbidden
from directory.submissions import drafts
from directory.submissions.queries import Work
from directory.web.shared.actor import current_actor
from directory.web.shared.services import services, session
from directory.web.submit import ticket
from directory.web.submit.blueprint import submit
from directory.web.submit.forms import TicketForm, is_ours
from directory.web.submit.messages import NOT_OURS
from directory.web.submit.pages import my, page, section_url

_UID = "/<string(length=32):uid>"


@submit.get(f"{_UID}/withdraw")
@allow(Access.SIGNED_IN)
def withdraw(uid: str) -> Response:
    """Ask once more, and say what withdrawing means."""
    return _ask(my(uid))


def _ask(work: Work, status: int = 200, trouble: str = "") -> Response:
    if not work.is_open:
        message = "There is nothing to withdraw: no draft or submission is open."
        return page("submit/moved.html", 409, work=work, message=message)
    form = TicketForm(None)
    form.ticket.data = ticket.issue(current_actor())
    return page("submit/withdraw.html", status, work=work, form=form, trouble=trouble)


@submit.post(f"{_UID}/withdraw")
@allow(Access.SIGNED_IN)
def withdraw_do(uid: str) -> Response | WerkzeugResponse:
    """Withdraw the open revision."""
    work = my(uid)
    key = _key()
    if not key:
        return _ask(work, 400, NOT_OURS)
    failed = _try(work, lambda: drafts.withdraw(session(), current_actor(), work, key, now=_now()))
    return failed or redirect(url_for("submit.overview", uid=uid, done="withdrawn"), 303)


@submit.post(f"{_UID}/take-up")
@allow(Access.SIGNED_IN)
def take_up(uid: str) -> Response | WerkzeugResponse:
    """Begin a new draft on what there is, and lead to its first section."""
    work = my(uid)
    key = _key()
    if not key:
        return page("submit/moved.html", 400, work=work, message=NOT_OURS)
    failed = _try(work, lambda: drafts.take_up(session(), current_actor(), work, key, now=_now()))
    return failed or redirect(section_url(uid, "basics"), 303)


def _key() -> str:
    """Return the number of the form that was sent, or an empty text when it is not ours."""
    form = TicketForm()
    found = ticket.read(form.ticket.data or "")
    mine = found is not None and found.actor == current_actor().key and is_ours(form)
    return found.key if found and mine else ""


def _now() -> datetime:
    return services().clock()


def _try(work: Work, act: Callable[[], None]) -> Response | None:
    try:
        act()
    except (Conflict, Forbidden, StaleDataError) as error:
        session().rollback()
        return page("submit/moved.html", 409, work=my(work.listing.uid), message=str(error))
    return None
