"""Move revisions. Every state change of content goes through `move`."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from directory.audit import service as audit
from directory.audit.actions import Action
from directory.catalog import service as catalog
from directory.catalog.content import parse_content
from directory.catalog.types import Kind, Visibility
from directory.kernel.actors import Actor, system_actor
from directory.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from directory.kernel.ids import content_hash, new_uid
from directory.kernel.text import slugify
from directory.models import Listing, Revision, SlugHistory
from directory.submissions import rules
from directory.submissions.references import unknown_references
from directory.submissions.rights import may_edit
from directory.submissions.types import Decision, ReviseListing, StartListing
from directory.submissions.workflow import EDITABLE, State, Transition, check, roles
from directory.taxonomy.types import Taxonomy

CLAIM_LEASE = timedelta(minutes=30)


def start(session: Session, actor: Actor, command: StartListing, *, now: datetime) -> Revision:
    """Create a hidden listing with its first draft. Conflict when a given address is taken."""
    name = str(command.content.get("name", ""))
    slug = command.slug or free_slug(session, command.kind, slugify(name))
    if command.slug and _taken(session, command.kind, slug):
        raise Conflict(f"There is already a listing at {command.kind.path}/{slug}.")
    listing = Listing(
        uid=new_uid(),
        kind=command.kind.value,
        slug=slug,
        name=name[:200],
        visibility=Visibility.HIDDEN.value,
        created_at=now,
        updated_at=now,
    )
    session.add(listing)
    session.flush()  # the revision needs its id
    audit.record(session, actor, Action.LISTING_CREATE, ("listing", listing.id), now=now)
    return _new_draft(session, actor, listing, command.content, now)


def revise(session: Session, actor: Actor, command: ReviseListing, *, now: datetime) -> Revision:
    """Create a draft on top of the live revision. Conflict when another revision is open."""
    listing = session.get(Listing, command.listing_id)
    if listing is None:
        raise NotFound("There is no such listing.")
    return _new_draft(session, actor, listing, command.content, now)


def _new_draft(
    session: Session, actor: Actor, listing: Listing, content: Mapping[str, Any], now: datetime
) -> Revision:
    last = session.scalar(
        select(func.max(Revision.number)).where(Revision.listing_id == listing.id)
    )
    revision = Revision(
        listing_id=listing.id,
        base_revision_id=listing.live_revision_id,
        number=(last or 0) + 1,
        state=State.DRAFT.value,
        content=dict(content),
        content_hash=content_hash(dict(content)),
        author=actor.key,
        created_at=now,
    )
    try:
        with session.begin_nested():
            session.add(revision)
    except IntegrityError as error:
        raise Conflict("Another revision of this listing is still open.") from error
    audit.record(session, actor, Action.REVISION_CREATE, ("revision", revision.id), now=now)
    return revision


def edit(
    session: Session, actor: Actor, revision: Revision, content: Mapping[str, Any], *, now: datetime
) -> None:
    """Replace the content of a draft; only its author may, and only while it is theirs to edit."""
    del now  # a keystroke leaves no audit row; the draft's own state says all
    if _author(session, actor, revision) != actor.key:
        raise Forbidden("Only its author can change a draft.")
    if State(revision.state) not in EDITABLE:
        raise Conflict("This revision was submitted and cannot be changed.")
    revision.content = dict(content)
    revision.content_hash = content_hash(dict(content))
    session.flush()  # so that a stale version is noticed here


def submit(
    session: Session, actor: Actor, revision: Revision, taxonomy: Taxonomy, *, now: datetime
) -> None:
    """Check the content and hand it in; Invalid lists every problem by field."""
    listing = session.get_one(Listing, revision.listing_id)
    content = parse_content(Kind(listing.kind), revision.content, taxonomy)
    found = [*rules.problems(content), *unknown_references(session, content.relations)]
    if found:
        raise Invalid(found)
    transition = _checked(session, actor, revision, Action.REVISION_SUBMIT, "")
    revision.content = content.model_dump(mode="json", exclude_defaults=True)
    revision.content_hash = content_hash(revision.content)
    revision.submitted_at = now
    _apply(session, actor, revision, transition, now=now)


def claim(session: Session, actor: Actor, revision: Revision, *, now: datetime) -> None:
    """Take a submitted revision for review, for 30 minutes."""
    transition = _checked(session, actor, revision, Action.REVISION_CLAIM, "")
    revision.reviewer, revision.claimed_until = actor.key, now + CLAIM_LEASE
    _apply(session, actor, revision, transition, now=now)


def decide(
    session: Session,
    actor: Actor,
    revision: Revision,
    action: Action,
    decision: Decision,
    *,
    now: datetime,
) -> None:
    """Reject or request changes. Conflict when the content is not the one that was on screen."""
    transition = _checked(session, actor, revision, action, decision.reason)
    if transition.changes_live:
        raise Forbidden("Approve through `approve`.")
    _same_content(revision, decision)
    _apply(session, actor, revision, transition, now=now, reason=decision.reason)


def approve(
    session: Session,
    actor: Actor,
    revision: Revision,
    decision: Decision,
    taxonomy: Taxonomy,
    *,
    now: datetime,
) -> None:
    """Accept a revision and make it live. Conflict when content or base changed meanwhile."""
    transition = _checked(session, actor, revision, Action.REVISION_APPROVE, decision.reason)
    _same_content(revision, decision)
    _make_live(session, actor, revision, transition, taxonomy, now=now)


def admit(
    session: Session, actor: Actor, revision: Revision, taxonomy: Taxonomy, *, now: datetime
) -> None:
    """Accept what the program itself imported, without a reviewer."""
    transition = _checked(session, actor, revision, Action.REVISION_ADMIT, "")
    _make_live(session, actor, revision, transition, taxonomy, now=now)


def move(
    session: Session,
    actor: Actor,
    revision: Revision,
    action: Action,
    *,
    now: datetime,
    reason: str = "",
) -> None:
    """Make a transition that needs nothing beside its guard: withdraw, release, expire."""
    transition = _checked(session, actor, revision, action, reason)
    if transition.changes_live:
        raise Forbidden("This transition needs its own function.")
    _apply(session, actor, revision, transition, now=now, reason=reason)


def _make_live(
    session: Session,
    actor: Actor,
    revision: Revision,
    transition: Transition,
    taxonomy: Taxonomy,
    *,
    now: datetime,
) -> None:
    listing = session.get_one(Listing, revision.listing_id)
    if revision.base_revision_id != listing.live_revision_id:
        raise Conflict("The live version changed meanwhile: compare again.")
    if listing.live_revision_id is not None:
        previous = session.get_one(Revision, listing.live_revision_id)
        worker = system_actor("workflow")
        superseding = _checked(session, worker, previous, Action.REVISION_SUPERSEDE, "")
        _apply(session, worker, previous, superseding, now=now)
    _apply(session, actor, revision, transition, now=now)
    catalog.go_live(session, actor, listing, revision, taxonomy, now=now)


def _author(session: Session, actor: Actor, revision: Revision) -> str:
    """Return as whose work this actor sees a revision: their own, when they keep the listing."""
    return actor.key if may_edit(session, actor, revision.listing_id) else revision.author


def _checked(
    session: Session, actor: Actor, revision: Revision, action: Action, reason: str
) -> Transition:
    who = roles(actor, _author(session, actor, revision), revision.reviewer)
    return check(action, State(revision.state), who, reason)


def _same_content(revision: Revision, decision: Decision) -> None:
    if revision.content_hash != decision.content_hash:
        raise Conflict("The content changed since you opened it: look again.")


def _apply(
    session: Session,
    actor: Actor,
    revision: Revision,
    transition: Transition,
    *,
    now: datetime,
    reason: str = "",
) -> None:
    before, revision.state = revision.state, transition.target.value
    if transition.target is State.SUBMITTED:
        revision.reviewer = revision.claimed_until = None
    elif transition.target is not State.IN_REVIEW and transition.target is not State.SUPERSEDED:
        revision.decided_at, revision.decision_reason = now, reason
        revision.claimed_until = None
    audit.record(
        session,
        actor,
        transition.action,
        ("revision", revision.id),
        now=now,
        reason=reason,
        changes={"state": [before, revision.state], "content_hash": revision.content_hash},
    )
    session.flush()  # each step is a statement of its own: the database guards single steps


def _taken(session: Session, kind: Kind, slug: str) -> bool:
    for table in (Listing, SlugHistory):
        if session.scalar(select(table.id).where(table.kind == kind.value, table.slug == slug)):
            return True
    return False


def free_slug(session: Session, kind: Kind, wanted: str) -> str:
    """Return the wanted slug, or one like it with a number when that is taken."""
    slug, number = wanted, 1
    while _taken(session, kind, slug):
        number += 1
        slug = f"{wanted}-{number}"
    return slug
