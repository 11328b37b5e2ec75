"""The page of unmet needs in a browser: charts, tables, without scripts, on a phone."""

import re
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import make_server

from directory.analytics.service import record
from directory.analytics.types import SearchSeen
from directory.kernel.clock import utcnow
from tests.browser.test_axe import axe_violations
from tests.conftest import Site, build_site

pytestmark = pytest.mark.browser
LONG = "league management for middle schools " + "x" * 60
SEEN = (
    (SearchSeen("braille chemistry kit", 0, "", ("chemistry",), ("grade-3",)), 12),
    (SearchSeen("offline algebra", 1, "", ("algebra", "mathematics"), ("6-8",)), 8),
    (SearchSeen(LONG), 6),
)
OpenPage = Callable[..., Page]


@pytest.fixture(scope="module")
def address(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A running site that counts, with needs to show."""
    folder = tmp_path_factory.mktemp("needs")
    own = build_site(folder, template=site.settings.instance_folder, COUNT_SEARCHES="1")
    with own.database.writing() as session:
        for seen, times in SEEN:
            for _ in range(times):
                record(session, seen, now=utcnow())
    server = make_server("127.0.0.1", 0, own.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()
    own.app.extensions["search_counter"].stop()
    own.close()


@pytest.fixture
def open_page(browser: Browser, address: str) -> Iterator[OpenPage]:
    """Open the page; any message of the console, such as a refused style, fails the test."""
    contexts, problems = [], []

    def make(width: int = 1280, **options: Any) -> Page:
        context = browser.new_context(viewport={"width": width, "height": 900}, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", lambda message: problems.append(message.text))
        page.goto(f"{address}/unmet-needs")
        return page

    yield make
    for context in contexts:
        context.close()
    assert problems == []


def test_the_chart_shows_the_numbers_of_the_table(open_page: OpenPage) -> None:
    page = open_page()
    chart = page.get_by_role("img", name=re.compile("Bar chart: searches in vain by subject"))
    expect(chart).to_be_visible()
    expect(chart.locator(".chart__label")).to_have_text(["Chemistry", "Algebra", "Mathematics"])
    expect(chart.locator(".chart__number")).to_have_text(["12", "8", "8"])
    table = page.get_by_role("table", name="Searches in vain by subject")
    expect(table.get_by_role("row").nth(1)).to_contain_text("Chemistry")
    widths = chart.locator(".chart__bar").evaluate_all(
        "bars => bars.map(b => +b.getAttribute('width'))"
    )
    assert widths[0] * 8 == pytest.approx(widths[1] * 12)


def test_the_chart_follows_the_window(open_page: OpenPage) -> None:
    page = open_page()
    bar = page.locator(".chart__bar").first
    wide = float(bar.get_attribute("width") or 0)
    page.set_viewport_size({"width": 360, "height": 900})
    expect(bar).not_to_have_attribute("width", str(wide))
    page.wait_for_function(
        "w => +document.querySelector('.chart__bar').getAttribute('width') < w", arg=wide
    )
    sideways = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    for width in (360, 320):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate(sideways) <= 0


def test_nothing_moves_when_the_chart_is_drawn(open_page: OpenPage) -> None:
    page = open_page()
    page.add_init_script(
        "window.shift = 0; new PerformanceObserver(l => l.getEntries().forEach(e => window.shift += e.value))"
        ".observe({type: 'layout-shift', buffered: true});"
    )
    page.reload()
    expect(page.locator(".chart__bar").first).to_be_visible()
    page.wait_for_timeout(300)
    assert page.evaluate("window.shift") < 0.005


@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing_on_the_full_page(open_page: OpenPage, width: int) -> None:
    page = open_page(width, bypass_csp=True)
    expect(page.locator(".chart__bar").first).to_be_visible()
    assert axe_violations(page) == []


@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing_without_our_scripts(open_page: OpenPage, width: int) -> None:
    # axe is a script itself, so the page's own ones are kept away and their class with them.
    page = open_page(width, bypass_csp=True)
    page.route(
        "**/static/*.js", lambda route: route.fulfill(body="", content_type="text/javascript")
    )
    page.reload()
    assert page.locator(".chart__bar").count() == 0
    page.evaluate("document.querySelectorAll('.chart').forEach(chart => chart.hidden = true)")
    assert axe_violations(page) == []


def test_without_scripts_the_tables_are_complete(open_page: OpenPage) -> None:
    page = open_page(java_script_enabled=False)
    assert page.locator(".chart").first.is_hidden()
    for name in ("by subject", "by grade level", "by their words"):
        expect(page.get_by_role("table", name=f"Searches in vain {name}")).to_be_visible()
    expect(page.get_by_role("link", name="braille chemistry kit")).to_be_visible()
    page.get_by_role("link", name="braille chemistry kit").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("braille chemistry kit")


def test_a_browser_says_what_it_refines(browser: Browser, address: str) -> None:
    context = browser.new_context(base_url=address, locale="en-US")
    page = context.new_page()
    asked = []
    page.on("request", lambda request: asked.append(request) if "/search" in request.url else None)
    page.goto("/")
    page.locator("#home-q").fill("math")
    page.get_by_role("button", name="Search").click()
    page.locator("#facet-price summary").first.click()
    page.locator("#f-price-free").check()
    expect(page).to_have_url(re.compile("price=free"))
    refining = asked[-1].all_headers()
    assert refining["hx-current-url"].endswith("/search?q=math")
    context.close()
