"""What the search understood, corrected and explains: with and without scripts, for eyes and for machines."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NewPage
from tests.browser.test_axe import axe_violations

pytestmark = pytest.mark.browser
ALL = "/search?q=free+math+games+for+kindergarten"
STATES = {
    "understood": "/search?q=math",
    "some taken back": f"{ALL}&not=price%3Afree&price=free",
    "exact": f"{ALL}&exact=1",
    "conflict": "/search?q=free+and+paid+math+games",
    "corrected": "/search?q=Kahn+Acadmy",
    "partial": "/search?q=Salman+Khan+products",
    "nothing fits all": "/search?q=free+math+games+for+3rd+graders+that+work+offline",
    "empty": "/search?q=zzzzzz",
    "similar": "/products/slice-fractions",
}


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing_in_any_state(new_page: NewPage, state: str, width: int) -> None:
    page = new_page(width=width, bypass_csp=True)
    page.goto(STATES[state])
    assert axe_violations(page) == []


@pytest.mark.parametrize("state", STATES)
def test_no_state_scrolls_sideways(new_page: NewPage, state: str) -> None:
    page = new_page(width=320, height=640)
    page.goto(STATES[state])
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(overflow) <= 0


@pytest.mark.parametrize("scripts", [True, False])
def test_a_part_is_taken_back_and_stays_so(new_page: NewPage, scripts: bool) -> None:
    page = new_page(java_script_enabled=scripts)
    page.goto(ALL)
    parts = page.get_by_role("list", name="We read this as")
    expect(parts.get_by_role("listitem")).to_have_count(4)
    parts.get_by_role("link", name="Take back “free”: Price: Free").click()
    expect(parts.get_by_role("listitem")).to_have_count(3)
    # A filter on top of it: what was taken back stays taken back.
    page.locator("#facet-subject summary").first.click() if not _open(page) else None
    page.locator("#f-subject-mathematics").check()
    if not scripts:
        page.get_by_role("button", name="Apply filters").click()
    expect(page).to_have_url(re.compile("subject=mathematics"))
    expect(page).to_have_url(re.compile("not=price"))
    expect(parts.get_by_role("listitem")).to_have_count(3)
    # Other words are read afresh.
    page.locator("#q").fill("free chemistry videos")
    page.locator("#q").press("Enter")
    expect(page.locator("[data-results-summary]")).to_contain_text("free chemistry videos")
    expect(parts.get_by_role("link", name=re.compile("Price: Free"))).to_be_visible()


def _open(page: Page) -> bool:
    return page.locator("#facet-subject").get_attribute("open") is not None


@pytest.mark.parametrize("scripts", [True, False])
def test_exactly_these_words_and_back(new_page: NewPage, scripts: bool) -> None:
    page = new_page(java_script_enabled=scripts)
    page.goto(ALL)
    page.get_by_role("link", name="Search for exactly these words").click()
    expect(page).to_have_url(re.compile("exact=1"))
    expect(page.get_by_role("list", name="We read this as")).to_have_count(0)
    page.get_by_label("Sort by").select_option("name")
    if not scripts:
        page.get_by_role("button", name="Sort").click()
    expect(page).to_have_url(re.compile("sort=name"))
    expect(page).to_have_url(re.compile("exact=1"))
    if scripts:
        expect(page).not_to_have_url(re.compile("was="))
    page.get_by_role("link", name="Let us read the words again").click()
    expect(page.get_by_role("list", name="We read this as")).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_correction_is_told_and_can_be_refused(new_page: NewPage, scripts: bool) -> None:
    page = new_page(java_script_enabled=scripts)
    page.goto("/")
    page.locator("#home-q").fill("Kahn Acadmy")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("for “Khan Academy”")
    expect(page.get_by_text("Showing results for Khan Academy")).to_be_visible()
    expect(page.locator("#q")).to_have_value("Kahn Acadmy")
    page.get_by_role("link", name="Search for exactly “Kahn Acadmy”").click()
    expect(page.get_by_role("heading", name="Nothing fits all of this")).to_be_visible()
    page.get_by_role("link", name="Let us read the words again").click()
    expect(page.get_by_role("link", name="Khan Academy").first).to_be_visible()


def test_why_by_keyboard(new_page: NewPage) -> None:
    page = new_page(width=360)
    page.goto("/search?q=fractions")
    why = page.locator("summary", has_text="Why is this here? Slice Fractions")
    expect(why).to_be_visible()
    why.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("“fractions”: its name, its one-line description")).to_be_visible()
    expect(page.get_by_text("Fits: Subject: Fractions")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Fits: Subject: Fractions")).to_be_hidden()


def test_a_synonym_leads_to_its_term_by_keyboard(page: Page) -> None:
    page.goto("/")
    page.locator("#home-q").focus()
    page.keyboard.type("ela")
    option = page.get_by_role("option", name=re.compile("^ELA : Reading and language arts"))
    expect(option).to_be_visible()
    expect(option).to_contain_text("ELA → ")
    expect(option).to_contain_text(re.compile(r"Subject \(\d+\)"))
    for _ in range(10):
        page.keyboard.press("ArrowDown")
        if option.get_attribute("aria-selected") == "true":
            break
    expect(page.locator("#home-q")).to_have_attribute(
        "aria-activedescendant", option.get_attribute("id") or "-"
    )
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/browse/subject/english-language-arts"))


def test_what_fits_a_part_is_a_list_of_its_own(page: Page) -> None:
    page.goto(STATES["partial"])
    partly = page.get_by_role("list", name="These fit a part of it")
    expect(partly.get_by_role("link", name="KA Lite")).to_be_visible()
    expect(partly.get_by_role("link", name="Salman Khan", exact=True)).to_have_count(0)
