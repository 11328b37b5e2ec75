"""axe finds nothing on any type of page, on a phone and on a desk."""

from typing import Any

import pytest
from playwright.sync_api import Page

from directory.config import ROOT
from tests.browser.conftest import NewPage
from tests.browser.test_educator import PAGES

pytestmark = pytest.mark.browser
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def axe_violations(page: Page) -> list[str]:
    """What axe finds on a page with everything unfolded."""
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    page.add_script_tag(path=str(AXE))
    options = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
    found: dict[str, Any] = page.evaluate("options => axe.run(document, options)", options)
    return [
        f"{item['id']}: {item['help']}: {node['target']}"
        for item in found["violations"]
        for node in item["nodes"]
    ]


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing(new_page: NewPage, path: str, width: int) -> None:
    page = new_page(width=width, bypass_csp=True)
    page.goto(path)
    assert axe_violations(page) == []
