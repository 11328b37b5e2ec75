"""What the pages of a listing in work share: its steps, addresses, crumbs, answers."""

from dataclasses import dataclass
from typing import Any

from flask import Response, abort, make_response, render_template, request, url_for
from flask_wtf.csrf import validate_csrf
from wtforms import ValidationError

from directory.kernel.errors import FieldProblem, NotFound
from directory.submissions.outline import Section, outline, section_of
from directory.submissions.outline.values import section_values
from directory.submissions.queries import Work, work_on
from directory.web.shared.actor import current_actor
from directory.web.shared.services import session

IMAGES = "images"
# Empty fields are no mistakes before somebody asks for the checks.
UNFINISHED = {"missing", "string_too_short", "too_short", "required", "privacy_page"}


@dataclass(frozen=True)
class Step:
    """One step of the form: its state is `current`, `problem`, `filled` or `empty`."""

    key: str
    title: str
    url: str
    state: str
    state_label: str


_LABELS = {
    "current": "this step",
    "problem": "has something to mend",
    "filled": "begun",
    "empty": "empty",
}


def my(uid: str) -> Work:
    """Return one of the actor's own listings; NotFound for all others."""
    return work_on(session(), current_actor(), uid)


def my_posted(uid: str) -> Work:
    """Return one of the actor's own listings for a form that checks its anti-forgery token later."""
    try:
        return my(uid)
    except NotFound:
        if not token_is_good():
            abort(400)
        raise


def token_is_good() -> bool:
    """Whether the form that was sent carries the anti-forgery token of this browser."""
    try:
        validate_csrf(request.form.get("csrf_token"))
    except ValidationError:
        return False
    return True


def section_url(uid: str, key: str, **query: Any) -> str:
    """Return the address of a section's form."""
    if key == IMAGES:
        return url_for("submit.images", uid=uid, **query)
    return url_for("submit.section", uid=uid, key=key, **query)


def field_url(work: Work, path: str) -> str:
    """Return the address at which a path of content is mended."""
    section = section_of(work.kind, path)
    return section_url(work.listing.uid, section.key, check=1) + f"#{anchor(path)}"


def anchor(path: str) -> str:
    """Return the id of the control for a path, or of the box around it."""
    parts = path.split(".")
    if parts[0] == "facts" and len(parts) >= 2:
        return f"part-facts-{parts[1]}"
    return f"part-{parts[0]}"


def in_section(
    work: Work, section: Section, problems: tuple[FieldProblem, ...], *, all_of_them: bool
) -> list[FieldProblem]:
    """Return the problems of one section; what is only unfinished is left out unless asked for."""
    return [
        problem
        for problem in problems
        if section_of(work.kind, problem.field).key == section.key
        and (all_of_them or problem.code not in UNFINISHED)
    ]


def steps(work: Work, current: str, problems: tuple[FieldProblem, ...]) -> list[Step]:
    """Return all steps of the form with their state."""
    return [_step(work, section, current, problems) for section in outline(work.kind)]


def _step(work: Work, section: Section, current: str, problems: tuple[FieldProblem, ...]) -> Step:
    if section.key == current:
        state = "current"
    elif in_section(work, section, problems, all_of_them=False):
        state = "problem"
    else:
        state = "filled" if section_values(section, work.revision.content) else "empty"
    url = section_url(work.listing.uid, section.key)
    return Step(section.key, section.title, url, state, _LABELS[state])


def neighbours(work: Work, key: str) -> tuple[str, str]:
    """Return the keys of the sections before and after one; empty at either end."""
    keys = [section.key for section in outline(work.kind)]
    place = keys.index(key)
    before = keys[place - 1] if place else ""
    return before, keys[place + 1] if place + 1 < len(keys) else ""


def page(template: str, status: int = 200, **context: Any) -> Response:
    """Return a page."""
    return make_response(render_template(template, **context), status)
