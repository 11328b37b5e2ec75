"""Accounts in a real browser: register, confirm, apps, recovery codes, passkeys, reset; no scripts; axe."""

import re
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyotp
import pytest
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import make_server

from directory.kernel.clock import utcnow
from directory.web.shared.services import Services
from tests.browser.account_pages import ADA, Live, all_pages, fill, heading, press, sign_in
from tests.browser.conftest import _is_problem
from tests.browser.test_axe import axe_violations
from tests.people import OTHER_PASSWORD, PASSWORD
from tests.people import house as make_house

pytestmark = pytest.mark.browser


@pytest.fixture
def live(tmp_path: Path, database_template: Path) -> Iterator[Live]:
    server = make_server("127.0.0.1", 0, lambda *_: [], threaded=True)
    address = f"http://localhost:{server.server_port}"
    with make_house(tmp_path, database_template, BASE_URL=address) as house:
        services: Services = house.app.extensions["directory"]
        house.clock.now = utcnow()  # codes of an app are of today
        assert services.settings.base_url == address
        server.app = house.app
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield Live(house, address)
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def open_page(browser: Browser, live: Live) -> Iterator[Any]:
    contexts, problems = [], []

    def make(width: int = 1280, height: int = 900, **options: Any) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": height}, base_url=live.address, **options
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", lambda m: problems.append(m.text) if _is_problem(m) else None)
        return page

    yield make
    for context in contexts:
        context.close()
    assert problems == []


def next_code(live: Live, secret: str) -> str:
    """The code of the next half minute: the one before may have been used."""
    live.house.clock.move(seconds=31)
    return str(pyotp.TOTP(secret).at(live.house.clock()))


def register_and_confirm(live: Live, page: Page) -> None:
    """From the home page to a confirmed account."""
    page.goto("/")
    page.get_by_role("link", name="Sign in").click()
    page.get_by_role("link", name="Create an account").click()
    fill(page, name="Ada Lovelace", email=ADA, password="short")
    press(page, "Create account")
    expect(page.get_by_role("alert")).to_contain_text("at least 15 characters")
    expect(page.get_by_label("E-mail address")).to_have_value(ADA)
    fill(page, password=PASSWORD)
    press(page, "Create account")
    heading(page, "Check your e-mail")

    page.goto(live.path("confirm"))
    heading(page, "Confirm your e-mail address")
    fill(page, password=PASSWORD)
    press(page, "Confirm")
    heading(page, "Your account")


def set_up_an_app(live: Live, page: Page) -> tuple[str, list[str]]:
    """Set up an authenticator app and sign out; returns its key and the recovery codes."""
    page.get_by_role("link", name="Sign-in and security").first.click()
    page.get_by_role("link", name="Set up an app").click()
    secret = page.locator(".key").inner_text().replace(" ", "")
    fill(page, code=str(pyotp.TOTP(secret).at(live.house.clock())))
    press(page, "Turn it on")
    heading(page, "Keep your recovery codes")
    codes = page.locator(".codes code").all_inner_texts()
    assert len(codes) == 10
    page.get_by_role("link", name="I have kept them").click()
    press(page, "Sign out")
    expect(page.locator(".notices")).to_contain_text("signed out")
    return secret, codes


def use_both_factors(live: Live, page: Page, secret: str, code: str) -> None:
    """Sign in with a code of the app, then with a recovery code."""
    sign_in(page)
    heading(page, "Second step")
    fill(page, code=next_code(live, secret))
    press(page, "Go on")
    heading(page, "Your account")
    press(page, "Sign out")
    sign_in(page)
    fill(page, code=code)
    press(page, "Go on")
    heading(page, "Your account")
    press(page, "Sign out")


def reset_the_password(live: Live, page: Page, secret: str) -> None:
    """Set a new password by mail; the second factor is asked for all the same."""
    page.get_by_role("link", name="Forgot your password?").click()
    fill(page, email=ADA)
    press(page, "Send the link")
    heading(page, "Check your e-mail")
    page.goto(live.path("reset"))
    fill(page, password=OTHER_PASSWORD)
    press(page, "Set this password")
    sign_in(page, PASSWORD)
    expect(page.get_by_role("alert")).to_contain_text("not right")
    sign_in(page, OTHER_PASSWORD)
    heading(page, "Second step")
    fill(page, code=next_code(live, secret))
    press(page, "Go on")
    heading(page, "Your account")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_from_registration_to_a_reset_with_a_second_factor(
    live: Live, open_page: Any, scripts: bool
) -> None:
    page = open_page(java_script_enabled=scripts)
    register_and_confirm(live, page)
    secret, codes = set_up_an_app(live, page)
    use_both_factors(live, page, secret, codes[3])
    reset_the_password(live, page, secret)


def test_a_passkey_is_added_and_opens_the_account(live: Live, open_page: Any) -> None:
    live.house.account(ADA)
    page = open_page()
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    device = devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})[
        "authenticatorId"
    ]
    sign_in(page)
    page.goto("/account/security")
    page.get_by_label("Name of the passkey").fill("My laptop")
    press(page, "Add a passkey")
    expect(page.get_by_role("heading", name="Your recovery codes")).to_be_visible()
    assert page.locator(".passkey-codes code").count() == 10
    page.get_by_role("link", name="I have kept them").click()
    expect(page.locator("strong", has_text="My laptop")).to_be_visible()
    assert (
        len(devtools.send("WebAuthn.getCredentials", {"authenticatorId": device})["credentials"])
        == 1
    )
    press(page, "Sign out")

    page.goto("/account/sign-in?next=/account/data")
    press(page, "Sign in with a passkey")
    page.wait_for_url("**/account/data")
    heading(page, "Your data")

    live.house.clock.move(minutes=16)
    page.goto("/account/email")
    heading(page, "Confirm that it is you")
    press(page, "Use a passkey")
    page.wait_for_url("**/account/email")

    # A device that does not check who holds it is not enough.
    press(page, "Sign out")
    devtools.send("WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": False})
    page.goto("/account/sign-in")
    press(page, "Sign in with a passkey")
    expect(page.locator(".passkey [role=alert]")).to_be_visible(timeout=70_000)
    page.goto("/account")
    heading(page, "Sign in")


def test_staff_may_protect_themselves_with_a_passkey_alone(live: Live, open_page: Any) -> None:
    live.house.account(ADA, moderator=True)
    page = open_page()
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    sign_in(page)
    heading(page, "Protect your account")
    press(page, "Add a passkey")
    expect(page.get_by_role("heading", name="Your recovery codes")).to_be_visible()
    page.get_by_role("link", name="I have kept them").click()
    heading(page, "Sign-in and security")
    press(page, "Sign out")
    sign_in(page)
    heading(page, "Second step")
    press(page, "Use a passkey")
    page.wait_for_url("**/account")
    heading(page, "Your account")
    expect(page.get_by_text("Moderator")).to_be_visible()


def test_a_colleague_is_invited_and_joins(live: Live, open_page: Any) -> None:
    live.house.organization(owner=live.house.account(ADA))
    live.house.account("bob@example.org")
    page = open_page()
    sign_in(page)
    page.get_by_role("link", name="Forest Works").click()
    fill(page, email="bob@example.org")
    page.get_by_label(re.compile("^Viewer")).check()
    press(page, "Send the invitation")
    expect(page.get_by_text("bob@example.org Viewer")).to_be_visible()
    other = open_page()
    path = live.path("invitations", "bob@example.org")
    other.goto(path)
    heading(other, "Sign in")
    fill(other, email="bob@example.org", password=PASSWORD)
    press(other, "Sign in")
    heading(other, "Join Forest Works?")
    press(other, "Join")
    heading(other, "Forest Works")
    expect(other.get_by_text("You are a viewer.")).to_be_visible()
    page.reload()
    page.get_by_role("button", name=re.compile("^Remove")).click()
    other.goto("/account/organizations/forest-works")
    heading(other, "Page not found")


def test_a_password_can_be_shown_and_is_sent_hidden(live: Live, open_page: Any) -> None:
    live.house.account(ADA)
    page = open_page()
    page.goto("/account/sign-in")
    fill(page, email=ADA, password=PASSWORD)
    press(page, "Show password")
    expect(page.locator("#password")).to_have_attribute("type", "text")
    press(page, "Hide password")
    expect(page.locator("#password")).to_have_attribute("type", "password")
    page.locator("#password").press("Enter")
    heading(page, "Your account")


def test_the_back_button_shows_nothing_after_sign_out(live: Live, open_page: Any) -> None:
    live.house.account(ADA)
    page = open_page()
    sign_in(page)
    page.goto("/account/security")
    press(page, "Sign out")
    page.evaluate("history.back()")
    page.wait_for_load_state()
    heading(page, "Sign in")


@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing_on_any_page(live: Live, open_page: Any, width: int) -> None:
    page = open_page(width=width, bypass_csp=True)
    found = {}
    for name in all_pages(live, page):
        if violations := axe_violations(page):
            found[name] = violations
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if wide > 0:
            found[f"{name} scrolls sideways"] = [str(wide)]
    assert found == {}


def test_pages_fit_at_320_pixels(live: Live, open_page: Any) -> None:
    page = open_page(width=320, height=700)
    for name in all_pages(live, page):
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, name
