"""The transition table: every action, state and role is allowed or refused exactly as it says."""

import itertools

import pytest

from directory.audit.actions import LABELS, Action
from directory.kernel.actors import Actor, Role, system_actor
from directory.kernel.errors import Conflict, Forbidden, Invalid
from directory.submissions.workflow import (
    BY_ACTION,
    CLOSED,
    OPEN,
    TRANSITIONS,
    State,
    Who,
    available,
    check,
    roles,
)


@pytest.mark.parametrize(("action", "state", "who"), list(itertools.product(BY_ACTION, State, Who)))
def test_every_combination_follows_the_table(action: Action, state: State, who: Who) -> None:
    row = BY_ACTION[action]
    if who in row.who and state in row.sources:
        assert check(action, state, {who}, "a reason").target is row.target
        assert row in available(state, {who})
    else:
        expected = Conflict if who in row.who else Forbidden
        with pytest.raises(expected):
            check(action, state, {who}, "a reason")
        assert row not in available(state, {who})


@pytest.mark.parametrize("action", [row.action for row in TRANSITIONS if row.needs_reason])
def test_a_reason_is_needed_where_the_table_says_so(action: Action) -> None:
    row = BY_ACTION[action]
    with pytest.raises(Invalid):
        check(action, next(iter(row.sources)), row.who, "  ")


def test_every_state_is_reachable() -> None:
    reached = {State.DRAFT}
    for _ in State:
        reached |= {row.target for row in TRANSITIONS if row.sources & reached}
    assert reached == set(State)


def test_every_open_state_can_close() -> None:
    closing = set(CLOSED)
    for _ in State:
        closing |= {s for row in TRANSITIONS if row.target in closing for s in row.sources}
    assert closing >= OPEN


def test_closed_states_change_only_from_approved_to_superseded() -> None:
    moves = {(s, row.target) for row in TRANSITIONS for s in row.sources if s in CLOSED}
    assert moves == {(State.APPROVED, State.SUPERSEDED)}


def test_only_approve_and_admit_change_what_is_live() -> None:
    live = {row.action for row in TRANSITIONS if row.changes_live}
    assert live == {Action.REVISION_APPROVE, Action.REVISION_ADMIT}


def test_a_moderator_never_reviews_what_they_wrote() -> None:
    both = Actor("account:7", frozenset({Role.MODERATOR}))
    assert roles(both, author="account:7", reviewer=None) == {Who.AUTHOR}
    assert Who.MODERATOR in roles(both, author="account:8", reviewer=None)
    assert Who.REVIEWER in roles(both, author="account:8", reviewer="account:7")


def test_the_system_is_the_author_of_its_own_import() -> None:
    assert roles(system_actor("seed"), "system:seed", None) == {Who.SYSTEM, Who.AUTHOR}


def test_every_action_has_a_label() -> None:
    assert set(LABELS) == set(Action)
