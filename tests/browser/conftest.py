"""A real Chromium on a running server."""

import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Playwright, sync_playwright

ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


@pytest.fixture(scope="session")
def playwright_driver() -> Iterator[Playwright]:
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="session")
def browser(playwright_driver: Playwright) -> Iterator[Browser]:
    path = next(
        filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
    )
    assert path, "Chromium is missing: run `make test`, which installs it"
    found = playwright_driver.chromium.launch(executable_path=path, args=ARGUMENTS)
    yield found
    found.close()


def _is_problem(message: ConsoleMessage) -> bool:
    """Script errors and refused resources, but not a page that answers 4xx on purpose."""
    return message.type == "error" and "the server responded with a status of 4" not in message.text


NewPage = Callable[..., Page]


@pytest.fixture
def new_page(browser: Browser, live_site: str) -> Iterator[NewPage]:
    """Make pages of the site; a script error or a refused resource fails the test."""
    contexts, problems = [], []

    def make(width: int = 1280, height: int = 900, **options: Any) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": height}, base_url=live_site, **options
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on(
            "console",
            lambda m: problems.append(m.text) if _is_problem(m) else None,
        )
        return page

    yield make
    for context in contexts:
        context.close()
    assert problems == []


@pytest.fixture
def page(new_page: NewPage) -> Page:
    return new_page()
