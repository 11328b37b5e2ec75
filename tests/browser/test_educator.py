"""An educator finds, filters, reads and follows a real listing: with a mouse, by keyboard alone,
without scripts, on a small phone, at 400 % zoom."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NewPage

pytestmark = pytest.mark.browser


def test_search_filter_open_follow(page: Page) -> None:
    page.goto("/")
    page.locator("#home-q").fill("fractions")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("for “fractions”")
    page.get_by_role("link", name="Products").click()
    expect(page).to_have_url(re.compile("kind=product"))
    page.get_by_role("link", name="Slice Fractions").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Slice Fractions")
    expect(page.get_by_text("Both:").first).to_be_visible()
    page.goto("/products/khan-academy")
    home = page.get_by_role("link", name=re.compile("Go to khanacademy.org"))
    expect(home).to_have_attribute("href", "http://www.khanacademy.org/")


def test_a_filter_applies_at_once_and_goes_back(page: Page) -> None:
    page.goto("/search?q=math")
    before = page.locator("[data-results-summary]").inner_text()
    page.locator("#facet-price summary").first.click()
    page.locator("#f-price-free").check()
    expect(page).to_have_url(re.compile("price=free"))
    expect(page.locator("[data-results-summary]")).not_to_have_text(before)
    expect(page.get_by_role("link", name="Remove filter: Price: Free")).to_be_visible()
    page.go_back()
    expect(page.locator("[data-results-summary]")).to_have_text(before)


def test_suggestions_by_keyboard(page: Page) -> None:
    page.goto("/")
    box = page.locator("#home-q")
    box.focus()
    page.keyboard.type("khan")
    option = page.get_by_role("option", name=re.compile("Khan Academy")).first
    expect(option).to_be_visible()
    expect(box).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    expect(box).to_have_attribute("aria-activedescendant", re.compile(".+"))
    page.keyboard.press("Escape")
    expect(box).to_have_attribute("aria-expanded", "false")
    expect(box).to_have_value("khan")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/(products|organizations)/khan-academy"))


def test_keyboard_alone(page: Page) -> None:
    page.goto("/search?q=chemistry")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    seen: list[str] = []
    for _ in range(120):
        page.keyboard.press("Tab")
        focused = page.evaluate(
            "() => { const e = document.activeElement; const r = e.getBoundingClientRect();"
            " return {name: e.textContent.trim().slice(0, 60), shown: r.width > 0 && r.height > 0,"
            " outline: getComputedStyle(e).outlineStyle} }"
        )
        assert focused["shown"], focused
        seen.append(focused["name"])
        if "Kalzium" in focused["name"]:
            break
    assert "Kalzium" in seen[-1], seen
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Kalzium")


def test_without_scripts_everything_works(new_page: NewPage) -> None:
    page = new_page(java_script_enabled=False)
    page.goto("/")
    page.locator("#home-q").fill("geometry")
    page.get_by_role("button", name="Search").click()
    page.locator("#facet-price summary").first.click()
    page.locator("#f-price-free").check()
    page.get_by_role("button", name="Apply filters").click()
    expect(page).to_have_url(re.compile("price=free"))
    page.get_by_label("Sort by").select_option("name")
    page.get_by_role("button", name="Sort").click()
    expect(page).to_have_url(re.compile("sort=name"))
    page.get_by_role("link", name="Remove filter: Price: Free").click()
    expect(page).not_to_have_url(re.compile("price="))
    page.get_by_role("link", name="GeoGebra", exact=True).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("GeoGebra")


PAGES = [
    "/", "/search?q=math", "/search?q=zzzzzz", "/products/khan-academy", "/organizations/kde", "/people/salman-khan",
    "/opportunities/ed-ies-sbir", "/browse", "/browse/subject", "/browse/subject/mathematics", "/about", "/contact",
    "/unmet-needs", "/glossary", "/accessibility", "/privacy", "/developers", "/data", "/nope",
]  # fmt: skip


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("width", [320, 1280])
def test_no_page_scrolls_sideways(new_page: NewPage, path: str, width: int) -> None:
    page = new_page(width=width, height=640)
    page.goto(path)
    overflow = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    assert overflow <= 0


def test_at_400_percent_zoom_nothing_is_lost(new_page: NewPage) -> None:
    # 400 % zoom of a window of 1280 x 1024 is a viewport of 320 x 256 CSS pixels.
    page = new_page(width=320, height=256)
    page.goto("/search?q=math")
    page.get_by_text("Filters", exact=False).first.click()
    page.locator("#facet-level summary").first.scroll_into_view_if_needed()
    expect(page.locator("#facet-level summary").first).to_be_visible()
    page.get_by_role("link", name="Hooda Math").first.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_fonts_shift_nothing(page: Page) -> None:
    page.add_init_script(
        "window.shift = 0; new PerformanceObserver(l => l.getEntries().forEach(e => window.shift += e.value))"
        ".observe({type: 'layout-shift', buffered: true});"
    )
    for path in ("/", "/search?q=math", "/products/khan-academy"):
        page.goto(path, wait_until="load")
        page.wait_for_timeout(300)
        assert page.evaluate("window.shift") < 0.005


def test_it_prints_without_navigation(page: Page) -> None:
    page.goto("/products/khan-academy")
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator(".site-nav")).to_be_hidden()
