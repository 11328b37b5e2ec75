"""Roles: a second factor on every way in, the first administrator, disabling, the last administrator."""

import pytest
from click.testing import CliRunner
from flask import Flask

from directory.cli import manage
from directory.kernel.access import Access, allow
from tests.people import OTHER_PASSWORD, PASSWORD, House, Visitor


def add_staff_pages(app: Flask) -> Flask:
    """Two pages for staff, as other parts of the site have them."""
    app._got_first_request = False  # a test adds routes to a running application
    for access in (Access.STAFF, Access.ADMIN):

        @allow(access, fresh=access is Access.ADMIN)
        def page() -> str:
            return "for staff"

        app.add_url_rule(f"/test/{access}", f"test_{access}", page)
    return app


@pytest.fixture
def staff_pages(house: House) -> Flask:
    return add_staff_pages(house.app)


def test_staff_without_a_second_factor_can_only_set_one_up(
    house: House, staff_pages: Flask
) -> None:
    house.account("mod@example.org", moderator=True)
    mod = house.visitor()
    assert mod.sign_in("mod@example.org").location.startswith("/account/second-factor")
    assert mod.get("/account/second-factor").location.startswith("/account/protect")
    for path in ("/account", "/account/data", "/test/staff", "/account/email"):
        assert mod.get(path).location.startswith("/account/protect"), path
    assert "Members of staff need a second factor" in mod.get("/account/protect").text
    mod.add_app()
    assert mod.get("/account").status_code == 200
    assert mod.get("/test/staff").status_code == 200
    assert mod.get("/test/admin").status_code == 403


def test_staff_with_a_second_factor_use_it_at_each_sign_in(
    house: House, staff_pages: Flask
) -> None:
    house.account("admin@example.org", admin=True)
    admin = house.visitor()
    admin.sign_in("admin@example.org")
    admin.add_app()
    admin.post("/account/sign-out")
    admin.sign_in("admin@example.org")
    assert admin.get("/test/staff").location.startswith("/account/second-factor")
    # The password alone must not allow to set another app up.
    assert admin.get("/account/protect/app").location.startswith("/account/second-factor")
    admin.second_factor()
    assert admin.get("/test/staff").status_code == 200
    assert admin.get("/test/admin").status_code == 200


def test_a_reset_gives_no_staff_rights(house: House, staff_pages: Flask) -> None:
    house.account("admin@example.org", admin=True)
    admin = house.visitor()
    admin.sign_in("admin@example.org")
    admin.add_app()
    thief = house.visitor()
    thief.post("/account/reset", email="admin@example.org")
    thief.post(house.link("admin@example.org", "reset"), password=OTHER_PASSWORD)
    thief.sign_in("admin@example.org", OTHER_PASSWORD)
    assert thief.get("/test/staff").location.startswith("/account/second-factor")


def test_freshness_of_staff_means_the_second_factor(house: House, staff_pages: Flask) -> None:
    house.account("admin@example.org", admin=True)
    admin = house.visitor()
    admin.sign_in("admin@example.org")
    admin.add_app()
    house.clock.move(minutes=16)
    assert admin.get("/test/admin").location.startswith("/account/verify")
    assert admin.post("/account/verify", password=PASSWORD, code="000000").status_code == 400
    assert admin.get("/test/admin").status_code == 303
    assert admin.post("/account/verify", password=PASSWORD, code=admin.code()).status_code == 303
    assert admin.get("/test/admin").status_code == 200


def test_staff_cannot_drop_their_only_second_factor(house: House) -> None:
    house.account("mod@example.org", moderator=True)
    mod = house.visitor()
    mod.sign_in("mod@example.org")
    mod.add_app()
    mod.post("/account/protect/app/remove")
    assert house.read(house.id_of("mod@example.org")).totp_secret is not None
    assert "Add another one first" in mod.get("/account/security").text


def test_a_member_may_drop_it(house: House, ada: Visitor) -> None:
    ada.add_app()
    ada.post("/account/protect/app/remove")
    ada.post("/account/sign-out")
    assert ada.sign_in("ada@example.org").location == "/account"


def manage_users(house: House, *arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(manage, ["users", *arguments], obj=house.tools)
    return result.exit_code, result.output


def test_disabling_ends_sessions_at_once(house: House, ada: Visitor) -> None:
    assert manage_users(house, "disable", "ada@example.org", "--reason", "spam") == (0, "Done.\n")
    assert not ada.signed_in()
    assert ada.sign_in("ada@example.org").status_code == 400
    ada.post("/account/reset", email="ada@example.org")
    assert house.mails() == []
    manage_users(house, "enable", "ada@example.org", "--reason", "a mistake")
    assert ada.sign_in("ada@example.org").status_code == 303


def test_a_new_role_ends_sessions(house: House, ada: Visitor) -> None:
    assert manage_users(house, "roles", "ada@example.org", "--moderator")[0] == 0
    assert not ada.signed_in()
    assert manage_users(house, "staff")[1] == "ada@example.org  moderator\n"
    assert "moderator" in house.mails()[-1].as_string()


def test_the_last_administrator_stays(house: House) -> None:
    house.account("one@example.org", admin=True)
    for arguments in (
        ("roles", "one@example.org"),
        ("disable", "one@example.org", "--reason", "x"),
    ):
        code, output = manage_users(house, *arguments)
        assert code == 1
        assert "last administrator" in output
    one = house.visitor()
    one.sign_in("one@example.org")
    one.add_app()
    one.post("/account/close")
    assert "last administrator" in one.get("/account/close").text
    house.account("two@example.org", admin=True)
    assert manage_users(house, "roles", "one@example.org")[0] == 0


def test_the_first_administrator_comes_by_a_link_that_works_once(house: House) -> None:
    code, output = manage_users(house, "first-admin")
    assert code == 0
    path = output.strip().removeprefix("http://127.0.0.1:5000")
    visitor = house.visitor()
    assert visitor.get(path).status_code == 200
    fields = {"name": "Root", "email": "root@example.org", "password": "short"}
    assert visitor.post(path, **fields).status_code == 400
    answer = visitor.post(path, **{**fields, "password": PASSWORD})
    assert answer.location.startswith("/account/second-factor")
    visitor.add_app()
    assert "Administrator" in visitor.get("/account").text
    assert house.visitor().get(path).status_code == 410
    assert "already" in manage_users(house, "first-admin")[1]
    assert manage_users(house, "first-admin", "--if-none") == (0, "")


def test_a_link_for_the_first_administrator_expires_and_the_newest_counts(house: House) -> None:
    first = manage_users(house, "first-admin")[1].strip().removeprefix("http://127.0.0.1:5000")
    second = manage_users(house, "first-admin")[1].strip().removeprefix("http://127.0.0.1:5000")
    visitor = house.visitor()
    assert visitor.get(first).status_code == 410
    assert visitor.get(second).status_code == 200
    house.clock.move(hours=24, minutes=1)
    assert visitor.get(second).status_code == 410


def test_an_unknown_address_is_said(house: House) -> None:
    code, output = manage_users(house, "roles", "nobody@example.org", "--admin")
    assert code == 1
    assert "no account with the address" in output
