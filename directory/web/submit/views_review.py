"""Look at what the checks found, see the preview, and submit."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Response, redirect, render_template, request, url_for
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.wrappers import Response as WerkzeugResponse

from directory.catalog.content import Content
from directory.feedback.rules import too_fast
from directory.kernel.access import Access, allow
from directory.kernel.errors import Conflict, Invalid
from directory.submissions import drafts
from directory.submissions.checks.service import run_checks
from directory.submissions.checks.types import Finding, Report
from directory.submissions.completeness import completeness
from directory.submissions.outline import section_of
from directory.submissions.queries import Work
from directory.submissions.salvage import salvage
from directory.submissions.types import HandIn
from directory.web.public.cards import card_view
from directory.web.shared.actor import current_actor
from directory.web.shared.csrf import own_csrf
from directory.web.shared.errors import RETRY_AFTER
from directory.web.shared.services import engine, only_read, services, session, taxonomy
from directory.web.submit import messages, ticket
from directory.web.submit.blueprint import submit
from directory.web.submit.forms import TrapForm, is_ours
from directory.web.submit.pages import field_url, my, my_posted, page, steps
from directory.web.submit.preview import preview_context

_UID = "/<string(length=32):uid>"


@dataclass(frozen=True)
class FindingView:
    """A finding with the place where it is mended."""

    finding: Finding
    section: str
    url: str


@submit.get(f"{_UID}/preview")
@allow(Access.SIGNED_IN)
def preview(uid: str) -> str:
    """Show the draft as the public will see it."""
    work = my(uid)
    content, problems = salvage(work.kind, work.revision.content, taxonomy())
    return render_template(
        f"submit/preview_{work.kind.value}.html",
        **preview_context(work, content),
        work=work,
        left_out=len(problems),
    )


@submit.get(f"{_UID}/check")
@allow(Access.SIGNED_IN)
def check(uid: str) -> Response | WerkzeugResponse:
    """Show errors, warnings, likely duplicates and what is missing, before a person waits."""
    work = my(uid)
    if not work.editable:
        return redirect(url_for("submit.overview", uid=uid, done="locked"), 303)
    return _page(work, TrapForm(None))


def _page(
    work: Work,
    form: TrapForm,
    status: int = 200,
    *,
    trouble: str = "",
    reasons: Mapping[str, str] | None = None,
    problems: Mapping[str, str] | None = None,
) -> Response:
    content, report = run_checks(session(), engine(), work, taxonomy())
    form.ticket.data = ticket.issue(current_actor(), work.revision.content_hash)
    _content, invalid = salvage(work.kind, work.revision.content, taxonomy())
    return page(
        "submit/check.html",
        status,
        work=work,
        form=form,
        trouble=trouble,
        report=report,
        errors=[_view(work, finding) for finding in report.errors],
        warnings=[_view(work, finding) for finding in report.warnings],
        reasons=reasons or work.revision.acknowledged,
        problems=problems or {},
        steps=steps(work, "check", invalid),
        **_beside(work, content, report),
    )


def _beside(work: Work, content: Content, report: Report) -> dict[str, Any]:
    meter = completeness(content)
    return {
        "content": content,
        "meter": meter,
        "gains": [(gain, field_url(work, gain.field)) for gain in meter.missing],
        "duplicates": [(item, card_view(item.card, taxonomy())) for item in report.duplicates],
    }


def _view(work: Work, finding: Finding) -> FindingView:
    section = section_of(work.kind, finding.field)
    return FindingView(finding, section.title, field_url(work, finding.field))


@submit.post(f"{_UID}/check")
@allow(Access.CONFIRMED)
@own_csrf
def check_submit(uid: str) -> Response | WerkzeugResponse:
    """Submit what was on screen, or show again what stands in the way."""
    form = TrapForm()
    reasons = {name[7:]: text for name, text in request.form.items() if name.startswith("reason:")}
    try:
        return _hand_in(uid, form, reasons)
    except OperationalError:
        only_read()
        response = _page(my(uid), form, 503, trouble=messages.BUSY, reasons=reasons)
        response.headers["Retry-After"] = RETRY_AFTER
        return response


def _hand_in(uid: str, form: TrapForm, reasons: Mapping[str, str]) -> Response | WerkzeugResponse:
    work = my_posted(uid)
    found = ticket.read(form.ticket.data or "")
    trouble = _trouble(form, found)
    if trouble or found is None:
        return _page(work, form, 400, trouble=trouble, reasons=reasons)
    command = HandIn(found.base, found.key, reasons)
    try:
        drafts.hand_in(
            session(),
            current_actor(),
            work,
            command,
            engine=engine(),
            taxonomy=taxonomy(),
            now=services().clock(),
        )
    except Invalid as error:
        session().rollback()
        problems = {p.field.removeprefix("reason:"): p.message for p in error.problems}
        return _page(my(uid), form, 400, reasons=reasons, problems=problems)
    except (Conflict, StaleDataError) as error:
        session().rollback()
        return _changed(my(uid), form, str(error), reasons)
    return redirect(url_for("submit.overview", uid=uid, done="submitted"), 303)


def _changed(work: Work, form: TrapForm, message: str, reasons: Mapping[str, str]) -> Response:
    if not work.editable:
        return page("submit/moved.html", 409, work=work, message=message)
    return _page(work, form, 409, trouble=message, reasons=reasons)


def _trouble(form: TrapForm, found: ticket.Ticket | None) -> str:
    if found is None or found.actor != current_actor().key or not is_ours(form):
        return messages.NOT_OURS
    if form.website.data:
        form.website.data = ""
        return messages.TRAPPED
    return messages.TOO_FAST if too_fast(found.opened, services().clock()) else ""
