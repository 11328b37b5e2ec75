"""One section of a listing's form: shown, saved, compared with what another tab saved."""

from typing import Any

from flask import Response, redirect, render_template, request, url_for
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as WerkzeugResponse

from directory.kernel.access import Access, allow
from directory.kernel.actors import Actor
from directory.kernel.errors import Conflict, FieldProblem, Invalid, NotFound
from directory.submissions import drafts, receipts
from directory.submissions.outline import Section, outline
from directory.submissions.outline.values import section_hash, section_values
from directory.submissions.queries import Work, parked
from directory.submissions.references import resolve, unknown_references
from directory.submissions.salvage import salvage
from directory.submissions.types import SaveSection
from directory.web.shared.access import keeps
from directory.web.shared.actor import current_actor
from directory.web.shared.csrf import own_csrf
from directory.web.shared.errors import RETRY_AFTER
from directory.web.shared.services import only_read, services, session, taxonomy
from directory.web.submit import messages, ticket
from directory.web.submit.blueprint import allow_larger_forms, submit
from directory.web.submit.forms import SectionForm, is_ours
from directory.web.submit.pages import (
    IMAGES,
    in_section,
    my,
    my_posted,
    neighbours,
    page,
    section_url,
    steps,
)
from directory.web.submit.readable import differences
from directory.web.submit.ticket import Ticket

_PATH = "/<string(length=32):uid>/edit/<key>"


def find_section(work: Work, key: str) -> Section:
    """Return a section of the listing's kind; NotFound for none of this name."""
    found = next((section for section in outline(work.kind) if section.key == key), None)
    if found is None or key == IMAGES:
        raise NotFound("There is no such part of the form.")
    return found


@submit.get(_PATH)
@allow(Access.SIGNED_IN)
def section(uid: str, key: str) -> Response | WerkzeugResponse:
    """Show one section as it is stored, or as it was typed before the person was signed out."""
    work = my(uid)
    found = find_section(work, key)
    if not work.editable:
        return redirect(url_for("submit.overview", uid=uid, done="locked"), 303)
    kept = request.args.get("parked", "")
    typed = parked(session(), current_actor(), kept, f"{uid}/{key}") if kept else None
    form = _form(work, found, typed=MultiDict(typed) if typed else None)
    form.add_row(request.args.get("add", ""))
    if not typed:
        form.show(_problems(work, found, checked="check" in request.args))
    return _page(work, form, notice=_notice(form, is_parked=typed is not None))


def _notice(form: SectionForm, *, is_parked: bool) -> tuple[str, str] | None:
    if is_parked:
        return "warning", messages.SIGNED_OUT
    if "saved" not in request.args:
        return None
    text = messages.SAVED_PROBLEMS if form.anchors else messages.SAVED
    return ("warning" if form.anchors else "success"), text


def _form(work: Work, found: Section, *, typed: MultiDict[str, str] | None = None) -> SectionForm:
    values = section_values(found, work.revision.content)
    form = SectionForm(found, taxonomy(), values=values, typed=typed)
    base = section_hash(found, work.revision.content)
    form.fields.ticket.data = ticket.issue(current_actor(), base)
    return form


def _problems(work: Work, found: Section, *, checked: bool) -> list[FieldProblem]:
    content, problems = salvage(work.kind, work.revision.content, taxonomy())
    more = unknown_references(session(), content.relations)
    return in_section(work, found, (*problems, *more), all_of_them=checked)


def _page(
    work: Work,
    form: SectionForm,
    status: int = 200,
    *,
    trouble: str = "",
    notice: tuple[str, str] | None = None,
) -> Response:
    _content, problems = salvage(work.kind, work.revision.content, taxonomy())
    before, after = neighbours(work, form.section.key)
    uid = work.listing.uid
    return page(
        "submit/section.html",
        status,
        work=work,
        section=form.section,
        form=form.fields,
        anchors=form.anchors,
        trouble=trouble,
        steps=steps(work, form.section.key, problems),
        before_url=section_url(uid, before) if before else "",
        after=after,
        vocabularies=taxonomy().vocabularies,
        notices=(notice,) if notice else (),
    )


def keep_typed() -> str:
    """Keep what somebody sent who is signed out, for whom the form was made; say where it waits."""
    allow_larger_forms()
    arguments = request.view_args or {}
    uid, key = str(arguments.get("uid")), str(arguments.get("key"))
    found = ticket.read(request.form.get("ticket", ""))
    if found is None:
        return section_url(uid, key)
    typed = {name: request.form.getlist(name) for name in request.form if name != "csrf_token"}
    owner, now = Actor(found.actor), services().clock()
    receipts.park(session(), owner, found.key, f"{uid}/{key}", typed, now=now)
    return section_url(uid, key, parked=found.key)


@submit.post(_PATH)
@allow(Access.SIGNED_IN)
@own_csrf
@keeps(keep_typed)
def section_save(uid: str, key: str) -> Response | WerkzeugResponse | str:
    """Store the section as it was typed, then lead on to what the pressed button says."""
    try:
        return _take(uid, key)
    except OperationalError:
        only_read()
        return _shown_again(my(uid), key, 503, messages.BUSY)


def _take(uid: str, key: str) -> Response | WerkzeugResponse | str:
    work = my_posted(uid)
    part = find_section(work, key)
    form = SectionForm(part, taxonomy(), typed=request.form)
    found = ticket.read(request.form.get("ticket", ""))
    if found is None or found.actor != current_actor().key or not is_ours(form.fields):
        return _shown_again(work, key, 400, messages.NOT_OURS)
    try:
        return _save(work, part, form, found)
    except Invalid as error:
        return _shown_again(work, key, 400, error.problems[0].message)


def _shown_again(work: Work, key: str, status: int, trouble: str) -> Response:
    """Return the form with all that was typed and what is wrong."""
    form = _form(work, find_section(work, key), typed=request.form)
    response = _page(work, form, status, trouble=trouble)
    if status == 503:
        response.headers["Retry-After"] = RETRY_AFTER
    return response


def _save(
    work: Work, part: Section, form: SectionForm, found: Ticket
) -> Response | WerkzeugResponse | str:
    values = _values(form)
    command = SaveSection(
        part, values, found.base, found.key, overwrite=request.form.get("go") == "overwrite"
    )
    is_quiet = "HX-Request" in request.headers
    try:
        drafts.save(session(), current_actor(), work, command, now=services().clock())
    except drafts.Stale as error:
        return _quiet("stale", work) if is_quiet else _conflict(work, part, error.theirs, values)
    except (Conflict, StaleDataError) as error:
        session().rollback()
        if is_quiet:
            return _quiet("locked", work)
        return _locked(my(work.listing.uid), part, values, str(error))
    return _quiet("saved", work) if is_quiet else redirect(_next(work, part), 303)


def _values(form: SectionForm) -> dict[str, Any]:
    """Return what was typed, after the row that a pressed button names was taken out."""
    rows, _, number = request.form.get("remove", "").partition(".")
    if number.isdecimal():
        form.remove_row(rows, int(number))
    values = form.content(services().clock().date())
    for relation in values.get("relations", ()):
        if "other" in relation:
            relation["other"] = resolve(session(), relation["other"])
    return values


def _quiet(state: str, work: Work) -> str:
    return render_template(
        "submit/saved.html", state=state, now=services().clock(), uid=work.listing.uid
    )


def _next(work: Work, part: Section) -> str:
    """Return where the pressed button leads; a section with mistakes is shown again first."""
    uid, add = work.listing.uid, request.form.get("add", "")
    if add:
        rows = len(work.revision.content.get(add) or ())
        return section_url(uid, part.key, add=add) + f"#row-{add}-{rows}"
    if request.form.get("remove"):
        name = request.form["remove"].partition(".")[0]
        return section_url(uid, part.key, saved=1) + f"#part-{name}"
    go = request.form.get("go", "save")
    if _problems(work, part, checked=False) or go in ("save", "overwrite"):
        return section_url(uid, part.key, saved=1)
    after = neighbours(work, part.key)[1]
    return section_url(uid, after) if after else url_for("submit.check", uid=uid)


def _conflict(work: Work, part: Section, theirs: dict[str, Any], mine: dict[str, Any]) -> Response:
    """Show both versions side by side; the form holds all that was typed."""
    base = section_hash(part, work.revision.content)
    return page(
        "submit/conflict.html",
        409,
        work=work,
        section=part,
        differences=differences(part, theirs, mine, taxonomy()),
        typed=_typed(),
        ticket=ticket.issue(current_actor(), base),
        form=_form(work, part).fields,
        locked="",
    )


def _locked(work: Work, part: Section, mine: dict[str, Any], message: str) -> Response:
    """Show what was typed beside what was submitted: it can be copied, or saved after a withdrawal."""
    theirs = section_values(part, work.revision.content)
    return page(
        "submit/conflict.html",
        409,
        work=work,
        section=part,
        differences=differences(part, theirs, mine, taxonomy()),
        typed=_typed(),
        ticket="",
        form=_form(work, part).fields,
        locked=message,
    )


def _typed() -> list[tuple[str, str]]:
    """Return all fields as they were sent, but those that belong to one sending."""
    own = {"csrf_token", "ticket", "go", "add", "remove"}
    return [(name, text) for name, text in request.form.items(multi=True) if name not in own]
