"""The contact form in a real browser: without scripts, by keyboard, and when it comes back with errors."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import NewPage
from tests.browser.test_axe import axe_violations

pytestmark = pytest.mark.browser


def test_axe_finds_nothing_in_a_form_that_was_sent_back(new_page: NewPage) -> None:
    window = new_page(bypass_csp=True)
    window.goto("/contact")
    window.wait_for_timeout(3100)
    window.get_by_role("button", name="Send this note").click()
    assert window.title().startswith("Error: ")
    assert axe_violations(window) == []


def test_a_note_can_be_sent_without_scripts(new_page: NewPage) -> None:
    window = new_page(width=320, height=640, java_script_enabled=False)
    window.goto("/contact?topic=correction&about=/products/x")
    window.get_by_role("textbox", name="Your note").fill("short")
    window.wait_for_timeout(3100)
    window.get_by_role("button", name="Send this note").click()
    # The keyboard begins at the list of what is wrong, also without scripts.
    expect(window.locator(".error-summary")).to_be_focused()
    window.get_by_role("link", name="at least 10 characters").click()
    window.get_by_role("textbox", name="Your note").fill(
        "The price on this listing is out of date."
    )
    window.get_by_role("button", name="Send this note").click()
    assert window.get_by_role("heading", level=1).inner_text().startswith("Thank you")
    reference = window.locator("h1 + p strong").inner_text()
    window.reload()
    assert window.locator("h1 + p strong").inner_text() == reference
    assert "short" not in window.url


def test_the_keyboard_reaches_every_field_in_order(new_page: NewPage) -> None:
    window = new_page()
    window.goto("/contact")
    window.locator("#topic-0").focus()
    names = []
    for _ in range(6):
        names.append(window.evaluate("document.activeElement.name || 'button'"))
        window.keyboard.press("Tab")
    assert names == ["topic", "message", "about", "name", "email", "button"]
