"""Feeds: well-formed, stable, only what the public may read."""

from datetime import datetime
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from directory.catalog.service import change_visibility
from directory.kernel.actors import system_actor
from directory.kernel.clock import utcnow
from directory.models import Listing
from tests.conftest import Site

ATOM = "{http://www.w3.org/2005/Atom}"
XSS = "<script>alert(1)</script>&\"'"


def feed(client: FlaskClient, path: str = "/feeds/new.atom") -> ElementTree.Element:
    response = client.get(path)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ElementTree.fromstring(response.data)  # noqa: S314 - our own file


def links(element: ElementTree.Element) -> dict[str, str]:
    return {link.get("rel", ""): link.get("href", "") for link in element.findall(f"{ATOM}link")}


def test_it_works(client: FlaskClient, site: Site) -> None:
    root = feed(client)
    base = site.settings.base_url
    assert root.tag == f"{ATOM}feed"
    assert links(root)["self"] == f"{base}/feeds/new.atom"
    entries = root.findall(f"{ATOM}entry")
    assert len(entries) == 50
    for entry in entries:
        address = links(entry)["alternate"]
        assert address.startswith(base)
        assert entry.findtext(f"{ATOM}title")
        datetime.fromisoformat(entry.findtext(f"{ATOM}updated") or "")
    assert client.get(address.removeprefix(base)).status_code == 200


def test_every_element_that_atom_asks_for_is_there(client: FlaskClient) -> None:
    root = feed(client)
    for name in ("id", "title", "updated", "author"):
        assert root.find(f"{ATOM}{name}") is not None, name
    for entry in root.findall(f"{ATOM}entry"):
        for name in ("id", "title", "updated", "summary"):
            assert entry.find(f"{ATOM}{name}") is not None, name


def test_identifiers_are_unique_and_stay(client: FlaskClient) -> None:
    first, second = feed(client), feed(client, "/feeds/search.atom")
    ids = [e.findtext(f"{ATOM}id") or "" for e in first.findall(f"{ATOM}entry")]
    assert len(set(ids)) == len(ids)
    assert all(identifier.startswith("tag:") for identifier in ids)
    again = [e.findtext(f"{ATOM}id") for e in second.findall(f"{ATOM}entry")]
    assert ids == again  # without a question, the search feed has the newest listings


def test_a_search_as_a_feed(client: FlaskClient, site: Site) -> None:
    path = "/feeds/search.atom?kind=product&subject=mathematics"
    root = feed(client, path)
    base = site.settings.base_url
    assert links(root)["self"] == base + path
    assert links(root)["alternate"] == f"{base}/search?kind=product&subject=mathematics"
    assert "Mathematics" in (root.findtext(f"{ATOM}title") or "")
    wanted = client.get("/api/v1/search?kind=product&subject=mathematics&sort=newest").get_json()
    titles = [e.findtext(f"{ATOM}title") for e in root.findall(f"{ATOM}entry")]
    assert titles[:20] == [hit["name"] for hit in wanted["hits"]]


def test_what_is_not_understood_is_left_out(client: FlaskClient) -> None:
    root = feed(client, "/feeds/search.atom?kind=gadget&colour=red&subject=nonsense&q=math")
    assert "gadget" not in links(root)["self"]
    assert root.findall(f"{ATOM}entry")


def test_a_feed_without_results_is_valid(client: FlaskClient) -> None:
    root = feed(client, "/feeds/search.atom?q=zzzzqqqq+zzzzxxxx")
    assert root.findall(f"{ATOM}entry") == []
    datetime.fromisoformat(root.findtext(f"{ATOM}updated") or "")


@pytest.mark.parametrize("text", [XSS, "]]>", "\ufffe\uffff", "\x00\x1b", "\U0001f9ee"])
def test_hostile_words_are_escaped(client: FlaskClient, text: str) -> None:
    response = client.get("/feeds/search.atom", query_string={"q": text})
    assert response.status_code == 200
    assert b"<script" not in response.data
    ElementTree.fromstring(response.data)  # noqa: S314 - our own file


def test_hostile_names_are_escaped(own_site: Site) -> None:
    with own_site.database.writing() as session:
        newest = session.scalars(
            select(Listing)
            .where(Listing.visibility == "public")
            .order_by(Listing.published_at.desc(), Listing.id.desc())
        ).first()
        assert newest
        newest.name, newest.tagline = XSS, "\ufffe]]>\x0b" + XSS
    root = feed(own_site.app.test_client())
    entry = root.find(f"{ATOM}entry")
    assert entry is not None
    assert entry.findtext(f"{ATOM}title") == XSS
    assert entry.findtext(f"{ATOM}summary") == "]]>" + XSS


@pytest.mark.parametrize("move", ["archive", "suspend", "remove"])
def test_what_is_not_active_leaves_the_feed(own_site: Site, move: str) -> None:
    client = own_site.app.test_client()
    with own_site.database.writing() as session:
        newest = session.scalars(
            select(Listing)
            .where(Listing.visibility == "public")
            .order_by(Listing.published_at.desc(), Listing.id.desc())
        ).first()
        assert newest
        uid = newest.uid
        assert uid.encode() in client.get("/feeds/new.atom").data
        change_visibility(
            session, system_actor("test"), newest, move, now=utcnow(), reason="a test"
        )
    for _ in ("before the index knows", "after"):
        for path in ("/feeds/new.atom", "/feeds/search.atom", "/feeds/search.atom?archived=1"):
            assert uid.encode() not in client.get(path).data
        own_site.drain()


@pytest.mark.parametrize("path", ["/feeds/new.atom", "/feeds/search.atom?q=math"])
def test_the_same_feed_is_not_sent_twice(client: FlaskClient, path: str) -> None:
    etag = client.get(path).headers["ETag"]
    again = client.get(path, headers={"If-None-Match": etag})
    assert (again.status_code, again.data) == (304, b"")


def test_addresses_ignore_the_host_header(client: FlaskClient) -> None:
    for path in ("/feeds/new.atom", "/sitemap.xml", "/robots.txt", "/opensearch.xml"):
        response = client.get(path, headers={"Host": "evil.example"})
        assert b"evil.example" not in response.data
