"""One listing of the API: all that is public, and nothing else."""

from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from directory.api.schemas import ListingOut
from directory.catalog.content.definitions import facts_of
from directory.catalog.service import change_visibility, rename_slug
from directory.catalog.types import Kind
from directory.kernel.actors import system_actor
from directory.models import Listing
from tests.conftest import Site

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
STAFF = system_actor("test")


def url(kind: str, slug: str) -> str:
    return f"/api/v1/listings/{kind}/{slug}"


def get(client: FlaskClient, kind: str, slug: str) -> ListingOut:
    response = client.get(url(kind, slug))
    assert response.status_code == 200, response.get_data(as_text=True)
    return ListingOut.model_validate_json(response.data)


def some_slug(site: Site, kind: str) -> str:
    with site.database.reading() as session:
        found = session.scalar(
            select(Listing.slug).where(Listing.kind == kind, Listing.visibility == "public")
        )
    assert found
    return found


def change(site: Site, kind: str, slug: str, move: str) -> None:
    with site.database.writing() as session:
        listing = session.scalars(
            select(Listing).where(Listing.kind == kind, Listing.slug == slug)
        ).one()
        change_visibility(session, STAFF, listing, move, now=NOW, reason="a test")


@pytest.mark.parametrize("kind", [kind.value for kind in Kind])
def test_it_works(client: FlaskClient, site: Site, kind: str) -> None:
    slug = some_slug(site, kind)
    body = get(client, kind, slug)
    assert (body.kind, body.slug) == (kind, slug)
    assert body.url == f"{site.settings.base_url}/{Kind(kind).path}/{slug}"
    assert body.name
    assert body.uid
    assert body.notice.disclaimer == site.settings.disclaimer


@pytest.mark.parametrize("kind", [kind.value for kind in Kind])
def test_every_listing_fits_its_schema(client: FlaskClient, site: Site, kind: str) -> None:
    with site.database.reading() as session:
        slugs = session.scalars(select(Listing.slug).where(Listing.kind == kind)).all()
    assert slugs
    for slug in slugs:
        assert get(client, kind, slug).slug == slug


def test_every_fact_is_there_and_a_missing_one_is_not_a_no(client: FlaskClient, site: Site) -> None:
    body = get(client, "product", some_slug(site, "product"))
    assert [fact.key for fact in body.facts] == [d.key for d in facts_of(Kind.PRODUCT)]
    silent = [fact for fact in body.facts if fact.state == "not_stated"]
    assert silent
    for fact in silent:
        assert (fact.value, fact.number, fact.url, fact.terms, fact.source) == (
            "",
            None,
            None,
            [],
            None,
        )
    for fact in body.facts:
        if fact.state != "not_stated":
            assert fact.source is not None


def test_terms_have_labels(client: FlaskClient, site: Site) -> None:
    body = get(client, "product", some_slug(site, "product"))
    assert body.terms["subject"]
    for terms in body.terms.values():
        for term in terms:
            assert term.label != term.term


def test_relations_lead_to_listings(client: FlaskClient, site: Site) -> None:
    with site.database.reading() as session:
        slugs = session.scalars(select(Listing.slug).where(Listing.kind == "product")).all()
    body = next(b for slug in slugs if (b := get(client, "product", slug)).relations)
    item = body.relations[0].items[0]
    assert get(client, item.kind, item.slug).name == item.name


def test_a_former_address_leads_to_the_new_one(own_site: Site) -> None:
    client, slug = own_site.app.test_client(), some_slug(own_site, "product")
    with own_site.database.writing() as session:
        listing = session.scalars(
            select(Listing).where(Listing.kind == "product", Listing.slug == slug)
        ).one()
        rename_slug(session, STAFF, listing, "brand-new-name", now=NOW)
    response = client.get(url("product", slug))
    assert response.status_code == 301
    assert response.headers["Location"] == (
        own_site.settings.base_url + url("product", "brand-new-name")
    )


def test_the_plural_leads_to_the_singular(client: FlaskClient, site: Site) -> None:
    slug = some_slug(site, "person")
    response = client.get(url("people", slug))
    assert response.status_code == 301
    assert response.headers["Location"] == site.settings.base_url + url("person", slug)


@pytest.mark.parametrize(
    ("move", "status", "code"),
    [("suspend", 404, "not_found"), ("remove", 410, "gone")],
)
def test_what_is_not_public_is_not_shown(own_site: Site, move: str, status: int, code: str) -> None:
    slug = some_slug(own_site, "product")
    change(own_site, "product", slug, move)
    response = own_site.app.test_client().get(url("product", slug))
    assert response.status_code == status
    error = response.get_json()["error"]
    assert error["code"] == code
    assert "review" not in error["message"]


def test_an_archived_listing_says_so(own_site: Site) -> None:
    slug = some_slug(own_site, "product")
    change(own_site, "product", slug, "archive")
    assert get(own_site.app.test_client(), "product", slug).visibility == "archived"


def test_a_hidden_listing_is_not_found(own_site: Site) -> None:
    with own_site.database.writing() as session:
        session.add(
            Listing(
                uid="0" * 32,
                kind="product",
                slug="secret-draft",
                name="Secret",
                created_at=NOW,
                updated_at=NOW,
            )
        )
    response = own_site.app.test_client().get(url("product", "secret-draft"))
    assert response.status_code == 404
    assert "Secret" not in response.get_data(as_text=True)


@pytest.mark.parametrize("path", ["product/no-such-thing", "gadget/x", "product/%00", "person/é"])
def test_nothing_there_is_json_too(client: FlaskClient, path: str) -> None:
    response = client.get(f"/api/v1/listings/{path}")
    assert response.status_code == 404
    assert response.get_json()["error"]["status"] == 404


def test_it_takes_no_parameters(client: FlaskClient, site: Site) -> None:
    response = client.get(url("product", some_slug(site, "product")) + "?fields=name")
    assert response.status_code == 400
    assert response.get_json()["error"]["problems"][0]["field"] == "fields"


def test_the_same_answer_is_not_sent_twice(client: FlaskClient, site: Site) -> None:
    address = url("product", some_slug(site, "product"))
    etag = client.get(address).headers["ETag"]
    assert client.get(address, headers={"If-None-Match": etag}).status_code == 304


def test_no_internal_number_leaves(client: FlaskClient, site: Site) -> None:
    body = client.get(url("product", some_slug(site, "product"))).get_json()
    assert "id" not in body
    assert "content_hash" not in body
    assert "author" not in body
