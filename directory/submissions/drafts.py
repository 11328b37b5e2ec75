"""What contributors do: begin, save a section, submit, withdraw, take up again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from directory.audit.actions import Action
from directory.catalog.types import Kind
from directory.kernel.actors import Actor
from directory.kernel.errors import Conflict, FieldProblem, Forbidden, Invalid
from directory.kernel.ids import canonical_json
from directory.kernel.text import clean, slugify
from directory.models import Listing
from directory.search.engine import SearchEngine
from directory.submissions import queries, receipts, service
from directory.submissions.checks.service import run_checks
from directory.submissions.outline.values import Values, section_hash, section_values, with_section
from directory.submissions.queries import Work
from directory.submissions.rights import may_edit
from directory.submissions.risk import change
from directory.submissions.types import HandIn, ReviseListing, SaveSection, StartListing
from directory.taxonomy.types import Taxonomy

MAX_CONTENT = 400_000  # characters of JSON
MIN_REASON = 5
MAX_REASON = 500


class Stale(Conflict):
    """The section was saved from elsewhere since this form was opened; `theirs` is what is stored."""

    def __init__(self, theirs: Values) -> None:
        self.theirs = theirs
        super().__init__("This section was changed elsewhere since you opened it.")


@dataclass(frozen=True)
class Begin:
    """A new listing: its kind, its first content (at least a name), the form it came from."""

    kind: Kind
    content: Mapping[str, Any]
    form_key: str
    per_day: int


def begin(session: Session, actor: Actor, command: Begin, *, now: datetime) -> str:
    """Create a listing with its first draft and return its uid; the same form twice is one listing.

    Invalid without a name or beyond what an account may begin within a day.
    """
    before = receipts.handled(session, actor, command.form_key)
    if before is not None:
        return before.result
    name = clean(str(command.content.get("name", "")))
    if not name:
        raise Invalid([FieldProblem("name", "missing", "Write the name.")])
    if queries.begun_lately(session, actor, now=now) >= command.per_day:
        text = f"You began {command.per_day} listings within a day. Please go on tomorrow."
        raise Invalid([FieldProblem("name", "too_many", text)])
    content = {**command.content, "name": name}
    revision = service.start(session, actor, StartListing(command.kind, content), now=now)
    uid = session.get_one(Listing, revision.listing_id).uid
    receipts.remember(session, actor, command.form_key, now=now, result=uid)
    return uid


def save(
    session: Session, actor: Actor, work: Work, command: SaveSection, *, now: datetime
) -> None:
    """Store one section of a draft as it was typed, valid or not. Stale when it changed meanwhile.

    A form that saves again is not stale by its own earlier saves.
    """
    if not work.editable:
        raise Conflict("This was submitted meanwhile, so it cannot be changed now.")
    stored = section_hash(command.section, work.revision.content)
    content = with_section(command.section, work.revision.content, command.values)
    wanted = section_hash(command.section, content)
    before = receipts.handled(session, actor, command.form_key)
    known = {command.base_hash, wanted, *([before.state_hash] if before else [])}
    if stored not in known and not command.overwrite:
        raise Stale(section_values(command.section, work.revision.content))
    if stored != wanted:
        _check_size(content)
        service.edit(session, actor, work.revision, content, now=now)
        work.revision.saved_at = now
        _follow_name(session, work)
    receipts.remember(session, actor, command.form_key, now=now, state_hash=wanted)
    receipts.unpark(session, actor, command.form_key)


def _check_size(content: Mapping[str, Any]) -> None:
    if len(canonical_json(dict(content))) > MAX_CONTENT:
        text = "This listing has become too long to save. Shorten its longest texts."
        raise Invalid([FieldProblem("description", "too_long", text)])


def _follow_name(session: Session, work: Work) -> None:
    """Give a listing that was never public the address of the name it has now."""
    listing, name = work.listing, clean(str(work.revision.content.get("name", "")))
    if listing.live_revision_id is not None or not name or name == listing.name:
        return
    if slugify(name) != slugify(listing.name):
        listing.slug = service.free_slug(session, work.kind, slugify(name))
    listing.name = name[:200]
    session.flush()


def hand_in(
    session: Session,
    actor: Actor,
    work: Work,
    command: HandIn,
    *,
    engine: SearchEngine,
    taxonomy: Taxonomy,
    now: datetime,
) -> None:
    """Submit a draft. Invalid with all errors and unanswered warnings; Conflict when it changed.

    Submitting what this form submitted already does nothing.
    """
    if receipts.handled(session, actor, command.form_key):
        return
    revision = work.revision
    if work.editable and command.content_hash != revision.content_hash:
        raise Conflict("The draft changed since you looked at it: look again before you submit.")
    content, report = run_checks(session, engine, work, taxonomy)
    problems = [FieldProblem(f.field, f.code, f.message) for f in report.errors]
    problems += _unanswered(report.keys, command.reasons)
    if problems:
        raise Invalid(problems)
    before = queries.live_content(session, work.listing)
    found = change(before, content.model_dump(mode="json", exclude_defaults=True))
    revision.risk, revision.changed_fields = found.risk.value, list(found.fields)
    revision.acknowledged = {key: clean(command.reasons[key]) for key in report.keys}
    service.submit(session, actor, revision, taxonomy, now=now)
    receipts.remember(session, actor, command.form_key, now=now)


def _unanswered(keys: tuple[str, ...], reasons: Mapping[str, str]) -> list[FieldProblem]:
    found = []
    for key in keys:
        length = len(clean(reasons.get(key, "")))
        if length < MIN_REASON:
            text = "Say in a few words why this can stay, or change it."
            found.append(FieldProblem(f"reason:{key}", "missing", text))
        elif length > MAX_REASON:
            text = f"Use at most {MAX_REASON} characters; there are {length} now."
            found.append(FieldProblem(f"reason:{key}", "too_long", text))
    return found


def withdraw(session: Session, actor: Actor, work: Work, form_key: str, *, now: datetime) -> None:
    """Take back an open revision; the same form twice does it once."""
    if receipts.handled(session, actor, form_key):
        return
    service.move(session, actor, work.revision, Action.REVISION_WITHDRAW, now=now)
    receipts.remember(session, actor, form_key, now=now)


def take_up(session: Session, actor: Actor, work: Work, form_key: str, *, now: datetime) -> None:
    """Begin a new draft: of the live version, or of the content that was rejected or withdrawn.

    With a draft open already, that one is gone on with.
    """
    if work.editable or receipts.handled(session, actor, form_key):
        return
    if not may_edit(session, actor, work.listing.id):
        raise Forbidden("Only those who keep this listing can change it.")
    command = ReviseListing(work.listing.id, _latest_content(session, work))
    service.revise(session, actor, command, now=now)
    receipts.remember(session, actor, form_key, now=now)


def _latest_content(session: Session, work: Work) -> Mapping[str, Any]:
    if work.state.value in ("rejected", "withdrawn"):
        return work.revision.content
    return queries.live_content(session, work.listing) or work.revision.content
