"""Start from a file: one listing prefilled, or many in one go after a dry run."""

import tempfile
from pathlib import Path

from flask import Response, redirect, request, url_for
from werkzeug.wrappers import Response as WerkzeugResponse

from directory.kernel.access import Access, allow
from directory.kernel.errors import Invalid
from directory.submissions import queries, receipts
from directory.submissions.drafts import Begin, begin
from directory.submissions.imports.contributor import (
    MAX_ROWS,
    ContributorImporter,
    ContributorReport,
    import_own,
)
from directory.submissions.prefill import Unreadable, read_prefill
from directory.web.shared.actor import current_actor
from directory.web.shared.csrf import own_csrf
from directory.web.shared.services import engine, services, session, taxonomy
from directory.web.submit import messages, ticket
from directory.web.submit.blueprint import submit
from directory.web.submit.forms import TicketForm, is_ours
from directory.web.submit.pages import page, section_url

PURPOSE = "import"
MAX_TEXT = 300_000
_TOO_LONG = f"Use a file of at most {MAX_TEXT // 1000} kB, or several files."
_NOT_TEXT = "This file is not text in UTF-8. Save it as CSV or JSON and try again."


@submit.get("/prefill")
@allow(Access.SIGNED_IN)
def prefill() -> Response:
    """Ask for a product's own JSON-LD, or for JSON or CSV with one listing."""
    return _prefill_page()


@submit.post("/prefill")
@allow(Access.SIGNED_IN)
@own_csrf
def prefill_begin() -> Response | WerkzeugResponse:
    """Begin a draft from what was pasted or uploaded."""
    key = _key()
    if not key:
        return _prefill_page(400, messages.NOT_OURS)
    now = services().clock()
    try:
        found = read_prefill(_text(), taxonomy(), now.date())
        command = Begin(found.kind, found.content, key, services().settings.new_listings_per_day)
        uid = begin(session(), current_actor(), command, now=now)
    except Unreadable as error:
        return _prefill_page(400, str(error))
    except Invalid as error:
        return _prefill_page(400, error.problems[0].message)
    words = "; ".join(f"{field}: {word}" for field, word in found.unknown[:20])
    return redirect(url_for("submit.prefilled", uid=uid, unknown=words or None), 303)


@submit.get("/<string(length=32):uid>/prefilled")
@allow(Access.SIGNED_IN)
def prefilled(uid: str) -> Response:
    """Say what was taken from the file and what was not."""
    work = queries.work_on(session(), current_actor(), uid)
    unknown = [word for word in request.args.get("unknown", "").split("; ") if word][:20]
    first = section_url(uid, "basics", saved=1)
    return page("submit/prefilled.html", work=work, unknown=unknown, first=first)


@submit.get("/import")
@allow(Access.SIGNED_IN)
def bulk() -> Response:
    """Ask for a file with many listings."""
    return _bulk_page()


@submit.post("/import")
@allow(Access.CONFIRMED)
@own_csrf
def bulk_try() -> Response:
    """Check the file row by row and store nothing but the file itself."""
    key = _key()
    if not key:
        return _bulk_page(400, messages.NOT_OURS)
    try:
        text = _text()
    except Unreadable as error:
        return _bulk_page(400, str(error))
    if not text.strip():
        return _bulk_page(400, "Choose a file, or paste its rows.")
    report = _run(text, dry_run=True)
    data = {"text": text}
    now = services().clock()
    receipts.park(session(), current_actor(), key, PURPOSE, data, now=now)
    form = _new_form()
    return page("submit/import_report.html", report=report, form=form, parked=key, dry=True)


@submit.post("/import/confirm")
@allow(Access.CONFIRMED)
def bulk_do() -> Response | WerkzeugResponse:
    """Take the rows of a file that was checked before."""
    key, kept = _key(), request.form.get("parked", "")
    found = queries.parked(session(), current_actor(), kept, PURPOSE)
    if key and receipts.handled(session(), current_actor(), kept):
        return redirect(url_for("submit.listings"), 303)
    if not key or found is None:
        trouble = messages.NOT_OURS if not key else "The file is not here any more: send it again."
        return _bulk_page(400, trouble)
    report = _run(str(found["text"]), dry_run=False)
    now = services().clock()
    receipts.remember(session(), current_actor(), kept, now=now)
    receipts.unpark(session(), current_actor(), kept)
    return page("submit/import_report.html", report=report, form=_new_form(), parked="", dry=False)


def _run(text: str, *, dry_run: bool) -> ContributorReport:
    now, actor = services().clock(), current_actor()
    allowed = services().settings.new_listings_per_day
    left = max(0, allowed - queries.begun_lately(session(), actor, now=now))
    with tempfile.TemporaryDirectory() as folder:
        suffix = ".jsonl" if text.lstrip().startswith("{") else ".csv"
        path = Path(folder) / f"import{suffix}"
        path.write_text(text, encoding="utf-8")
        importer = ContributorImporter(
            actor, path.name, services().clock, engine=engine(), dry_run=dry_run
        )
        return import_own(session(), importer, path, taxonomy(), may_begin=left)


def _text() -> str:
    """Return what was uploaded, or else what was pasted; Unreadable when it is no text."""
    file = request.files.get("file")
    if file is None or not file.filename:
        return request.form.get("pasted", "")
    data = file.stream.read(MAX_TEXT + 1)
    if len(data) > MAX_TEXT:
        raise Unreadable(_TOO_LONG)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable(_NOT_TEXT) from error


def _key() -> str:
    form = TicketForm()
    found = ticket.read(form.ticket.data or "")
    mine = found is not None and found.actor == current_actor().key and is_ours(form)
    return found.key if found and mine else ""


def _new_form() -> TicketForm:
    form = TicketForm(None)
    form.ticket.data = ticket.issue(current_actor())
    return form


def _prefill_page(status: int = 200, trouble: str = "") -> Response:
    pasted = request.form.get("pasted", "")
    form = _new_form()
    return page("submit/prefill.html", status, form=form, trouble=trouble, pasted=pasted)


def _bulk_page(status: int = 200, trouble: str = "") -> Response:
    pasted = request.form.get("pasted", "")
    return page(
        "submit/import.html",
        status,
        form=_new_form(),
        trouble=trouble,
        pasted=pasted,
        most=MAX_ROWS,
    )
