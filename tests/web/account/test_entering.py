"""Sign in, second factor, sign out: what opens an account, and what does not."""

import pytest
from sqlalchemy import text

from directory.accounts import passwords, roles
from tests.people import OPERATOR, OTHER_PASSWORD, PASSWORD, House, Visitor


def test_it_works(house: House, visitor: Visitor) -> None:
    house.account("ada@example.org")
    answer = visitor.sign_in("  ADA@Example.org ", next="/account/security")
    assert (answer.status_code, answer.location) == (303, "/account/security")
    page = visitor.get("/account")
    assert "ada@example.org" in page.text
    assert page.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("case", ["unknown", "wrong", "disabled", "closed", "empty", "huge"])
def test_all_failures_look_the_same(house: House, visitor: Visitor, case: str) -> None:
    number = house.account("ada@example.org")
    if case == "disabled":
        with house.database.writing() as session:
            roles.disable(session, OPERATOR, number, reason="spam", now=house.clock())
    if case == "closed":
        other = house.visitor()
        other.sign_in("ada@example.org")
        assert other.post("/account/close").status_code == 303
    address = "bob@example.org" if case == "unknown" else "ada@example.org"
    password = {"wrong": OTHER_PASSWORD, "empty": "", "huge": "x" * 5000}.get(case, PASSWORD)
    answer = visitor.sign_in(address, password)
    assert answer.status_code == 400
    assert "The address or the password is not right." in answer.text
    assert visitor.cookie() == ""
    assert not visitor.signed_in()


def test_an_unknown_address_costs_the_same_hash(
    house: House, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.account("ada@example.org")
    seen = []
    real = passwords._hasher.verify

    def verify(stored: str, password: str) -> bool:
        seen.append(stored)
        return bool(real(stored, password))

    class Spy:
        def __init__(self) -> None:
            self.verify = verify
            self.check_needs_rehash = passwords._hasher.check_needs_rehash

    monkeypatch.setattr(passwords, "_hasher", Spy())
    for address in ("ada@example.org", "nobody@example.org"):
        visitor.sign_in(address, OTHER_PASSWORD)
    assert len(seen) == 2
    assert seen[0].split("$")[:4] == seen[1].split("$")[:4]  # algorithm and cost are the same


def test_a_copied_cookie_is_dead_after_sign_out(house: House, ada: Visitor) -> None:
    copy = ada.cookie()
    thief = house.visitor()
    thief.client.set_cookie("account", copy)
    assert thief.signed_in()
    assert ada.post("/account/sign-out").status_code == 303
    assert not ada.signed_in()
    assert not thief.signed_in()
    assert ada.cookie() == ""


def test_the_database_holds_no_cookie(house: House, ada: Visitor) -> None:
    with house.database.reading() as session:
        stored = session.scalars(text("SELECT id_hash FROM account_session")).all()
    assert stored
    assert ada.cookie() not in stored
    assert len(ada.cookie()) >= 43  # 256 bits


def test_the_cookie_is_kept_from_scripts_and_other_sites(house: House, visitor: Visitor) -> None:
    house.account("ada@example.org")
    answer = visitor.sign_in("ada@example.org")
    cookie = next(c for c in answer.headers.getlist("Set-Cookie") if c.startswith("account="))
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Domain" not in cookie


def test_signing_in_gives_a_new_id_and_new_form_tokens(house: House, ada: Visitor) -> None:
    before, token = ada.cookie(), ada.token()
    assert ada.sign_in("ada@example.org").status_code == 303
    assert ada.cookie() != before
    thief = house.visitor()
    thief.client.set_cookie("account", before)
    assert not thief.signed_in()
    assert ada.client.post("/account/sign-out", data={"csrf_token": token}).status_code == 400


def test_a_planted_cookie_is_not_taken_over(house: House, visitor: Visitor) -> None:
    house.account("ada@example.org")
    visitor.client.set_cookie("account", "planted-by-somebody-else-0123456789abcdefghij")
    visitor.sign_in("ada@example.org")
    assert visitor.cookie() != "planted-by-somebody-else-0123456789abcdefghij"


@pytest.mark.parametrize(
    ("goal", "lands"),
    [
        ("/account/data?x=1", "/account/data?x=1"),
        ("//evil.example", "/account"),
        ("https://evil.example", "/account"),
        ("/\\evil.example", "/account"),
        ("/%0d%0aLocation:evil", "/%0d%0aLocation:evil"),
        ("/\r\nevil", "/account"),
        ("javascript:alert(1)", "/account"),
        ("/" + "a" * 3000, "/account"),
        ("", "/account"),
    ],
)
def test_next_leads_nowhere_else(house: House, visitor: Visitor, goal: str, lands: str) -> None:
    house.account("ada@example.org")
    assert visitor.sign_in("ada@example.org", next=goal).location == lands


def test_too_many_wrong_passwords_wait_and_then_work(house: House, visitor: Visitor) -> None:
    house.account("ada@example.org")
    for _ in range(10):
        assert visitor.sign_in("ada@example.org", OTHER_PASSWORD).status_code == 400
    held = visitor.sign_in("ada@example.org")
    assert held.status_code == 429
    assert 0 < int(held.headers["Retry-After"]) <= 300
    assert "too many tries" in held.text
    house.clock.move(minutes=5, seconds=1)
    assert visitor.sign_in("ada@example.org").status_code == 303


def test_an_unknown_address_is_held_back_like_a_known_one(house: House, visitor: Visitor) -> None:
    for _ in range(10):
        assert visitor.sign_in("nobody@example.org").status_code == 400
    assert visitor.sign_in("nobody@example.org").status_code == 429


def test_one_network_address_cannot_try_many_accounts(house: House, visitor: Visitor) -> None:
    house.account("ada@example.org")
    for number in range(10):
        visitor.sign_in(f"person{number}@example.org")
    assert visitor.sign_in("ada@example.org").status_code == 429
    elsewhere = house.visitor()
    elsewhere.client.environ_base["REMOTE_ADDR"] = "192.0.2.9"
    assert elsewhere.sign_in("ada@example.org").status_code == 303


def test_the_second_factor_is_asked_for(house: House, ada: Visitor) -> None:
    ada.add_app()
    ada.post("/account/sign-out")
    answer = ada.sign_in("ada@example.org", next="/account/data")
    assert answer.location == "/account/second-factor?next=/account/data"
    begun = ada.cookie()
    for path in ("/account", "/account/security", "/account/protect/app", "/account/data"):
        assert ada.get(path).location.startswith("/account/second-factor"), path
    assert ada.second_factor("000000").status_code == 400
    assert (
        ada.post("/account/second-factor", code=ada.code(), next="/account/data").location
        == "/account/data"
    )
    assert ada.cookie() != begun  # a new id
    assert ada.signed_in()


def test_a_code_works_once(house: House, ada: Visitor) -> None:
    ada.add_app()
    code = ada.code()
    for expected in (303, 400):
        ada.post("/account/sign-out")
        ada.sign_in("ada@example.org")
        assert ada.second_factor(code).status_code == expected
    house.clock.move(seconds=30)
    assert ada.second_factor().status_code == 303


def test_wrong_codes_are_held_back(house: House, ada: Visitor) -> None:
    ada.add_app()
    ada.post("/account/sign-out")
    ada.sign_in("ada@example.org")
    for _ in range(5):
        assert ada.second_factor("123123").status_code == 400
    assert ada.second_factor().status_code == 429
    house.clock.move(minutes=6)
    assert ada.second_factor().status_code == 303


def test_a_recovery_code_works_once_however_it_is_typed(house: House, ada: Visitor) -> None:
    ada.add_app()
    assert len(set(ada.codes)) == 10
    ada.post("/account/sign-out")
    ada.sign_in("ada@example.org")
    assert ada.second_factor(ada.codes[0].replace("-", " ").upper()).status_code == 303
    assert "9 codes left" in ada.get("/account/security").text
    ada.post("/account/sign-out")
    ada.sign_in("ada@example.org")
    assert ada.second_factor(ada.codes[0]).status_code == 400
    assert any("recovery code was used" in m.as_string() for m in house.mails_to("ada@example.org"))


def test_half_a_sign_in_ends_by_itself(house: House, ada: Visitor) -> None:
    ada.add_app()
    ada.post("/account/sign-out")
    ada.sign_in("ada@example.org")
    house.clock.move(minutes=16)
    assert ada.get("/account/second-factor").location.startswith("/account/sign-in")


@pytest.mark.parametrize(
    ("staff", "step", "alive_for", "dead_after"),
    [
        (False, {"hours": 11}, 5, 24 * 7),
        (True, {"minutes": 25}, 5, 12),
    ],
)
def test_sessions_end_by_idleness_and_by_age(
    house: House, staff: bool, step: dict[str, float], alive_for: int, dead_after: int
) -> None:
    house.account("ada@example.org", **({"moderator": True} if staff else {}))
    ada = house.visitor()
    ada.sign_in("ada@example.org")
    if staff:
        ada.add_app()
    for _ in range(alive_for):
        house.clock.move(**step)
        assert ada.signed_in()
    idle = house.visitor()
    idle.client.set_cookie("account", ada.cookie())
    hours = 0.0
    while ada.signed_in():
        house.clock.move(**step)
        hours += step.get("hours", 0) + step.get("minutes", 0) / 60
        assert hours < dead_after + 12, "it must end, however often it is used"


def test_an_unused_session_ends(house: House, ada: Visitor) -> None:
    house.clock.move(hours=12, minutes=1)
    assert not ada.signed_in()


def test_what_changes_protection_asks_again(house: House, ada: Visitor) -> None:
    house.clock.move(minutes=16)
    answer = ada.get("/account/email")
    assert answer.location == "/account/verify?next=/account/email"
    assert ada.post("/account/verify", password=OTHER_PASSWORD).status_code == 400
    before = ada.cookie()
    assert (
        ada.post("/account/verify", password=PASSWORD, next="/account/email").location
        == "/account/email"
    )
    assert ada.cookie() != before
    assert ada.get("/account/email").status_code == 200


def test_pages_do_not_guess_who_reads(house: House, ada: Visitor) -> None:
    """Readers without an account get cacheable pages without a cookie; the signed-in one gets none kept."""
    public = house.visitor().get("/about")
    assert "Set-Cookie" not in public.headers
    assert public.headers["Cache-Control"].startswith("public")
    assert "Cookie" in public.headers["Vary"]
    assert ">Sign in</a>" in public.text
    mine = ada.get("/about")
    assert mine.headers["Cache-Control"] == "private, no-store"
    assert ">Account</a>" in mine.text
    etag = public.headers["ETag"]
    assert ada.get("/about", headers={"If-None-Match": etag}).status_code == 200


def test_the_api_ignores_the_cookie(house: House, ada: Visitor) -> None:
    answer = ada.get("/api/v1/search?q=x")
    assert answer.headers["Cache-Control"].startswith("public")
