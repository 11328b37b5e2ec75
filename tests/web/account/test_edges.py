"""What programs send instead of people, https, and the commands for teams and mail."""

from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from click.testing import CliRunner
from sqlalchemy import text

from directory.accounts import passkeys
from directory.cli import manage
from directory.kernel.errors import Invalid
from tests.people import PASSWORD, House, Visitor
from tests.people import house as make_house

HTTPS = {
    "BASE_URL": "https://d.example.org",
    "ENVIRONMENT": "production",
    "SECRET_KEY": "q7Zk2-bW9xLr4Tn8Vc1Ym6Pd3Hs5Jg0Fa",
}


def json_post(visitor: Visitor, path: str, body: Any) -> Any:
    return visitor.client.post(path, json=body, headers={"X-CSRFToken": visitor.token()})


@pytest.mark.parametrize(
    "body",
    [
        None, [], "text", 7, {}, {"credential": None}, {"credential": []}, {"credential": {"id": 7}},
        {"credential": {"id": "x", "rawId": "x", "type": "public-key", "response": {}}},
        {"credential": {"id": "x" * 5000}, "next": ["//evil.example"], "name": {"a": 1}},
    ],
)  # fmt: skip
def test_whatever_a_program_sends_is_no_passkey(house: House, ada: Visitor, body: Any) -> None:
    stranger = house.visitor()
    for visitor, path in (
        (stranger, "/account/sign-in/passkey"),
        (ada, "/account/sign-in/passkey"),
        (ada, "/account/passkeys"),
    ):
        json_post(visitor, path.replace("passkeys", "passkeys/options"), {})
        answer = json_post(visitor, path, body)
        assert answer.status_code == 400, path
        assert answer.get_json()["error"]
    assert not stranger.signed_in()
    assert ada.signed_in()


def test_a_challenge_is_for_one_purpose(house: House, ada: Visitor) -> None:
    options = json_post(ada, "/account/passkeys/options", {}).get_json()
    assert options["authenticatorSelection"]["userVerification"] == "required"
    assert options["rp"]["id"] == "127.0.0.1"
    assert (
        json_post(ada, "/account/sign-in/passkey", {"credential": {"id": "x"}}).status_code == 400
    )
    answer = json_post(ada, "/account/passkeys", {"credential": {"id": "x"}})
    assert answer.status_code == 400  # the challenge was taken by the try before


def test_no_passkey_without_a_challenge(house: House) -> None:
    with house.database.writing() as session, pytest.raises(Invalid):
        passkeys.check(session, {"id": "x"}, "", passkeys.site(house.settings), now=house.clock())


def test_over_https_cookies_stay_on_the_host(tmp_path: Path, database_template: Path) -> None:
    with make_house(tmp_path, database_template, **HTTPS) as house:
        house.account("ada@example.org")
        visitor = house.visitor()
        secure: dict[str, Any] = {"base_url": "https://d.example.org"}
        page = visitor.client.get("/account/sign-in", **secure).text
        token = page.partition('name="csrf_token"')[2].partition('value="')[2].partition('"')[0]
        data = {"csrf_token": token, "email": "ada@example.org", "password": PASSWORD}
        answer = visitor.client.post("/account/sign-in", data=data, **secure)
        cookie = next(
            c for c in answer.headers.getlist("Set-Cookie") if c.startswith("__Host-account=")
        )
        for part in ("Secure", "HttpOnly", "Path=/", "SameSite=Lax"):
            assert part in cookie
        assert "Domain" not in cookie
        assert visitor.client.get("/account", **secure).status_code == 200


def run(house: House, *arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(manage, arguments, obj=house.tools)
    return result.exit_code, result.output


def test_an_operator_makes_the_first_owner(house: House, ada: Visitor) -> None:
    _, slug = house.organization()
    assert run(house, "organizations", "add-member", slug, "ada@example.org") == (0, "Done.\n")
    assert "You are an owner" in ada.get(f"/account/organizations/{slug}").text
    code, output = run(
        house, "organizations", "add-member", slug, "ada@example.org", "--role", "viewer"
    )
    assert (code, "needs an owner" in output) == (1, True)
    assert run(house, "organizations", "add-member", "none", "ada@example.org")[0] == 1
    code, output = run(house, "users", "end-sessions", "ada@example.org")
    assert (code, output) == (0, "1 sessions ended.\n")
    assert not ada.signed_in()


def test_an_operator_reads_the_mail_log(house: House, visitor: Visitor) -> None:
    house.account("ada@example.org")
    visitor.post("/account/reset", email="ada@example.org")
    assert "queued" in run(house, "mail", "log")[1]
    house.mails()
    output = run(house, "mail", "log", "--state", "sent")[1]
    assert "ada@example.org  account_reset" in output
    number = output.split()[0]
    assert run(house, "mail", "resend", number)[0] == 1
    assert "works once" in run(house, "mail", "resend", number)[1]
    assert run(house, "mail", "log", "--state", "failed") == (0, "")


def test_a_weak_old_hash_is_renewed_at_sign_in(house: House, visitor: Visitor) -> None:
    number = house.account("ada@example.org")
    weak = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1).hash(PASSWORD)
    with house.database.writing() as session:
        session.execute(text("UPDATE account SET password_hash = :weak"), {"weak": weak})
    assert visitor.sign_in("ada@example.org").status_code == 303
    assert house.read(number).password_hash != weak
    assert house.visitor().sign_in("ada@example.org").status_code == 303


@pytest.mark.parametrize(
    "field", ["is_admin", "is_moderator", "confirmed_at", "password_hash", "id", "disabled_at"]
)
def test_fields_that_no_form_has_are_ignored(house: House, ada: Visitor, field: str) -> None:
    ada.post("/account/name", name="Ada L.", **{field: "1"})
    row = house.read(house.id_of("ada@example.org"))
    assert (row.name, row.is_admin, row.is_moderator, row.disabled_at) == (
        "Ada L.",
        False,
        False,
        None,
    )
    visitor = house.visitor()
    visitor.post(
        "/account/register", name="Eve", email="eve@example.org", password=PASSWORD, **{field: "1"}
    )
    eve = house.read(house.id_of("eve@example.org"))
    assert (eve.is_admin, eve.is_moderator, eve.confirmed_at) == (False, False, None)
