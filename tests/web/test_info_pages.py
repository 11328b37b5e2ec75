"""The pages about the site: complete, linked, and true to the code."""

import json
import re
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from directory.app import create_app
from directory.catalog.content import CONTENT_TYPES, parse_content
from directory.catalog.content.definitions import FACTS
from directory.catalog.types import Kind
from directory.search.weights import FIELDS
from directory.submissions.imports.readers import read_rows
from directory.submissions.imports.types import Row
from directory.submissions.rules import problems
from directory.taxonomy.types import Taxonomy
from directory.web.public import sources
from directory.web.public.aims import AIMS
from directory.web.public.glossary import glossary
from directory.web.public.views_info import FIELD_WORDS
from tests.conftest import Site

PAGES = (
    "about",
    "data",
    "glossary",
    "accessibility",
    "privacy",
    "developers",
    "contact",
    "unmet-needs",
)


class Outline(HTMLParser):
    """Collects ids, links and headings of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.headings: list[int] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if found.get("id"):
            self.ids.append(found["id"] or "")
        if tag == "a" and found.get("href"):
            self.links.append(found["href"] or "")
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))


def page(client: FlaskClient, name: str) -> str:
    response = client.get(f"/{name}")
    assert response.status_code == 200
    return response.get_data(as_text=True)


@pytest.mark.parametrize("name", PAGES)
def test_it_works(client: FlaskClient, name: str) -> None:
    outline = Outline(page(client, name))
    assert outline.headings.count(1) == 1
    assert len(outline.ids) == len(set(outline.ids))
    for before, after in zip(outline.headings, outline.headings[1:], strict=False):
        assert after <= before + 1


@pytest.mark.parametrize("name", PAGES)
def test_every_link_of_ours_leads_somewhere(client: FlaskClient, name: str) -> None:
    outline = Outline(page(client, name))
    for link in {unescape(link) for link in outline.links}:
        if link.startswith("#"):
            assert link[1:] in outline.ids, link
        elif link.startswith("/"):
            path, _, anchor = link.partition("#")
            response = client.get(path, follow_redirects=path.startswith("/my/"))  # to sign in
            assert response.status_code == 200, link
            assert not anchor or f'id="{anchor}"' in response.get_data(as_text=True), link
        else:
            assert link.startswith(("https://", "mailto:")), link


@pytest.mark.parametrize("name", PAGES)
def test_nothing_poses_as_a_government_site(client: FlaskClient, name: str) -> None:
    assert "official website" not in page(client, name).lower()


def test_about_says_who_and_why(site: Site) -> None:
    settings = replace(
        site.settings, operator_name="<b>Us</b>", operator_mission="Our & your mission."
    )
    text = page(create_app(settings).test_client(), "about")
    assert "&lt;b&gt;Us&lt;/b&gt;" in text
    assert "<b>Us" not in text
    assert "Our &amp; your mission." in text
    assert "Nothing is ordered by payment." in text
    assert "not an official site of any government" in text


def test_the_weights_on_the_page_are_those_of_the_search(client: FlaskClient) -> None:
    assert set(FIELD_WORDS) == set(FIELDS)
    text = page(client, "about")
    for name, field in FIELDS.items():
        assert f"{FIELD_WORDS[name]} ({field.boost:g})" in text


def test_the_terms_of_the_aims_exist(taxonomy: Taxonomy) -> None:
    assert len(AIMS) == 5
    for aim in AIMS:
        for link in aim.links:
            if link.term and link.term[1]:
                assert taxonomy.has(*link.term), link
            elif link.term:
                assert taxonomy.vocabularies[link.term[0]].is_browsable


def test_an_aim_leads_only_where_something_is(client: FlaskClient) -> None:
    text = page(client, "about")
    shown = re.findall(r'class="chip" href="(/browse/\S+/\S+)">.*?</span>(\d[\d,]*)<', text, re.S)
    assert shown
    for path, count in shown:
        assert int(count.replace(",", "")) > 0
        listed = page(client, path[1:])
        assert re.search(rf"\b{count}\b", listed), path


def test_the_glossary_explains_every_fact_and_vocabulary(
    client: FlaskClient, taxonomy: Taxonomy
) -> None:
    ids = set(Outline(page(client, "glossary")).ids)
    assert {f"fact-{definition.key}" for definition in FACTS} <= ids
    assert {f"vocabulary-{slug}" for slug in taxonomy.vocabularies} <= ids
    assert {
        f"term-evidence-tier-{t}" for t in taxonomy.vocabularies["evidence-tier"].by_slug
    } <= ids
    for state in ("yes", "no", "partial", "not_stated", "not_applicable"):
        assert f"state-{state}" in ids
    for anchor in ("claimed", "certified", "archived", "suspended", "removed", "source-self"):
        assert anchor in ids


def test_every_glossary_entry_says_something(taxonomy: Taxonomy) -> None:
    anchors = []
    for section in glossary(taxonomy):
        assert section.entries
        anchors.append(section.anchor)
        for entry in section.entries:
            anchors.append(entry.anchor)
            assert entry.term
            assert len(entry.text) > 10
    assert len(anchors) == len(set(anchors))


def test_the_data_page_credits_every_source(
    client: FlaskClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "sources.yaml"
    file.write_text(
        "- {key: LP, name: 'Products & <usage>', url: 'https://www.example.org/lp', "
        "licence: CC BY-SA 4.0, licence_url: 'https://www.example.org/by-sa', year: 2020, "
        "note: Dated., credit_required: true}\n"
        "- {key: X, name: Another}\n"
    )
    monkeypatch.setattr(sources.source_credits, "__defaults__", (file,))
    text = page(client, "data")
    assert "Products &amp; &lt;usage&gt;" in text
    assert 'href="https://www.example.org/lp"' in text
    assert 'href="https://www.example.org/by-sa"' in text
    assert "2020" in text
    assert "(credit)" in text


def test_without_a_list_of_sources_the_page_says_so(
    client: FlaskClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources.source_credits, "__defaults__", (tmp_path / "none.yaml",))
    assert "has not published a list" in page(client, "data")


def test_the_example_of_the_guide_is_a_valid_listing(
    client: FlaskClient, taxonomy: Taxonomy
) -> None:
    found = re.search(r'<code id="example">(.*?)</code>', page(client, "developers"), re.S)
    assert found
    data = json.loads(unescape(found[1]))
    content = parse_content(Kind(data.pop("kind")), data, taxonomy)
    assert not problems(content)
    assert content.facts["ads_shown"].state == "no"


def test_the_csv_example_of_the_guide_is_valid(
    client: FlaskClient, taxonomy: Taxonomy, tmp_path: Path
) -> None:
    found = re.search(r'<code id="example-csv">(.*?)</code>', page(client, "developers"), re.S)
    assert found
    file = tmp_path / "listings.csv"
    file.write_text(unescape(found[1]) + "\n", encoding="utf-8")
    (row,) = read_rows(file)
    assert isinstance(row, Row)
    data = dict(row.data)
    content = parse_content(Kind(data.pop("kind")), data, taxonomy)
    assert not problems(content)
    assert content.facts["price"].terms == ("free",)


def test_the_examples_of_the_api_work(client: FlaskClient, site: Site) -> None:
    commands = re.findall(
        r'<code class="curl">curl (?:-L )?(.*?)</code>', page(client, "developers")
    )
    assert len(commands) == 3
    for command in commands:
        address = unescape(command).strip("'")
        assert address.startswith(site.settings.base_url)
        assert client.get(address.removeprefix(site.settings.base_url)).status_code == 200


def test_the_guide_names_every_field_and_fact(client: FlaskClient) -> None:
    text = page(client, "developers")
    for content_type in CONTENT_TYPES.values():
        for name in content_type.model_fields:
            assert f"<code>{name}</code>" in text
    for definition in FACTS:
        assert f"<code>{definition.key}</code>" in text


def test_privacy_names_the_cookie_that_is_set(client: FlaskClient, site: Site) -> None:
    assert "<code>session</code>" in page(client, "privacy")
    assert client.get("/contact").headers["Set-Cookie"].startswith("session=")
    secure = create_app(replace(site.settings, base_url="https://www.example.org")).test_client()
    assert "<code>__Host-session</code>" in page(secure, "privacy")
    cookie = secure.get("/contact", base_url="https://www.example.org").headers["Set-Cookie"]
    assert cookie.startswith("__Host-session=")
    assert "Secure" in cookie


def test_nothing_comes_from_another_site(client: FlaskClient) -> None:
    for name in PAGES:
        for tag in re.findall(r"<(?:script|link|img|iframe)[^>]*>", page(client, name)):
            if 'rel="canonical"' not in tag:
                assert not re.search(r'(?:src|href)="(?:https?:)?//', tag), tag
