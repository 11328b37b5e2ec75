"""Accounts on a real database: counters, tokens, races, roles, teams."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pyotp
import pytest
from sqlalchemy import func, select, text

from directory.accounts import closing, limits, queries, registration, roles, sessions, tokens
from directory.accounts.registration import NewAccount, create
from directory.accounts.second_factor import add_totp, check_code, new_totp_secret
from directory.accounts.secrets import Vault
from directory.accounts.tokens import Purpose
from directory.accounts.types import Browser, Method, account_key
from directory.audit.actions import LABELS, Action
from directory.audit.queries import history
from directory.catalog.types import Kind
from directory.config import Settings
from directory.kernel.actors import ANONYMOUS, Actor, Role, system_actor
from directory.kernel.database import Database
from directory.kernel.errors import Conflict, Forbidden, Gone, NotFound, TooMany
from directory.models import Account, AccountToken, Attempt
from directory.taxonomy.types import Taxonomy
from directory.teams import queries as teams
from directory.teams import service as team_service
from directory.teams.types import TeamRole
from tests.conftest import NOW
from tests.factories import organization, publish

pytestmark = pytest.mark.database
SYSTEM = system_actor("test")


def account(database: Database, name: str, *, confirmed: bool = True, admin: bool = False) -> int:
    with database.writing() as session:
        new = NewAccount(f"{name}@example.org", name.title(), "")
        made = create(session, new, now=NOW, confirmed=confirmed)
        made.is_admin = admin
        return made.id


def at_once(database: Database, deeds: list[Callable[[], object]]) -> list[object]:
    """Run all at the same time; returns what each gave or raised."""
    assert database
    barrier, results = threading.Barrier(len(deeds)), [None] * len(deeds)

    def run(number: int) -> None:
        barrier.wait()
        try:
            results[number] = deeds[number]()  # type: ignore[call-overload]
        except Exception as error:
            results[number] = error  # type: ignore[call-overload]

    threads = [threading.Thread(target=run, args=(n,)) for n in range(len(deeds))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return list(results)


def test_the_limits_are_the_published_figures() -> None:
    minutes = {
        (name, scope): [(w.count, w.span / timedelta(minutes=1)) for w in windows]
        for name, scopes in limits.LIMITS.items()
        for scope, windows in scopes.items()
    }
    assert minutes["sign_in", "account"] == [(10, 5)]
    assert minutes["sign_in", "address"] == [(10, 5)]
    assert minutes["sign_in", "site"] == [(1000, 5)]
    assert minutes["second_factor", "account"] == [(5, 5), (20, 60), (50, 1440)]
    assert minutes["second_factor", "address"] == [(10, 5), (50, 60)]
    assert minutes["confirm", "account"] == [(3, 360)]
    assert minutes["change_email", "account"] == [(5, 5), (20, 60)]
    assert minutes["reset", "account"] == [(5, 1440)]


def test_windows_slide_and_say_how_long(database: Database) -> None:
    subject = {"account": "a"}
    with database.writing() as session:
        for minute in range(10):
            limits.check(session, "sign_in", subject, now=NOW + timedelta(seconds=minute * 6))
            limits.count(session, "sign_in", subject, now=NOW + timedelta(seconds=minute * 6))
        now = NOW + timedelta(seconds=60)
        with pytest.raises(TooMany) as caught:
            limits.check(session, "sign_in", subject, now=now)
        assert caught.value.seconds == 240
        assert limits.wait(session, "sign_in", {"account": "b"}, now=now) == 0
        assert (
            limits.wait(session, "sign_in", subject, now=NOW + timedelta(minutes=5, seconds=1)) == 0
        )
        limits.forgive(session, "sign_in", "account", "a")
        assert limits.wait(session, "sign_in", subject, now=now) == 0


def test_the_longer_window_counts_too_and_old_tries_are_forgotten(database: Database) -> None:
    subject = {"account": "a"}
    with database.writing() as session:
        for number in range(20):
            limits.count(session, "second_factor", subject, now=NOW + timedelta(minutes=2 * number))
        now = NOW + timedelta(minutes=45)
        assert limits.wait(session, "second_factor", subject, now=now) == 15 * 60
        limits.count(session, "second_factor", {"account": "b"}, now=NOW + timedelta(days=3))
        assert session.scalar(select(func.count(Attempt.id))) == 1
        assert session.scalar(select(Attempt.key)) != "b"  # only fingerprints are kept


def test_of_two_clicks_on_one_link_only_one_wins(database: Database) -> None:
    number = account(database, "ada", confirmed=False)
    with database.writing() as session:
        secret = tokens.issue(session, Purpose.CONFIRM, number, timedelta(hours=1), now=NOW)

    def click() -> int:
        with database.writing() as session:
            return registration.confirm(session, secret, now=NOW).id

    results = at_once(database, [click] * 4)
    assert results.count(number) == 1
    assert sum(isinstance(r, Gone) for r in results) == 3


def test_the_same_address_twice_at_once_becomes_one_account(database: Database) -> None:
    new = NewAccount("ada@example.org", "Ada", "hash")

    def register() -> str:
        with database.writing() as session:
            registration.register(session, new, "192.0.2.1", now=NOW)
        return "done"

    assert at_once(database, [register] * 4) == ["done"] * 4
    with database.reading() as session:
        assert session.scalar(select(func.count(Account.id))) == 1


def test_a_code_used_twice_at_once_opens_once(database: Database, settings: Settings) -> None:
    number, vault, secret = account(database, "ada"), Vault(settings), new_totp_secret()
    with database.writing() as session:
        add_totp(session, number, secret, pyotp.TOTP(secret).at(NOW), vault, now=NOW)
    later = NOW + timedelta(minutes=1)
    code = pyotp.TOTP(secret).at(later)

    def enter() -> bool:
        with database.writing() as session:
            return check_code(session, queries.get(session, number), code, "x", vault, now=later)

    assert sorted(map(str, at_once(database, [enter] * 3))) == ["False", "False", "True"]


def test_two_administrators_cannot_remove_each_other_at_once(database: Database) -> None:
    one, two = account(database, "one", admin=True), account(database, "two", admin=True)

    def drop(actor: int, other: int) -> Callable[[], object]:
        def deed() -> object:
            with database.writing() as session:
                by = Actor(account_key(actor), frozenset({Role.ADMIN}))
                roles.set_roles(session, by, other, moderator=False, admin=False, now=NOW)
            return "done"

        return deed

    results = at_once(database, [drop(one, two), drop(two, one)])
    assert results.count("done") == 1
    assert any(isinstance(result, Conflict) for result in results)
    with database.reading() as session:
        assert len(queries.active_admins(session)) == 1


def test_two_last_owners_cannot_leave_at_once(database: Database, taxonomy: Taxonomy) -> None:
    people = [account(database, "one"), account(database, "two")]
    with database.writing() as session:
        team = publish(session, taxonomy, organization(), Kind.ORGANIZATION).id
        for person in people:
            team_service.add_member(session, SYSTEM, team, person, TeamRole.OWNER, now=NOW)

    def leave(person: int) -> Callable[[], object]:
        def deed() -> object:
            with database.writing() as session:
                team_service.leave(session, Actor(account_key(person)), team, now=NOW)
            return "left"

        return deed

    results = at_once(database, [leave(person) for person in people])
    assert results.count("left") == 1
    with database.reading() as session:
        assert [m.role for m in teams.members(session, team)] == [TeamRole.OWNER]


@pytest.mark.parametrize(
    "actor", [ANONYMOUS, Actor("account:99"), Actor("account:98", frozenset({Role.MODERATOR}))]
)
def test_only_administrators_change_roles(database: Database, actor: Actor) -> None:
    number = account(database, "ada")
    with database.writing() as session:
        for deed in (
            lambda: roles.set_roles(session, actor, number, moderator=True, admin=False, now=NOW),
            lambda: roles.disable(session, actor, number, reason="x", now=NOW),
            lambda: roles.enable(session, actor, number, reason="x", now=NOW),
            lambda: roles.end_sessions(session, actor, number, now=NOW),
        ):
            with pytest.raises(Forbidden):
                deed()


def test_nobody_changes_their_own_role(database: Database) -> None:
    number = account(database, "ada", admin=True)
    account(database, "bob", admin=True)
    me = Actor(account_key(number), frozenset({Role.ADMIN}))
    with database.writing() as session, pytest.raises(Forbidden, match="own account"):
        roles.set_roles(session, me, number, moderator=True, admin=True, now=NOW)


def test_only_confirmed_accounts_can_have_roles(database: Database) -> None:
    number = account(database, "ada", confirmed=False)
    with database.writing() as session, pytest.raises(Conflict, match="confirmed"):
        roles.set_roles(session, SYSTEM, number, moderator=True, admin=False, now=NOW)


def test_what_was_done_is_in_the_log_with_its_reason(database: Database) -> None:
    number = account(database, "ada")
    with database.writing() as session:
        roles.set_roles(
            session, SYSTEM, number, moderator=True, admin=False, now=NOW, reason="hired"
        )
        roles.set_roles(session, SYSTEM, number, moderator=True, admin=False, now=NOW)  # no change
    with database.reading() as session:
        (row,) = history(session, ("account", number))
        assert (row.action, row.reason, row.actor) == ("account:set_roles", "hired", "system:test")
        assert row.changes["to"] == {"moderator": True, "admin": False}


def test_every_action_has_a_label() -> None:
    assert set(LABELS) == set(Action)


def test_sessions_that_ended_are_swept(database: Database) -> None:
    number = account(database, "ada")
    with database.writing() as session:
        owner = queries.get(session, number)
        sessions.start(session, owner, Method.PASSWORD, Browser("x" * 900, "y" * 90), now=NOW)
        sessions.start_challenge(session, {"challenge": "x"}, now=NOW)
        sessions.sweep(session, now=NOW + timedelta(minutes=16))
        assert session.scalar(text("SELECT count(*) FROM account_session")) == 1
        sessions.sweep(session, now=NOW + timedelta(days=8))
        assert session.scalar(text("SELECT count(*) FROM account_session")) == 0


def test_a_challenge_is_taken_once(database: Database) -> None:
    with database.writing() as session:
        cookie = sessions.start_challenge(session, {"challenge": "x"}, now=NOW)
        assert sessions.find(session, cookie, now=NOW) is None  # nobody is signed in by it
        assert sessions.take_challenge(session, cookie, now=NOW) == {"challenge": "x"}
        assert sessions.take_challenge(session, cookie, now=NOW) == {}
        late = sessions.start_challenge(session, {"challenge": "y"}, now=NOW)
        assert sessions.take_challenge(session, late, now=NOW + timedelta(hours=1)) == {}


def test_links_expire(database: Database) -> None:
    number = account(database, "ada")
    with database.writing() as session:
        secret = tokens.issue(session, Purpose.RESET, number, timedelta(hours=1), now=NOW)
        assert session.scalar(select(AccountToken.token_hash)) != secret
        tokens.look(session, Purpose.RESET, secret, now=NOW + timedelta(minutes=59))
        with pytest.raises(Gone):
            tokens.look(session, Purpose.RESET, secret, now=NOW + timedelta(hours=1))


def test_a_closed_account_is_no_account(database: Database) -> None:
    number = account(database, "ada")
    with database.writing() as session:
        closing.close(session, number, now=NOW)
    with database.reading() as session:
        assert queries.by_email(session, "ada@example.org") is None
        with pytest.raises(NotFound):
            queries.get(session, number)
        assert session.get_one(Account, number).closed_at == NOW


def test_only_staff_and_the_program_add_members_without_asking(
    database: Database, taxonomy: Taxonomy
) -> None:
    number = account(database, "ada")
    with database.writing() as session:
        team = publish(session, taxonomy, organization(), Kind.ORGANIZATION).id
        with pytest.raises(Forbidden):
            team_service.add_member(
                session, Actor(account_key(number)), team, number, TeamRole.OWNER, now=NOW
            )
        with pytest.raises(NotFound):
            team_service.add_member(session, SYSTEM, team + 99, number, TeamRole.OWNER, now=NOW)
        staff = Actor("account:77", frozenset({Role.MODERATOR}))
        team_service.add_member(session, staff, team, number, TeamRole.OWNER, now=NOW)
        assert teams.rights(session, Actor(account_key(number)), team).manage
        assert teams.role_in(session, ANONYMOUS, team) is None
