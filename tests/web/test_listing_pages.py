"""The pages of products, organizations, people and opportunities; browse and home."""

import json
import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from directory.catalog import service as catalog
from directory.catalog.types import Kind
from directory.kernel.clock import utcnow
from directory.models import Listing
from directory.taxonomy.queries import load_taxonomy
from tests.conftest import Site
from tests.factories import MODERATOR, NOW, SOURCE, product, publish


def structured(html: str) -> Any:
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    assert found is not None
    return json.loads(found[1])


def test_a_product_says_what_is_known_and_who_says_so(client: FlaskClient) -> None:
    html = client.get("/products/khan-academy").text
    for words in (
        "Free library of instructional videos", "Made by", "Works without internet", "Not stated",
        "Safe", "Evidence-based", "Inclusive", "Usable", "Interoperable", "Apple App Store data set, 2017",
        "No study is listed here. That does not mean that none exists.", "Last confirmed", "Similar products",
        "Both:", "Report a mistake",
    ):  # fmt: skip
        assert words in html, words


def test_not_stated_is_never_shown_as_no(client: FlaskClient) -> None:
    html = client.get("/products/khan-academy").text
    assert "state--not_stated" in html
    assert 'state--no"' not in html


def test_a_claim_is_not_a_certificate(client: FlaskClient) -> None:
    html = client.get("/products/oatutor").text
    assert "Claimed" in html
    assert "no certificate is listed" in html


def test_structured_data_says_only_what_is_stated(client: FlaskClient) -> None:
    data = structured(client.get("/products/kolibri").text)
    assert data["@type"] == ["SoftwareApplication", "LearningResource"]
    assert data["isAccessibleForFree"] is True
    assert data["publisher"][0]["name"] == "Learning Equality"
    assert "isAccessibleForFree" not in structured(client.get("/products/blackboard").text)
    assert structured(client.get("/organizations/khan-academy").text)["@type"] == "NGO"
    assert structured(client.get("/people/salman-khan").text)["@type"] == "Person"
    assert structured(client.get("/opportunities/ed-ies-sbir").text)["@type"] == "MonetaryGrant"


def test_structured_data_calls_only_what_is_free_for_all_free(own_site: Site) -> None:
    def data(name: str, price: dict[str, Any]) -> Any:
        content = product(name=name, facts={"price": {**price, "source": SOURCE}})
        with own_site.database.writing() as session:
            slug = publish(session, load_taxonomy(session), content, now=NOW).slug
        return structured(own_site.app.test_client().get(f"/products/{slug}").text)

    assert data("Free one", {"state": "yes", "terms": ["free"]})["isAccessibleForFree"] is True
    for name, terms in (("Half", ["freemium"]), ("Schools", ["free-for-schools"]), ("Bought", ["paid"])):  # fmt: skip
        assert "isAccessibleForFree" not in data(name, {"state": "yes", "terms": terms}), name
    refused = data("Refused", {"state": "no", "terms": ["free"]})
    assert "isAccessibleForFree" not in refused


def test_the_way_to_a_listing_is_described(client: FlaskClient) -> None:
    html = client.get("/products/kolibri").text
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    way = next(d for d in map(json.loads, found) if d["@type"] == "BreadcrumbList")
    addresses = [step["item"].split("5000", 1)[1] for step in way["itemListElement"]]
    assert addresses == ["/", "/search?kind=product", "/products/kolibri"]
    assert [step["position"] for step in way["itemListElement"]] == [1, 2, 3]


def test_a_value_stands_for_itself(client: FlaskClient) -> None:
    html = client.get("/organizations/khan-academy").text
    founded = html[html.index("Founded") : html.index("Press gives 2008")]
    assert "state--yes" not in founded


def test_old_facts_ask_to_be_checked_at_a_glance(client: FlaskClient) -> None:
    html = client.get("/products/khan-academy").text
    glance = html[html.index("At a glance") : html.index("What is known of its quality")]
    assert "check before you rely on it" in glance
    assert "Free" in glance


def test_a_listing_says_who_chose_its_terms_and_which(client: FlaskClient) -> None:
    assert "Kind of organization: classified by this directory" in " ".join(
        client.get("/organizations/khan-academy").text.split()
    )
    assert "not a statement of those who are listed" not in client.get("/people/salman-khan").text


def test_relations_lead_from_page_to_page(client: FlaskClient) -> None:
    assert "/people/salman-khan" in client.get("/organizations/khan-academy").text
    assert "/organizations/khan-academy" in client.get("/people/salman-khan").text
    assert (
        "/opportunities/ed-ies-sbir"
        in client.get("/organizations/institute-of-education-sciences").text
    )
    assert "Founder" in client.get("/people/salman-khan").text
    product_page = client.get("/products/khan-academy").text
    assert "People behind the maker" in product_page
    assert "/people/salman-khan" in product_page


def test_an_opportunity_states_no_date_that_no_source_states(client: FlaskClient) -> None:
    html = client.get("/opportunities/ed-ies-sbir").text
    assert "Deadline" in html
    assert "Read the program" in html
    assert "https://ies.ed.gov/sbir/" in html


@pytest.mark.parametrize(
    "path",
    [
        "/products/nope", "/robots/khan-academy", "/products/KHAN-ACADEMY", "/products/%00", "/products/%ff",
        "/browse/nope", "/browse/subject/nope", "/browse/law", "/browse/subject/mathematics?page=99",
        "/browse/subject/mathematics?page=x", "/organizations/scratch", "/products/khan-academy/",
    ],
)  # fmt: skip
def test_unknown_addresses(client: FlaskClient, path: str) -> None:
    response = client.get(path)
    assert response.status_code in {404, 200 if path.endswith("academy/") else 404}
    if response.status_code == 404:
        assert "Search the directory" in response.text


def test_hidden_suspended_archived_removed(own_site: Site) -> None:
    client = own_site.app.test_client()

    def move(name: str) -> None:
        with own_site.database.writing() as session:
            listing = session.query(Listing).filter_by(slug="khan-academy", kind="product").one()
            catalog.change_visibility(
                session, MODERATOR, listing, name, now=utcnow(), reason="A test"
            )

    move("archive")
    assert "No longer active" in client.get("/products/khan-academy").text
    assert "khan-academy" not in client.get("/feeds/new.atom").text
    own_site.drain()
    assert "/products/khan-academy" not in client.get("/search?q=khan").text
    assert "/products/khan-academy" in client.get("/search?q=khan&archived=1").text
    move("suspend")
    hidden = client.get("/products/khan-academy")
    assert hidden.status_code == 404
    assert "under review" in hidden.text
    # The index still has it: nothing may leak from any page, before or after the job.
    for _ in range(2):
        for path in (
            "/search?q=khan", "/suggest?q=khan", "/api/v1/search?q=khan", "/sitemap.xml", "/feeds/search.atom?q=khan",
            "/browse/subject/mathematics", "/organizations/khan-academy", "/products/ka-lite", "/",
        ):  # fmt: skip
            assert "/products/khan-academy" not in client.get(path).text, path
        assert client.get("/api/v1/listings/product/khan-academy").status_code == 404
        own_site.drain()
    move("remove")
    assert client.get("/products/khan-academy").status_code == 410
    assert client.get("/api/v1/listings/product/khan-academy").status_code == 410


def test_a_renamed_listing_redirects_for_ever(own_site: Site) -> None:
    with own_site.database.writing() as session:
        listing = session.query(Listing).filter_by(slug="kolibri", kind="product").one()
        catalog.rename_slug(session, MODERATOR, listing, "kolibri-platform", now=utcnow())
    client = own_site.app.test_client()
    response = client.get("/products/kolibri")
    assert (response.status_code, response.location) == (301, "/products/kolibri-platform")
    assert client.get("/products/kolibri-platform").status_code == 200


def test_everything_typed_is_shown_as_text(own_site: Site) -> None:
    evil = "</script><script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
    content = product(
        name=f"Evil {evil}", tagline=evil, description=f"{evil}\n\n[x](javascript:alert(1))", aliases=[evil],
        studies=[{"citation": evil, "outcome": evil}],
        interoperability=[{"standard": "lti", "version": evil, "source": {**SOURCE, "name": evil}}],
        price_plans=[{"name": evil, "model": "free", "conditions": evil, "source": SOURCE}],
        links=[{"label": evil[:90], "url": "https://example.org/?a=<b>".replace("<b>", "b")}],
        facts={"price": {"state": "yes", "terms": ["free"], "value": evil, "source": {**SOURCE, "name": evil}}},
    )  # fmt: skip
    with own_site.database.writing() as session:
        listing = publish(session, load_taxonomy(session), content, Kind.PRODUCT, now=utcnow())
        slug = listing.slug
    own_site.drain()
    client = own_site.app.test_client()
    for path in (
        f"/products/{slug}", "/search?q=evil", "/", "/feeds/new.atom", "/browse/subject/fractions",
        f"/api/v1/listings/product/{slug}", "/suggest?q=evil",
    ):  # fmt: skip
        response = client.get(path)
        assert response.status_code == 200
        if response.mimetype != "application/json":
            assert "<script>alert" not in response.text, path
            assert "<img src=x" not in response.text, path
            assert 'href="javascript' not in response.text, path
    assert structured(client.get(f"/products/{slug}").text)["name"].startswith("Evil </script>")


def test_studies_show_their_tier_as_theirs(own_site: Site) -> None:
    study = {
        "citation": "A. Author (2025). A trial of Fraction Forest.", "tier": "strong", "tier_assigned_by": "A state",
        "outcome": "Fractions test", "design": "experiment", "sample_size": 412, "levels": ["grade-3"], "url": "https://example.org/study",
    }  # fmt: skip
    with own_site.database.writing() as session:
        slug = publish(session, load_taxonomy(session), product(studies=[study]), now=NOW).slug
    html = own_site.app.test_client().get(f"/products/{slug}").text
    assert "Tier 1: strong" in html
    assert "belongs to this study and this outcome" in html
    assert "412" in html


def test_home_leads_everywhere(client: FlaskClient) -> None:
    html = client.get("/").text
    for part in (
        "250 products",
        "/browse/need/accessible-learning",
        "/browse/level/3-5",
        "For educators",
        "For developers",
        "For moderators",
    ):
        assert part in html, part


def test_browse_pages_define_and_count(client: FlaskClient) -> None:
    assert (
        "Grade level" in client.get("/browse").text or "Grade levels" in client.get("/browse").text
    )
    html = client.get("/browse/subject/mathematics").text
    assert "Numbers, shapes, data and how to reason with them." in html
    assert "Matemáticas" in html
    assert "Also called" in html
    assert "/search?subject=mathematics" in html
    assert "page=2" in client.get("/browse/subject/all-subjects").text


def test_each_page_of_a_term_has_its_own_address(client: FlaskClient) -> None:
    first, second = (client.get(f"/browse/subject/all-subjects?page={n}").text for n in (1, 2))
    assert re.search(r'rel="canonical" href="[^"]+/browse/subject/all-subjects"', first)
    assert re.search(r'rel="canonical" href="[^"]+/browse/subject/all-subjects\?page=2"', second)


def test_an_address_where_nothing_is_is_not_named_as_one(client: FlaskClient) -> None:
    html = client.get("/" + "a" * 5000).text
    assert "canonical" not in html
    assert "aaaa" not in html
