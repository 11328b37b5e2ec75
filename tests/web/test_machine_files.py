"""Sitemap, robots.txt, OpenSearch and security.txt."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from directory.app import create_app
from directory.catalog.service import change_visibility
from directory.kernel.actors import system_actor
from directory.models import Listing
from directory.web.public import views_machine
from tests.conftest import Site

MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
SEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"


def locations(client: FlaskClient, path: str) -> list[str]:
    response = client.get(path)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/xml; charset=utf-8"
    root = ElementTree.fromstring(response.data)  # noqa: S314 - our own file
    return [element.text or "" for element in root.iter(f"{MAP}loc")]


def test_it_works(client: FlaskClient, site: Site) -> None:
    found = locations(client, "/sitemap.xml")
    base = site.settings.base_url
    assert len(found) == len(set(found)) > 500
    assert all(address.startswith(f"{base}/") for address in found)
    with site.database.reading() as session:
        listings = session.scalars(select(Listing.slug)).all()
    assert len([a for a in found if a.split("/")[-1] in set(listings)]) >= len(set(listings))


def test_every_page_of_the_sitemap_is_there(client: FlaskClient, site: Site) -> None:
    found = locations(client, "/sitemap.xml")
    pages = [address for address in found if "/browse/" not in address][:12]
    browse = [address for address in found if "/browse/" in address][::25]
    for address in (*pages, *browse):
        path = address.removeprefix(site.settings.base_url)
        assert client.get(path or "/").status_code == 200, address


def test_a_large_site_has_an_index(
    client: FlaskClient, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = set(locations(client, "/sitemap.xml"))
    monkeypatch.setattr(views_machine, "PER_SITEMAP", 200)
    parts = locations(client, "/sitemap.xml")
    assert len(parts) > 3
    together: list[str] = []
    for part in parts:
        found = locations(client, part.removeprefix(site.settings.base_url))
        assert found
        together += found
    assert len(together) == len(set(together))
    assert set(together) == whole
    assert client.get(f"/sitemap-{len(parts)}.xml").status_code == 404


def test_the_sitemap_keeps_archived_and_drops_removed_listings(own_site: Site) -> None:
    client = own_site.app.test_client()
    with own_site.database.writing() as session:
        gone, kept = session.scalars(select(Listing).where(Listing.kind == "product")).all()[:2]
        paths = [f"/products/{listing.slug}" for listing in (gone, kept)]
        for listing, move in ((gone, "remove"), (kept, "archive")):
            change_visibility(
                session,
                system_actor("test"),
                listing,
                move,
                now=datetime(2026, 11, 24, tzinfo=UTC),
                reason="a test",
            )
    found = locations(client, "/sitemap.xml")
    assert [any(a.endswith(path) for a in found) for path in paths] == [False, True]


def test_robots_may_read_pages_but_not_all_filters(client: FlaskClient, site: Site) -> None:
    response = client.get("/robots.txt")
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    parser = RobotFileParser()
    parser.parse(response.get_data(as_text=True).splitlines())
    base = site.settings.base_url
    assert parser.site_maps() == [f"{base}/sitemap.xml"]
    assert parser.can_fetch("*", f"{base}/products/x")
    assert parser.can_fetch("*", f"{base}/browse/subject")
    assert not parser.can_fetch("*", f"{base}/search?q=math&level=k-2")


def test_a_browser_can_offer_the_search(client: FlaskClient, site: Site) -> None:
    response = client.get("/opensearch.xml")
    assert response.headers["Content-Type"] == (
        "application/opensearchdescription+xml; charset=utf-8"
    )
    root = ElementTree.fromstring(response.data)  # noqa: S314 - our own file
    assert len(root.findtext(f"{SEARCH}ShortName") or "") in range(1, 17)
    templates = {url.get("type"): url.get("template", "") for url in root.iter(f"{SEARCH}Url")}
    for kind in ("text/html", "application/atom+xml"):
        path = templates[kind].removeprefix(site.settings.base_url)
        assert client.get(path.replace("{searchTerms}", "math")).status_code == 200


@pytest.fixture
def named(site: Site) -> FlaskClient:
    """A client of a site with a hostile name and a contact for security reports."""
    settings = replace(
        site.settings,
        site_name='<script>"&',
        site_tagline="]]><x>",
        security_contact="mailto:security@example.org",
        vdp_url="https://www.example.org/vulnerability-disclosure-policy",
    )
    return create_app(settings).test_client()


def test_a_hostile_name_is_escaped(named: FlaskClient) -> None:
    root = ElementTree.fromstring(named.get("/opensearch.xml").data)  # noqa: S314 - our own file
    assert root.findtext(f"{SEARCH}ShortName") == '<script>"&'
    assert root.findtext(f"{SEARCH}Description") == "]]><x>"


def test_without_a_contact_there_is_no_security_txt(client: FlaskClient) -> None:
    assert client.get("/.well-known/security.txt").status_code == 404


def test_security_txt_names_contact_policy_and_an_end(named: FlaskClient, site: Site) -> None:
    response = named.get("/.well-known/security.txt")
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    fields = dict(
        line.split(": ", 1) for line in response.get_data(as_text=True).strip().splitlines()
    )
    assert fields["Contact"] == "mailto:security@example.org"
    assert fields["Policy"] == "https://www.example.org/vulnerability-disclosure-policy"
    assert fields["Canonical"] == f"{site.settings.base_url}/.well-known/security.txt"
    left = datetime.fromisoformat(fields["Expires"]) - datetime.now(UTC)
    assert timedelta(days=30) < left < timedelta(days=365)
