"""Register, confirm, reset, change address and password: mail decides, and never tells others."""

import pytest
from sqlalchemy import text

from tests.people import OTHER_PASSWORD, PASSWORD, House, Visitor, plain


def register(visitor: Visitor, address: str, **data: str) -> int:
    fields = {"name": "Ada", "email": address, "password": PASSWORD, **data}
    return visitor.post("/account/register", **fields).status_code


def test_it_works_from_registration_to_the_first_page(house: House, visitor: Visitor) -> None:
    assert register(visitor, "ada@example.org") == 303
    assert not visitor.signed_in()
    path = house.link("ada@example.org", "confirm")
    assert visitor.get(path).status_code == 200
    with house.database.reading() as session:
        assert (
            session.scalar(text("SELECT confirmed_at FROM account")) is None
        )  # GET confirms nothing
    assert visitor.post(path, password=OTHER_PASSWORD).status_code == 400
    assert visitor.post(path, password=PASSWORD).location == "/account"
    assert visitor.get("/account/organizations").status_code == 200
    assert visitor.get(path).status_code == 410  # works once


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("name", "", "how we should call you"),
        ("name", "x" * 101, "at most 100"),
        ("email", "ada", "whole e-mail address"),
        ("email", "ada@example", "whole e-mail address"),
        ("email", "a@b.example, c@d.example", "whole e-mail address"),
        ("email", "a@b.example\r\nBcc: c@d.example", "whole e-mail address"),
        ("password", "short", "at least 15 characters"),
        ("password", "passwordpassword", "easy to guess"),
        ("password", "ada@example.org1", "easy to guess"),
        ("password", "x" * 300, "at most 256"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    visitor: Visitor, house: House, field: str, value: str, words: str
) -> None:
    fields = {"name": "Ada", "email": "ada@example.org", "password": PASSWORD, field: value}
    answer = visitor.post("/account/register", **fields)
    assert answer.status_code == 400
    assert words in answer.text
    assert "<title>Error:" in answer.text
    if field == "password":
        assert 'value="ada@example.org"' in answer.text
    assert PASSWORD not in answer.text
    assert house.mails() == []


def test_a_known_address_gets_the_same_page_and_another_mail(
    house: House, visitor: Visitor
) -> None:
    house.account("ada@example.org")
    known = visitor.post(
        "/account/register", name="Eve", email="ADA@example.org", password=OTHER_PASSWORD
    )
    new = visitor.post(
        "/account/register", name="Eve", email="eve@example.org", password=OTHER_PASSWORD
    )
    assert (known.status_code, known.location) == (new.status_code, new.location)
    assert "have an account already" in plain(house.mails_to("ada@example.org")[0])
    assert house.read(house.id_of("ada@example.org")).name == "Ada"
    assert visitor.sign_in("ada@example.org", OTHER_PASSWORD).status_code == 400


def test_somebody_who_registers_the_address_of_another_gets_nothing(house: House) -> None:
    """The owner of the address confirms only with the password, and a reset throws the other out."""
    thief, owner = house.visitor(), house.visitor()
    register(thief, "ada@example.org", password=OTHER_PASSWORD)
    assert thief.sign_in("ada@example.org", OTHER_PASSWORD).status_code == 303
    path = house.link("ada@example.org", "confirm")
    assert owner.post(path, password=PASSWORD).status_code == 400
    owner.post("/account/reset", email="ada@example.org")
    owner.post(house.link("ada@example.org", "reset"), password=PASSWORD)
    assert not thief.signed_in()
    assert owner.sign_in("ada@example.org").status_code == 303
    assert owner.get("/account/organizations").status_code == 200


def test_an_unconfirmed_account_is_led_to_confirm(house: House, visitor: Visitor) -> None:
    house.account("ada@example.org", confirmed=False)
    visitor.sign_in("ada@example.org")
    page = visitor.get("/account/organizations")
    assert page.location.startswith("/account/unconfirmed")
    for _ in range(4):
        visitor.post("/account/unconfirmed")
    assert len(house.mails_to("ada@example.org")) == 3  # three in six hours
    path = house.link("ada@example.org", "confirm")
    assert visitor.post(path).location == "/account"  # signed in: no password needed
    assert visitor.get("/account/organizations").status_code == 200


def test_only_the_newest_link_works_and_not_for_ever(house: House, visitor: Visitor) -> None:
    register(visitor, "ada@example.org")
    first = house.link("ada@example.org", "confirm")
    visitor.sign_in("ada@example.org")
    visitor.post("/account/unconfirmed")
    assert visitor.post(first).status_code == 410
    newest = house.link("ada@example.org", "confirm")
    house.clock.move(days=2, seconds=1)
    assert house.visitor().get(newest).status_code == 410


def test_a_program_that_fills_the_trap_is_thanked_and_ignored(
    house: House, visitor: Visitor
) -> None:
    assert register(visitor, "bot@example.org", homepage="https://spam.example") == 303
    assert house.mails() == []
    with house.database.reading() as session:
        assert session.scalar(text("SELECT count(*) FROM account")) == 0


def test_one_address_cannot_register_without_end(house: House, visitor: Visitor) -> None:
    codes = [register(visitor, f"person{n}@example.org") for n in range(11)]
    assert codes == [303] * 10 + [429]


def test_a_reset_ends_sessions_and_does_not_skip_the_second_factor(
    house: House, ada: Visitor
) -> None:
    ada.add_app()
    other = house.visitor()
    secret = ada.secret
    assert other.post("/account/reset", email="Ada@example.org").location == "/account/reset-sent"
    path = house.link("ada@example.org", "reset")
    assert other.get(path).status_code == 200
    assert other.post(path, password="tooshort").status_code == 400
    assert other.post(path, password=OTHER_PASSWORD).location == "/account/sign-in"
    assert not ada.signed_in()
    assert other.post(path, password=PASSWORD).status_code == 410
    answer = other.sign_in("ada@example.org", OTHER_PASSWORD)
    assert answer.location.startswith("/account/second-factor")
    other.secret = secret
    assert other.second_factor().status_code == 303
    assert house.visitor().sign_in("ada@example.org", PASSWORD).status_code == 400
    assert "password" in house.mails_to("ada@example.org")[-1]["Subject"].lower()


def test_a_reset_of_nobody_says_the_same_and_mails_nothing(house: House, visitor: Visitor) -> None:
    house.account("ada@example.org")
    unknown = visitor.post("/account/reset", email="nobody@example.org")
    known = visitor.post("/account/reset", email="ada@example.org")
    assert (unknown.status_code, unknown.location) == (known.status_code, known.location)
    assert [m["To"] for m in house.mails()] == ["ada@example.org"]


def test_nobody_is_flooded_with_resets(house: House, visitor: Visitor) -> None:
    house.account("ada@example.org")
    assert {
        visitor.post("/account/reset", email="ada@example.org").status_code for _ in range(8)
    } == {303}
    assert len(house.mails()) == 5


def test_a_link_for_one_purpose_serves_no_other(house: House, visitor: Visitor) -> None:
    register(visitor, "ada@example.org")
    token = house.link("ada@example.org", "confirm").rpartition("/")[2]
    assert visitor.get(f"/account/reset/{token}").status_code == 410
    visitor.post("/account/reset", email="ada@example.org")
    token = house.link("ada@example.org", "reset").rpartition("/")[2]
    assert visitor.get(f"/account/confirm/{token}").status_code == 410


def test_links_come_from_the_settings_and_not_from_the_request(
    house: House, visitor: Visitor
) -> None:
    house.account("ada@example.org")
    token = visitor.token()
    visitor.client.post(
        "/account/reset",
        data={"csrf_token": token, "email": "ada@example.org"},
        headers={"X-Forwarded-Host": "evil.example"},
    )
    assert "evil.example" not in house.mails()[0].as_string()
    assert "http://127.0.0.1:5000/account/reset/" in plain(house.mails()[0])


def test_changing_the_address_tells_both_and_waits_for_the_link(house: House, ada: Visitor) -> None:
    assert ada.post("/account/email", email="ada@new.example").status_code == 303
    assert "ada@new.example" in plain(house.mails_to("ada@example.org")[-1])
    assert ada.get("/account").text.count("ada@new.example") == 0
    path = house.link("ada@new.example", "email")
    assert "ada@new.example" in ada.get(path).text
    assert ada.post(path).location == "/account"
    assert "ada@new.example" in ada.get("/account").text
    assert "was changed" in house.mails_to("ada@example.org")[-1]["Subject"]
    assert "was changed" in house.mails_to("ada@new.example")[-1]["Subject"]
    assert house.visitor().sign_in("ada@new.example").status_code == 303


def test_an_address_of_another_account_is_not_given_away(house: House, ada: Visitor) -> None:
    house.account("bob@example.org")
    free = ada.post("/account/email", email="free@example.org")
    taken = ada.post("/account/email", email="bob@example.org")
    assert (free.status_code, free.location) == (taken.status_code, taken.location)
    assert [m["Subject"] for m in house.mails_to("bob@example.org")] == [
        "You have an account already"
    ]


def test_a_link_of_another_account_changes_nothing(house: House, ada: Visitor) -> None:
    ada.post("/account/email", email="ada@new.example")
    path = house.link("ada@new.example", "email")
    house.account("bob@example.org")
    bob = house.visitor()
    bob.sign_in("bob@example.org")
    assert bob.post(path).status_code == 409
    assert house.read(house.id_of("bob@example.org")).email == "bob@example.org"
    assert ada.post(path).status_code == 303


def test_a_new_password_needs_the_old_one_and_ends_other_sessions(
    house: House, ada: Visitor
) -> None:
    other = house.visitor()
    other.sign_in("ada@example.org")
    assert (
        ada.post("/account/password", current=OTHER_PASSWORD, password=OTHER_PASSWORD).status_code
        == 400
    )
    answer = ada.post("/account/password", current=PASSWORD, password=OTHER_PASSWORD)
    assert answer.location == "/account/security"
    assert ada.signed_in()
    assert not other.signed_in()
    assert house.visitor().sign_in("ada@example.org", OTHER_PASSWORD).status_code == 303


def test_sessions_are_listed_and_ended_one_by_one_and_all(house: House, ada: Visitor) -> None:
    others = [house.visitor() for _ in range(3)]
    for number, other in enumerate(others):
        other.client.environ_base["HTTP_USER_AGENT"] = f"Browser <b>{number}</b>"
        other.sign_in("ada@example.org")
    page = ada.get("/account/sessions").text
    assert "Browser &lt;b&gt;0&lt;/b&gt;" in page
    with house.database.reading() as session:
        number = session.scalar(text("SELECT id FROM account_session WHERE user_agent LIKE '%0%'"))
    assert ada.post(f"/account/sessions/{number}/end").status_code == 303
    assert [other.signed_in() for other in others] == [False, True, True]
    ada.post("/account/sessions/end-others")
    assert [other.signed_in() for other in others] == [False, False, False]
    assert ada.signed_in()


def test_nobody_ends_a_session_of_others(house: House, ada: Visitor) -> None:
    house.account("bob@example.org")
    bob = house.visitor()
    bob.sign_in("bob@example.org")
    with house.database.reading() as session:
        numbers = session.scalars(text("SELECT id FROM account_session")).all()
    for number in numbers:
        if number != max(numbers):
            bob.post(f"/account/sessions/{number}/end")
    assert ada.signed_in()


def test_own_data_holds_everything_but_secrets(house: House, ada: Visitor) -> None:
    ada.add_app()
    number = house.id_of("ada@example.org")
    house.organization(owner=number)
    answer = ada.post("/account/data")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="my-data.json"'
    found = answer.get_json()
    assert found["account"]["email"] == "ada@example.org"
    assert found["account"]["authenticator_app"] is True
    assert found["organizations"][0]["role"] == "owner"
    assert {row["action"] for row in found["log"]} >= {"account:sign_in", "account:add_totp"}
    stored = house.read(number)
    for secret in (
        stored.password_hash,
        stored.totp_secret,
        ada.secret,
        ada.cookie(),
        ada.codes[0],
    ):
        assert secret
        assert secret not in answer.text


def test_closing_erases_the_person(house: House, ada: Visitor) -> None:
    number = house.id_of("ada@example.org")
    assert ada.post("/account/close").status_code == 303
    assert not ada.signed_in()
    row = house.read(number)
    assert (row.email, row.name, row.password_hash) == ("", "", None)
    assert house.visitor().sign_in("ada@example.org").status_code == 400
    assert "closed" in house.mails_to("ada@example.org")[-1]["Subject"]
    with house.database.reading() as session:
        for table in ("account", "account_session", "mail", "membership"):
            rows = session.execute(text(f"SELECT * FROM {table}")).all()  # noqa: S608
            if table != "mail":  # the goodbye is the last one
                assert "ada@example.org" not in str(rows), table
    visitor = house.visitor()
    assert register(visitor, "ada@example.org") == 303  # the address is free again


def test_the_log_of_requests_has_no_token(
    house: House, visitor: Visitor, caplog: pytest.LogCaptureFixture
) -> None:
    house.account("ada@example.org")
    visitor.post("/account/reset", email="ada@example.org")
    path = house.link("ada@example.org", "reset")
    with caplog.at_level("INFO", logger="directory.access"):
        visitor.get(path)
    assert "/account/reset/<token>" in caplog.text
    assert path not in caplog.text
