"""My listings, and one of them: where it stands, whose turn it is, what can be done."""

from flask import Response, request

from directory.kernel.access import Access, allow
from directory.submissions.completeness import completeness
from directory.submissions.queries import my_listings
from directory.submissions.salvage import salvage
from directory.submissions.standing import Turn
from directory.web.shared.actor import current_actor
from directory.web.shared.services import session, taxonomy
from directory.web.submit import ticket
from directory.web.submit.blueprint import submit
from directory.web.submit.forms import TicketForm
from directory.web.submit.pages import my, page, steps

_TURNS = {Turn.AUTHOR: "Yours", Turn.STAFF: "Ours", Turn.NOBODY: "Nobody’s"}
_DONE = {
    "submitted": (
        "success",
        "Submitted. A person reads it next; you need do nothing now. Until then you can still "
        "withdraw it. Whatever is decided, and why, will stand on this page.",
    ),
    "withdrawn": ("info", "Withdrawn. Nobody works on it now; you can take it up again any time."),
    "locked": (
        "warning",
        "This was submitted, so it cannot be changed now. Withdraw it first if you must change it.",
    ),
}


@submit.get("")
@allow(Access.SIGNED_IN)
def listings() -> Response:
    """List what the signed-in person may edit."""
    return page("submit/listings.html", works=my_listings(session(), current_actor()), turns=_TURNS)


@submit.get("/<string(length=32):uid>")
@allow(Access.SIGNED_IN)
def overview(uid: str) -> Response:
    """Show where one listing stands."""
    work = my(uid)
    content, problems = salvage(work.kind, work.revision.content, taxonomy())
    done = _DONE.get(request.args.get("done", ""))
    form = TicketForm(None)
    form.ticket.data = ticket.issue(current_actor(), work.revision.content_hash)
    return page(
        "submit/overview.html",
        work=work,
        turns=_TURNS,
        form=form,
        steps=steps(work, "", problems) if work.editable else [],
        meter=completeness(content),
        notices=(done,) if done else (),
    )
