"""Send us a note. Whatever goes wrong, what was typed is still in the form."""

from flask import Response, make_response, redirect, render_template, request, url_for
from flask_limiter import RateLimitExceeded
from sqlalchemy.exc import OperationalError
from werkzeug.wrappers import Response as WerkzeugResponse

from directory.feedback import rules
from directory.feedback.queries import receipt, sent_before
from directory.feedback.service import send_note
from directory.feedback.types import Topic
from directory.kernel.access import Access, allow
from directory.kernel.actors import Actor
from directory.kernel.errors import Invalid, NotFound
from directory.kernel.text import clean
from directory.web.public.blueprint import public
from directory.web.public.form_ticket import (
    Ticket,
    issue_receipt,
    issue_ticket,
    read_receipt,
    read_ticket,
)
from directory.web.public.forms_contact import ContactForm
from directory.web.shared.csrf import own_csrf
from directory.web.shared.errors import RETRY_AFTER
from directory.web.shared.limits import contact_limit, limiter
from directory.web.shared.services import services, session

VISITOR = Actor("visitor:contact-form")
NOT_OURS = (
    "We could not be sure that this form came from our own page. Nothing you typed is lost: please "
    "send it again. If this happens twice, let your browser keep cookies of this site."
)
TOO_OLD = (
    "This form was open for more than a day. Nothing you typed is lost: please look it over and "
    "send it again."
)
TOO_FAST = (
    "This came faster than people type, so we held it back. Nothing you typed is lost: please wait "
    "a few seconds and send it again."
)
TRAPPED = (
    "A hidden field, which must stay empty, was filled in, perhaps by your browser. We emptied it: "
    "please send your note again."
)
TOO_MANY = (
    "Several notes came from your network in a short time. Nothing you typed is lost: please wait "
    "an hour and send it again."
)
BUSY = "We could not store your note just now. Nothing you typed is lost: please send it again."


@public.get("/contact")
@allow(Access.PUBLIC)
def contact() -> Response:
    """Show the form; `topic` and `about` in the address fill it in."""
    topic = request.args.get("topic", "")
    form = ContactForm(
        formdata=None,
        data={
            "topic": topic if topic in set(Topic) else None,
            "about": clean(request.args.get("about", ""), rules.MAX_ABOUT),
        },
    )
    form.ticket.data = _new_ticket()
    return _page(form)


@public.post("/contact")
@own_csrf
@allow(Access.PUBLIC)
def contact_send() -> Response | WerkzeugResponse:
    """Store the note and lead to its confirmation, or show the form with what is wrong."""
    form = ContactForm()
    ticket = read_ticket(services().settings.secret_key, form.ticket.data or "")
    trouble = _trouble(form, ticket)
    if trouble or ticket is None:
        return _page(form, 400, trouble)
    try:
        reference = _store(form, ticket)
    except Invalid as error:
        form.show(error.problems)
        return _page(form, 400)
    except RateLimitExceeded:
        return _page(form, 429, TOO_MANY)
    except OperationalError:
        session().rollback()
        response = _page(form, 503, BUSY)
        response.headers["Retry-After"] = RETRY_AFTER
        return response
    token = issue_receipt(services().settings.secret_key, reference)
    return redirect(url_for("public.contact_sent", note=token), 303)


def _trouble(form: ContactForm, ticket: Ticket | None) -> str:
    """Return what is wrong with how the form came back, and make the form ready to be sent again."""
    now = services().clock()
    if ticket is None or rules.too_old(ticket.opened, now):
        form.ticket.data = _new_ticket()
        return TOO_OLD if ticket else NOT_OURS
    if not form.validate():  # the form itself checks its anti-forgery token and nothing else
        return NOT_OURS
    if form.homepage.data:
        form.homepage.data = ""
        return TRAPPED
    return TOO_FAST if rules.too_fast(ticket.opened, now) else ""


def _store(form: ContactForm, ticket: Ticket) -> str:
    command = form.to_command(ticket.nonce)
    known = sent_before(session(), command)  # a second submit of the same form does not count
    if known is not None:
        return known.reference
    note = send_note(session(), VISITOR, command, now=services().clock())
    with limiter.limit(contact_limit):  # counted last, so that mistakes do not count
        return note.reference


@public.get("/contact/sent")
@allow(Access.PUBLIC)
def contact_sent() -> Response:
    """Confirm a note by its reference; nothing that was typed is shown."""
    reference = read_receipt(services().settings.secret_key, request.args.get("note", ""))
    if reference is None:
        raise NotFound("There is no note at this address.")
    body = render_template("public/contact_sent.html", receipt=receipt(session(), reference))
    return _private(make_response(body))


def _page(form: ContactForm, status: int = 200, trouble: str = "") -> Response:
    body = render_template("public/contact.html", form=form, topics=list(Topic), trouble=trouble)
    return _private(make_response(body, status))


def _new_ticket() -> str:
    return issue_ticket(services().settings.secret_key, services().clock())


def _private(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "same-origin"
    return response
