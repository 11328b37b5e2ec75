"""The life of a revision as one table. `check` is the only way to move."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from directory.audit.actions import Action
from directory.kernel.actors import Actor, Role
from directory.kernel.errors import Conflict, FieldProblem, Forbidden, Invalid


class State(StrEnum):
    """Where a revision stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    IN_REVIEW = "in_review"
    CHANGES_REQUESTED = "changes_requested"
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    SUPERSEDED = "superseded"


OPEN = frozenset({State.DRAFT, State.SUBMITTED, State.IN_REVIEW, State.CHANGES_REQUESTED})
CLOSED = frozenset(State) - OPEN


class Who(StrEnum):
    """In which role somebody acts on one revision."""

    AUTHOR = "author"
    MODERATOR = "moderator"  # any moderator but the author
    REVIEWER = "reviewer"  # the moderator who claimed it
    ADMIN = "admin"
    SYSTEM = "system"


@dataclass(frozen=True)
class Transition:
    """One way to move. `changes_live` moves the listing's live pointer."""

    action: Action
    sources: frozenset[State]
    target: State
    who: frozenset[Who]
    needs_reason: bool = False
    changes_live: bool = False


def _row(
    action: Action,
    sources: Collection[State],
    target: State,
    *who: Who,
    reason: bool = False,
    live: bool = False,
) -> Transition:
    return Transition(action, frozenset(sources), target, frozenset(who), reason, live)


_DRAFT, _SUBMITTED, _IN_REVIEW, _RETURNED = (
    State.DRAFT,
    State.SUBMITTED,
    State.IN_REVIEW,
    State.CHANGES_REQUESTED,
)

TRANSITIONS: tuple[Transition, ...] = (
    _row(Action.REVISION_SUBMIT, {_DRAFT, _RETURNED}, _SUBMITTED, Who.AUTHOR),
    _row(Action.REVISION_WITHDRAW, OPEN, State.WITHDRAWN, Who.AUTHOR),
    _row(Action.REVISION_CLAIM, {_SUBMITTED}, _IN_REVIEW, Who.MODERATOR),
    _row(Action.REVISION_RELEASE, {_IN_REVIEW}, _SUBMITTED, Who.REVIEWER, Who.ADMIN),
    _row(Action.REVISION_EXPIRE_CLAIM, {_IN_REVIEW}, _SUBMITTED, Who.SYSTEM),
    _row(Action.REVISION_REQUEST_CHANGES, {_IN_REVIEW}, _RETURNED, Who.REVIEWER, reason=True),
    _row(Action.REVISION_APPROVE, {_IN_REVIEW}, State.APPROVED, Who.REVIEWER, live=True),
    _row(Action.REVISION_REJECT, {_IN_REVIEW}, State.REJECTED, Who.REVIEWER, reason=True),
    # An import by the program itself passes the same rules, but has no reviewer (ADR 0003).
    _row(Action.REVISION_ADMIT, {_SUBMITTED}, State.APPROVED, Who.SYSTEM, live=True),
    _row(Action.REVISION_SUPERSEDE, {State.APPROVED}, State.SUPERSEDED, Who.SYSTEM),
    _row(Action.REVISION_EXPIRE_DRAFT, {_DRAFT, _RETURNED}, State.WITHDRAWN, Who.SYSTEM),
)
BY_ACTION = {transition.action: transition for transition in TRANSITIONS}
EDITABLE = frozenset({State.DRAFT, State.CHANGES_REQUESTED})


def roles(actor: Actor, author: str, reviewer: str | None) -> frozenset[Who]:
    """Return in which roles an actor stands to a revision with this author and reviewer."""
    found = {Who.SYSTEM} if actor.is_system else set()
    if actor.key == author:
        found.add(Who.AUTHOR)
    elif Role.MODERATOR in actor.roles:
        found.add(Who.MODERATOR)
        if actor.key == reviewer:
            found.add(Who.REVIEWER)
    if Role.ADMIN in actor.roles:
        found.add(Who.ADMIN)
    return frozenset(found)


def available(state: State, who: Collection[Who]) -> tuple[Transition, ...]:
    """Return what somebody in these roles can do now; feeds buttons and checks alike."""
    return tuple(t for t in TRANSITIONS if state in t.sources and t.who.intersection(who))


def check(action: Action, state: State, who: Collection[Who], reason: str = "") -> Transition:
    """Return the transition, or raise Forbidden, Conflict (wrong state) or Invalid (no reason)."""
    transition = BY_ACTION[action]
    if not transition.who.intersection(who):
        raise Forbidden(f"You may not do this: {action.value}.")
    if state not in transition.sources:
        raise Conflict(
            f"This is not possible any more: the revision is {state.value.replace('_', ' ')}."
        )
    if transition.needs_reason and not reason.strip():
        raise Invalid([FieldProblem("reason", "missing", "Say why: a reason is needed.")])
    return transition
