"""Text, addresses, Markdown, pages, settings: the parts that know nothing of the product."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.config import ConfigurationError, Settings
from directory.kernel.markup import render_markdown
from directory.kernel.paging import Page
from directory.kernel.text import clean, fold, slugify
from directory.kernel.urls import absolute, host_of, public_url

STRONG = "k3J9-vQx7_Lm2Tz8Rw5Yp1Nc6Bd4Hf0Gs-aXeUoI"


@given(st.text())
def test_a_slug_has_only_letters_digits_and_hyphens(text: str) -> None:
    slug = slugify(text)
    assert 0 < len(slug) <= 80
    assert set(slug) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert slugify(slug) == slug


@given(st.text(), st.integers(1, 50))
def test_cleaned_text_keeps_its_limit_and_has_no_control_characters(text: str, limit: int) -> None:
    cleaned = clean(text, limit)
    assert len(cleaned) <= limit
    assert all(c.isprintable() or c == " " for c in cleaned if ord(c) < 0xA0)


def test_folding_drops_case_and_diacritics() -> None:
    assert fold("Jens MÖNIG Straße Ångström") == "jens monig strasse angstrom"


@pytest.mark.parametrize(
    "text",
    [
        "javascript:alert(1)", "data:text/html,x", "ftp://example.org", "//example.org", "example.org",
        "https://", "https://a b.org", "https://exa\tmple.org", "https://user@example.org",
        "https://127.0.0.1/", "https://[::1]/", "https://example.org:99999", "https://x" + "y" * 2000 + ".org",
    ],
)  # fmt: skip
def test_addresses_that_are_no_public_web_addresses_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        public_url(text)


def test_addresses_are_normalised() -> None:
    assert public_url(" HTTPS://WWW.Example.ORG./a?b#c ") == "https://www.example.org/a?b#c"
    assert public_url("http://müller.example") == "http://xn--mller-kva.example/"
    assert absolute("https://a.example/", "/b") == "https://a.example/b"
    assert host_of("https://www.example.org/a") == "example.org"


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>", "[x](javascript:alert(1))", "<img src=x onerror=alert(1)>",
        "![x](https://example.org/x.png)", "<a href='x' onclick='y'>z</a>", "[x](data:text/html;base64,xx)",
    ],
)  # fmt: skip
def test_markdown_gives_no_live_markup(text: str) -> None:
    html = render_markdown(text)
    for bad in ("<script", "<img", 'onerror="', 'href="javascript', 'href="data', 'onclick="'):
        assert bad not in html


def test_markdown_keeps_what_is_meant() -> None:
    html = render_markdown("# A\n\n- **b**\n\n[c](https://example.org)")
    assert "<h3>A</h3>" in html
    assert "<strong>b</strong>" in html
    assert 'rel="nofollow ugc noopener noreferrer"' in html


def test_pages_count_from_one() -> None:
    page = Page(["a", "b"], 3, 20, 42)
    assert (page.first, page.last, page.pages) == (41, 42, 3)
    assert Page([], 1, 20, 0).pages == 1


@pytest.mark.parametrize(
    "environ",
    [
        {"ENVIRONMENT": "production", "BASE_URL": "https://example.org"},
        {"ENVIRONMENT": "production", "BASE_URL": "https://example.org", "SECRET_KEY": "short"},
        {"ENVIRONMENT": "production", "BASE_URL": "https://example.org", "SECRET_KEY": "a" * 50},
        {
            "ENVIRONMENT": "production",
            "BASE_URL": "https://example.org",
            "SECRET_KEY": "changeme" + STRONG,
        },
        {"ENVIRONMENT": "production", "BASE_URL": "http://example.org", "SECRET_KEY": STRONG},
        {"ENVIRONMENT": "staging", "SECRET_KEY": STRONG},
        {"SEARCH_URL": "solr:x", "SECRET_KEY": STRONG},
        {"PROXY_COUNT": "many", "SECRET_KEY": STRONG},
        {"SECRET_KEY_FILE": "/does/not/exist"},
    ],
)
def test_unsafe_or_unknown_settings_are_refused(environ: dict[str, str]) -> None:
    with pytest.raises(ConfigurationError):
        Settings.from_environment(environ)


def test_production_runs_with_a_strong_key() -> None:
    environ = {"ENVIRONMENT": "production", "BASE_URL": "https://example.org", "SECRET_KEY": STRONG}
    assert Settings.from_environment(environ).production


def test_a_development_key_is_made_once_and_kept(tmp_path: object) -> None:
    first = Settings.from_environment({"INSTANCE": str(tmp_path)})
    again = Settings.from_environment({"INSTANCE": str(tmp_path)})
    assert first.secret_key == again.secret_key
    assert len(first.secret_key) >= 32
