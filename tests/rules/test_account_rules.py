"""Rules of accounts without a database: passwords, codes, sessions, addresses to go on to, teams."""

import base64
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyotp
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from directory.accounts import passwords, rules, second_factor
from directory.accounts.passkeys import site
from directory.accounts.secrets import Vault, new_recovery_code, new_secret, plain_code
from directory.accounts.types import SignedIn, Stage, account_key, account_of
from directory.config import ConfigurationError
from directory.kernel.actors import ANONYMOUS, Actor, Role, system_actor
from directory.kernel.urls import own_path
from directory.teams.rules import keeps_an_owner, rights_of
from directory.teams.types import TeamRole
from tests.conftest import make_settings

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
PERSON = SignedIn(
    session_id=1,
    account_id=7,
    email="ada@example.org",
    name="Ada",
    confirmed=True,
    is_moderator=False,
    is_admin=False,
    has_password=True,
    has_totp=False,
    has_passkey=False,
    stage=Stage.FULL,
    created_at=NOW,
    seen_at=NOW,
    verified_at=NOW,
    second_factor_at=None,
)
CONTEXT = ("Ada.Lovelace@analytical.example", "Ada Lovelace")


@pytest.mark.parametrize(
    "password",
    [
        "violet kettle under snow 9",
        "correct horse battery staple",
        "пятнадцать синих чайников",
        "四つの静かな青い池のほとりで歌う鳥たち",
        "        gap   marks   nine bells",
        "kZ8#pQ1!vR5$wN3",
        "plain words without any digit or capital",
        "mauve tractor 🎷 humming by the sea",
        "n" + "ever the same three things twice " * 6,
    ],
)
def test_long_unusual_passwords_are_taken_as_they_are(password: str) -> None:
    assert passwords.problems(password, context=CONTEXT) == []


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("", "too_short"),
        ("fourteen chars", "too_short"),
        ("e\u0301" * 14, "too_short"),  # counted after normalising: 14 letters
        ("passwordpassword", "well_known"),
        ("123456789012345", "well_known"),
        ("qwertyuiopasdfgh", "well_known"),
        ("aaaaaaaaaaaaaaaaaaaa", "well_known"),
        ("abcabcabcabcabcabc", "well_known"),
        ("Password123456!", "well_known"),
        ("iloveyouiloveyou", "well_known"),
        ("edtechdirectory", "well_known"),
        ("EdTech Directory 1", "well_known"),
        ("ada.lovelace@analytical.example", "well_known"),
        ("Ada Lovelace 1815", "well_known"),
        ("x" * 257, "too_long"),
    ],
)
def test_short_and_well_known_passwords_are_refused(password: str, code: str) -> None:
    assert [p.code for p in passwords.problems(password, context=CONTEXT)] == [code]


def test_nothing_is_cut_off_and_forms_of_letters_are_one() -> None:
    long = "seven small bells " * 13
    stored = passwords.make_hash(long)
    assert passwords.matches(stored, long)
    assert not passwords.matches(stored, long[:-1])
    assert not passwords.matches(stored, long + " ")
    assert passwords.matches(
        passwords.make_hash("cafe\u0301 on a long quiet road"), "café on a long quiet road"
    )


def test_the_hash_is_argon2id_of_owasp_size() -> None:
    stored = passwords.make_hash("seven small bells ring")
    assert stored.startswith("$argon2id$")
    memory, rounds = (int(part.partition("=")[2]) for part in stored.split("$")[3].split(",")[:2])
    assert memory >= 19 * 1024
    assert rounds >= 2
    assert passwords.outdated("$argon2id$v=19$m=1024,t=1,p=1$c29tZXNhbHQ$" + "A" * 43)
    assert not passwords.outdated(stored)


@pytest.mark.parametrize("stored", [None, "", "broken", "$argon2id$v=19$broken"])
def test_no_hash_matches_nothing(stored: str | None) -> None:
    assert not passwords.matches(stored, "the password of nobody, which nobody can type")


@given(st.text(max_size=400))
@settings(max_examples=60, deadline=None)
def test_any_text_is_judged(text: str) -> None:
    found = passwords.problems(text, context=CONTEXT)
    assert found == [] or found[0].message


@given(st.integers(60, 4_000_000_000), st.binary(min_size=20, max_size=20))
def test_codes_are_those_of_other_apps(seconds: int, key: bytes) -> None:
    secret = base64.b32encode(key).decode()
    now = datetime.fromtimestamp(seconds, UTC)
    app = pyotp.TOTP(secret)
    step = seconds // 30
    assert second_factor.matching_step(secret, app.at(seconds), now) in {step - 1, step, step + 1}
    assert second_factor.matching_step(secret, app.at(seconds), now, after=step + 1) is None


@pytest.mark.parametrize(
    ("drift", "taken"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)]
)
def test_a_clock_may_be_half_a_minute_wrong(drift: int, taken: bool) -> None:
    secret = second_factor.new_totp_secret()
    code = pyotp.TOTP(secret).at(NOW + timedelta(seconds=drift))
    assert (second_factor.matching_step(secret, code, NOW) is not None) is taken


@pytest.mark.parametrize("code", ["", "abc", "12345", "1234567", "١٢٣٤٥٦", "²²²²²²", "0" * 5000])
def test_what_is_no_code_is_refused(code: str) -> None:
    assert second_factor.matching_step("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", code, NOW) is None


def test_an_app_can_read_the_picture() -> None:
    secret = second_factor.new_totp_secret()
    address = second_factor.totp_address(secret, "a b@example.org", "My: site & more")
    found = pyotp.parse_uri(address)
    assert isinstance(found, pyotp.TOTP)
    assert (found.secret, found.digits, found.interval) == (secret, 6, 30)


def test_recovery_codes_are_read_however_they_are_typed() -> None:
    code = new_recovery_code()
    assert plain_code(f"  {code.upper().replace('-', '  ')} ") == code
    assert len({new_recovery_code() for _ in range(500)}) == 500
    assert len({new_secret() for _ in range(500)}) == 500


def test_secrets_are_read_with_any_key_and_by_nobody_else(tmp_path: Path) -> None:
    def vault(keys: str) -> Vault:
        return Vault(replace(make_settings(tmp_path), encryption_keys=keys))

    text = vault("old-key").encrypt("secret")
    assert "secret" not in text
    assert vault("new-key, old-key").decrypt(text) == "secret"
    assert vault("new-key").decrypt(text) is None
    assert vault("").decrypt(text) is None
    assert vault("").decrypt(vault("").encrypt("x")) == "x"


def test_roles_count_only_with_a_second_factor() -> None:
    staff = replace(PERSON, is_moderator=True, is_admin=True)
    assert staff.actor.roles == frozenset()
    assert replace(staff, second_factor_at=NOW).actor.roles == {Role.MODERATOR, Role.ADMIN}
    begun = replace(staff, second_factor_at=NOW, stage=Stage.SECOND_FACTOR)
    assert begun.actor.roles == frozenset()
    assert replace(PERSON, second_factor_at=NOW).actor == Actor("account:7")


@pytest.mark.parametrize(
    ("staff", "idle", "age", "ended"),
    [
        (False, {"hours": 12}, {"hours": 12}, False),
        (False, {"hours": 12, "seconds": 1}, {"hours": 13}, True),
        (False, {"hours": 1}, {"days": 7, "seconds": 1}, True),
        (True, {"minutes": 30}, {"hours": 11}, False),
        (True, {"minutes": 30, "seconds": 1}, {"hours": 1}, True),
        (True, {"minutes": 1}, {"hours": 12, "seconds": 1}, True),
    ],
)
def test_when_a_session_ends(
    staff: bool, idle: dict[str, float], age: dict[str, float], ended: bool
) -> None:
    found = replace(
        PERSON,
        is_moderator=staff,
        seen_at=NOW - timedelta(**idle),
        created_at=NOW - timedelta(**age),
    )
    assert rules.expired(found, NOW) is ended


def test_freshness_is_about_the_stronger_proof_for_staff() -> None:
    later = NOW + timedelta(minutes=15)
    assert rules.fresh(PERSON, later)
    assert not rules.fresh(PERSON, later + timedelta(seconds=1))
    staff = replace(PERSON, is_admin=True, second_factor_at=NOW - timedelta(minutes=1))
    assert not rules.fresh(staff, later)
    assert rules.fresh(replace(staff, second_factor_at=NOW), later)


@pytest.mark.parametrize(
    "text",
    [
        "", "account", "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example", "https://evil.example",
        "javascript:alert(1)", "/a\nb", "/a\tb", "/\x00", " /account", "/a b", "http:/evil", "/" + "a" * 3000, "/a\u00a0b",
    ],
)  # fmt: skip
def test_only_paths_of_ours_are_gone_on_to(text: str) -> None:
    assert own_path(text, "/account") == "/account"


@given(st.text(alphabet="/\\.:@?#%0aevil \t\n", max_size=30))
def test_no_text_leads_away(text: str) -> None:
    found = own_path(text, "/account")
    assert found.startswith("/")
    assert not found.startswith(("//", "/\\"))


@pytest.mark.parametrize(
    "text", ["a@b.org", "Ä@bücher.example", "a+b@c.d.example", "o'neil@x.example"]
)
def test_addresses_are_taken(text: str) -> None:
    assert rules.email_problems(rules.tidy_email(f" {text}\t")) == []


def test_a_long_address_is_judged_at_once() -> None:
    assert rules.email_problems(rules.tidy_email("a" * 50_000 + "@" + "b." * 50_000))
    assert rules.email_problems("a@" + "b." * 200 + "example")


def test_accounts_and_actors_belong_together() -> None:
    assert account_of(Actor(account_key(12))) == 12
    for other in (ANONYMOUS, system_actor("seed"), Actor("account:"), Actor("account:1x")):
        assert account_of(other) is None


def test_what_a_role_allows() -> None:
    owner, editor, viewer, stranger = map(rights_of, (*TeamRole, None))
    assert (owner.view, owner.edit, owner.manage) == (True, True, True)
    assert (editor.view, editor.edit, editor.manage) == (True, True, False)
    assert (viewer.view, viewer.edit, viewer.manage) == (True, False, False)
    assert (stranger.view, stranger.edit, stranger.manage) == (False, False, False)


def test_an_owner_has_to_be_left() -> None:
    assert keeps_an_owner([TeamRole.OWNER], None)
    assert keeps_an_owner([], TeamRole.OWNER)
    assert not keeps_an_owner([TeamRole.EDITOR, TeamRole.VIEWER], TeamRole.EDITOR)
    assert not keeps_an_owner([], None)


def test_passkeys_need_a_name(tmp_path: Path) -> None:
    local = make_settings(tmp_path)
    assert not site(local).works
    named = replace(local, base_url="https://d.example.org:8443/x")
    assert site(named).works
    assert (site(named).host, site(named).origin) == ("d.example.org", "https://d.example.org:8443")


def test_a_provider_needs_our_name(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="OIDC_CLIENT_ID"):
        make_settings(tmp_path, OIDC_ISSUER="https://idp.example")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36",
            "Chrome on Linux",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0",
            "Firefox on Windows",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1",
            "Safari on iPhone",
        ),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Windows"),
        ("curl/8", "curl/8"),
        ("", "Unknown browser"),
    ],
)
def test_browsers_have_names(text: str, name: str) -> None:
    assert rules.browser_name(text) == name
