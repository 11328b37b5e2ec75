"""Submitting in a real browser: with scripts, without them, and under axe."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import make_server

from tests.browser.test_axe import axe_violations
from tests.features.test_media import picture
from tests.people import House
from tests.people import house as make_house
from tests.web.submit.people import sign_in

pytestmark = pytest.mark.browser
LONG = "Learners plant trees. They solve fraction tasks. " * 4


@dataclass
class Desk:
    """A running site and a browser whose owner is signed in."""

    house: House
    browser: Browser
    address: str
    problems: list[str]

    def page(self, width: int = 1280, *, scripts: bool = True) -> Page:
        """A new browser context: what it knows comes from the server alone."""
        client, _ = sign_in(self.house)
        cookie = client.get_cookie("account")
        assert cookie
        context = self.browser.new_context(
            viewport={"width": width, "height": 900},
            base_url=self.address,
            java_script_enabled=scripts,
            bypass_csp=scripts,
        )
        context.add_cookies([{"name": "account", "value": cookie.value, "url": self.address}])
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: self.problems.append(str(error)))
        return page


@pytest.fixture
def desk(tmp_path: Path, database_template: Path, browser: Browser) -> Iterator[Desk]:
    with make_house(tmp_path, database_template) as house:
        house.clock.now = datetime.now(UTC)
        server = make_server("127.0.0.1", 0, house.app, threaded=True)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        found = Desk(house, browser, f"http://127.0.0.1:{server.server_port}", [])
        yield found
        for context in browser.contexts:
            context.close()
        server.shutdown()
        thread.join()
        server.server_close()
        assert found.problems == []


def begin(desk: Desk, page: Page, kind: str = "Product", name: str = "Fraction Forest") -> str:
    page.goto("/my/listings/new")
    page.get_by_role("radio", name=kind).check()
    page.get_by_label("Its name").fill(name)
    desk.house.clock.move(seconds=10)
    page.get_by_role("button", name="Begin the draft").click()
    expect(page.get_by_role("heading", level=1, name="Basics")).to_be_visible()
    return page.url.split("/")[5]


def fill_in(page: Page, uid: str) -> None:
    """Everything that a product needs, as a person would type it."""
    page.get_by_label("In one line").fill("Practice fractions in a forest")
    page.get_by_label("Description").fill(LONG)
    page.get_by_label("Home page").fill("https://forest.example.org")
    page.get_by_role("button", name="Save and go on").click()
    page.locator("#product_kinds > summary").click()
    page.locator("#product_kinds-practice").check()
    page.locator("#levels > summary").click()
    page.locator("#levels-grade-3").check()
    page.get_by_role("button", name="Save and go on").click()
    page.goto(f"/my/listings/{uid}/edit/safe")
    page.locator("#facts-privacy_policy-state-1").check()
    page.locator("#facts-privacy_policy-url").fill("https://forest.example.org/privacy")
    page.get_by_role("button", name="Save", exact=True).click()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_listing_is_drafted_over_two_browsers_submitted_and_withdrawn(
    desk: Desk, scripts: bool
) -> None:
    page = desk.page(360, scripts=scripts)
    uid = begin(desk, page)
    fill_in(page, uid)
    page = desk.page(1280, scripts=scripts)  # another browser, another day
    page.goto("/my/listings")
    page.get_by_role("link", name="Fraction Forest").click()
    page.get_by_role("link", name="Go on with the form").click()
    expect(page.get_by_label("In one line")).to_have_value("Practice fractions in a forest")
    page.get_by_role("button", name="Add one to More pages").click()
    page.get_by_label("Name of the page").fill("Help")
    page.get_by_label("Web address").fill("https://help.example.org")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_label("Name of the page")).to_have_value("Help")
    page.get_by_role("button", name="Take out number 1").click()
    expect(page.get_by_label("Name of the page")).to_have_count(0)
    page.goto(f"/my/listings/{uid}/preview")
    expect(page.get_by_role("heading", level=1)).to_have_text("Fraction Forest")
    page.goto(f"/my/listings/{uid}/check")
    desk.house.clock.move(seconds=10)
    page.get_by_role("button", name="Submit for review").click()
    expect(page.get_by_text("Waiting for review")).to_be_visible()
    page.get_by_role("link", name="Withdraw").click()
    page.get_by_role("button", name="Withdraw").click()
    expect(page.get_by_text("Withdrawn", exact=True)).to_be_visible()
    page.get_by_role("button", name="Take it up again").click()
    expect(page.get_by_label("Home page")).to_have_value("https://forest.example.org/")


def test_what_is_typed_is_saved_by_itself(desk: Desk) -> None:
    page = desk.page()
    uid = begin(desk, page)
    page.get_by_label("In one line").press_sequentially("Practice fractions")
    expect(page.locator("#save-status")).to_contain_text("Saved as a draft at")
    other = desk.page()
    other.goto(f"/my/listings/{uid}/edit/basics")
    expect(other.get_by_label("In one line")).to_have_value("Practice fractions")
    other.get_by_label("In one line").fill("From the other window")
    other.get_by_role("button", name="Save", exact=True).click()
    page.get_by_label("In one line").fill("From the first window")
    expect(page.locator("#save-status")).to_contain_text("changed in another window")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("There are two versions")
    page.get_by_role("button", name="Save what I typed").click()
    expect(page.get_by_label("In one line")).to_have_value("From the first window")


def test_a_term_is_found_by_its_synonym_with_the_keyboard(desk: Desk) -> None:
    page = desk.page()
    uid = begin(desk, page)
    page.goto(f"/my/listings/{uid}/edit/audience")
    page.locator("#subjects > summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Find in “Subjects”")).to_be_focused()
    page.keyboard.type("matemáticas")
    expect(page.locator("#subjects-mathematics")).to_be_visible()
    expect(page.locator("#subjects-reading")).to_be_hidden()
    page.keyboard.press("Enter")  # looking for a term sends nothing
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(page.locator("#subjects .picker__chosen")).to_contain_text("Math")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#subjects .picker__chosen")).to_contain_text("Math")


def test_enter_in_a_field_saves_and_takes_no_row_out(desk: Desk) -> None:
    page = desk.page(scripts=False)
    begin(desk, page)
    page.get_by_role("button", name="Add one to More pages").click()
    page.get_by_label("Name of the page").fill("Help")
    page.get_by_label("Name of the page").press("Enter")
    expect(page.get_by_label("Name of the page")).to_have_value("Help")


@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing_on_any_page(desk: Desk, width: int) -> None:
    page = desk.page(width)
    faults: dict[str, list[str]] = {}

    def look(path: str) -> None:
        page.goto(path)
        overflow = page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
        found = [*axe_violations(page), *(["scrolls sideways"] if overflow else [])]
        if found:
            faults[path] = found

    look("/my/listings")
    look("/my/listings/new")
    uid = begin(desk, page)
    fill_in(page, uid)
    keys = ["basics?add=links", "audience", "usable?add=price_plans", "safe", "inclusive"]
    keys += [
        "evidence-based?add=studies",
        "interoperable?add=interoperability",
        "people?add=relations",
    ]
    for key in keys:
        look(f"/my/listings/{uid}/edit/{key}")
    page.goto(f"/my/listings/{uid}/edit/basics")
    page.get_by_label("Home page").fill("nonsense")
    page.get_by_role("button", name="Save", exact=True).click()
    look(f"/my/listings/{uid}/edit/basics?saved=1")
    page.goto(f"/my/listings/{uid}/pictures")
    file = {"name": "logo.png", "mimeType": "image/png", "buffer": picture()}
    page.locator("#logo-file").set_input_files(file)  # type: ignore[arg-type]
    page.locator("#logo-alt").fill("A green tree")
    page.get_by_role("button", name="Save", exact=True).click()
    for part in ("", "/pictures", "/check", "/preview", "/withdraw", "/prefilled?unknown=a:%20b"):
        look(f"/my/listings/{uid}{part}")
    for part in ("", "/import", "/prefill"):
        look(f"/my/listings{part}")
    assert faults == {}
