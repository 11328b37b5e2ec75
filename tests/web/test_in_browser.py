"""The pages about the site in a real browser: axe-core, 320 pixels, and no scripts at all."""

import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from directory.config import ROOT

PAGES = ("about", "data", "glossary", "accessibility", "privacy", "developers", "contact")
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"))
        yield browser
        browser.close()


@pytest.fixture
def window(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


@pytest.fixture
def plain_window(chromium: Browser) -> Iterator[Page]:
    """A narrow window in which no script runs."""
    context = chromium.new_context(
        viewport={"width": 320, "height": 640}, java_script_enabled=False
    )
    yield context.new_page()
    context.close()


def violations(window: Page) -> list[str]:
    window.evaluate(AXE.read_text(encoding="utf-8"))
    result: dict[str, Any] = window.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
    return [
        f"{found['id']}: {node['html']}"
        for found in result["violations"]
        for node in found["nodes"]
    ]


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(window: Page, live_site: str, name: str) -> None:
    window.goto(f"{live_site}/{name}")
    window.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert violations(window) == []


def test_axe_finds_nothing_in_a_form_that_was_sent_back(window: Page, live_site: str) -> None:
    window.goto(f"{live_site}/contact")
    window.wait_for_timeout(3100)
    window.get_by_role("button", name="Send this note").click()
    assert window.title().startswith("Error: ")
    assert violations(window) == []


@pytest.mark.parametrize("name", PAGES)
def test_nothing_scrolls_sideways_at_320_pixels(window: Page, live_site: str, name: str) -> None:
    window.set_viewport_size({"width": 320, "height": 640})
    window.goto(f"{live_site}/{name}")
    assert window.evaluate("document.documentElement.scrollWidth") <= 320


def test_a_note_can_be_sent_without_scripts(plain_window: Page, live_site: str) -> None:
    window = plain_window
    window.goto(f"{live_site}/contact?topic=correction&about=/products/x")
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


def test_the_keyboard_reaches_every_field_in_order(window: Page, live_site: str) -> None:
    window.goto(f"{live_site}/contact")
    window.locator("#topic-0").focus()
    names = []
    for _ in range(6):
        names.append(window.evaluate("document.activeElement.name || 'button'"))
        window.keyboard.press("Tab")
    assert names == ["topic", "message", "about", "name", "email", "button"]
