"""The step with pictures: what is there with its words, and room for more."""

from dataclasses import dataclass
from typing import Any

from flask import Response, redirect, request, url_for
from werkzeug.wrappers import Response as WerkzeugResponse

from directory.catalog.content.images import MAX_ALT
from directory.kernel.access import Access, allow
from directory.kernel.errors import Conflict, FieldProblem, Invalid, NotFound
from directory.media.images import MAX_BYTES, Use, remake
from directory.media.service import keep
from directory.media.store import ImageStore
from directory.submissions import drafts
from directory.submissions.outline import Section, outline
from directory.submissions.outline.values import Values, section_hash, section_values
from directory.submissions.queries import Work
from directory.submissions.salvage import salvage
from directory.submissions.types import SaveSection
from directory.web.shared.actor import current_actor
from directory.web.shared.csrf import own_csrf
from directory.web.shared.services import services, session, taxonomy
from directory.web.submit import messages, ticket
from directory.web.submit.blueprint import submit
from directory.web.submit.forms import TicketForm, is_ours
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

_PATH = "/<string(length=32):uid>/pictures"
MAX_SCREENSHOTS = 6


@dataclass(frozen=True)
class Slot:
    """A place for a new picture: its field, its words as they were typed, what is wrong."""

    name: str
    label: str
    alt: str
    error: str


def _section(work: Work) -> Section:
    found = next((section for section in outline(work.kind) if section.key == IMAGES), None)
    if found is None:
        raise NotFound("Listings of this kind have no pictures.")
    return found


@submit.get(_PATH)
@allow(Access.SIGNED_IN)
def images(uid: str) -> Response | WerkzeugResponse:
    """Show the pictures of a draft."""
    work = my(uid)
    part = _section(work)
    if not work.editable:
        return redirect(url_for("submit.overview", uid=uid, done="locked"), 303)
    return _page(work, part, section_values(part, work.revision.content))


@submit.post(_PATH)
@allow(Access.SIGNED_IN)
@own_csrf
def images_save(uid: str) -> Response | WerkzeugResponse:
    """Keep words and pictures. A picture that is not good is named; the others are kept."""
    work = my_posted(uid)
    part = _section(work)
    values = _changed(section_values(part, work.revision.content))
    form = TicketForm()
    found = ticket.read(form.ticket.data or "")
    if found is None or found.actor != current_actor().key or not is_ours(form):
        return _page(work, part, values, 400, trouble=messages.NOT_OURS)
    errors = _add_new(values)
    command = SaveSection(part, values, found.base, found.key)
    try:
        drafts.save(session(), current_actor(), work, command, now=services().clock())
    except drafts.Stale as error:
        session().rollback()
        return _conflict(my(uid), part, error.theirs, values)
    except Conflict as error:
        session().rollback()
        return page("submit/moved.html", 409, work=my(uid), message=str(error))
    if errors:
        session().commit()  # what was good is kept, although the answer names a mistake
        return _page(my(uid), part, values, 400, errors=errors)
    return redirect(_next(work, part), 303)


def _next(work: Work, part: Section) -> str:
    uid = work.listing.uid
    go = request.form.get("go", "save")
    after = neighbours(work, part.key)[1]
    if go == "next":
        return section_url(uid, after) if after else url_for("submit.check", uid=uid)
    return section_url(uid, IMAGES, saved=1)


def _changed(values: Values) -> Values:
    """Return the pictures with the words that were typed, without the one that is taken out."""
    gone = request.form.get("remove", "")
    logo = values.get("logo")
    shots = [_worded(image) for image in values.get("screenshots") or () if image["key"] != gone]
    kept = {"logo": _worded(logo)} if logo and logo["key"] != gone else {}
    return {**kept, **({"screenshots": shots} if shots else {})}


def _worded(image: dict[str, Any]) -> dict[str, Any]:
    alt = request.form.get(f"alt-{image['key']}", image.get("alt", "")).strip()
    return {**image, "alt": alt}


def _add_new(values: Values) -> dict[str, str]:
    """Add what was uploaded to the values; returns what is wrong by field."""
    errors: dict[str, str] = {}
    for name, use in (("logo", Use.LOGO), ("screenshot", Use.SCREENSHOT)):
        file = request.files.get(f"{name}-file")
        if file is None or not file.filename:
            continue
        try:
            image = _uploaded(file.stream.read(MAX_BYTES + 1), use, name)
        except Invalid as error:
            errors[name] = error.problems[0].message
            continue
        if name == "logo":
            values["logo"] = image
        elif len(values.get("screenshots", ())) >= MAX_SCREENSHOTS:
            errors[name] = f"There can be {MAX_SCREENSHOTS} screenshots; take one out first."
        else:
            values.setdefault("screenshots", []).append(image)
    return errors


def _uploaded(data: bytes, use: Use, name: str) -> dict[str, Any]:
    alt = request.form.get(f"{name}-alt", "").strip()
    picture = remake(data, use, name)
    if not alt:
        text = "Say what the picture shows, and choose the file again."
        raise Invalid([FieldProblem(name, "missing", text)])
    store = ImageStore(services().settings.uploads_folder)
    keep(session(), current_actor(), store, picture, now=services().clock())
    return {"key": picture.key, "width": picture.width, "height": picture.height, "alt": alt}


def _page(
    work: Work,
    part: Section,
    values: Values,
    status: int = 200,
    *,
    trouble: str = "",
    errors: dict[str, str] | None = None,
) -> Response:
    form = TicketForm(None)
    form.ticket.data = ticket.issue(current_actor(), section_hash(part, work.revision.content))
    _content, problems = salvage(work.kind, work.revision.content, taxonomy())
    before, after = neighbours(work, part.key)
    uid = work.listing.uid
    return page(
        "submit/images.html",
        status,
        work=work,
        section=part,
        form=form,
        trouble=trouble,
        logo=values.get("logo"),
        shots=values.get("screenshots") or [],
        slots=_slots(part, errors or {}),
        wrong=[p.message for p in in_section(work, part, problems, all_of_them=True)],
        max_alt=MAX_ALT,
        steps=steps(work, part.key, problems),
        before_url=section_url(uid, before) if before else "",
        after=after,
        notices=(("success", messages.SAVED),) if "saved" in request.args else (),
    )


def _slots(part: Section, errors: dict[str, str]) -> list[Slot]:
    labels = {"logo": ("logo", "Logo"), "screenshots": ("screenshot", "Screenshot")}
    return [
        Slot(
            name,
            label,
            request.form.get(f"{name}-alt", "") if name in errors else "",
            errors.get(name, ""),
        )
        for name, label in (labels[p.key] for p in part.parts if p.key in labels)
    ]


def _conflict(work: Work, part: Section, theirs: Values, mine: Values) -> Response:
    return page(
        "submit/conflict.html",
        409,
        work=work,
        section=part,
        differences=differences(part, theirs, mine, taxonomy()),
        typed=[],
        ticket="",
        form=TicketForm(None),
        locked="The pictures were changed in another window since you opened this one.",
    )
