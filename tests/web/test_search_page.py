"""The search page, as plain HTML."""

import pytest
from flask.testing import FlaskClient

from tests.conftest import CountStatements, Site
from tests.rules.test_search_rules import BOMBS


def test_it_works(client: FlaskClient) -> None:
    response = client.get("/search?q=fractions")
    assert response.status_code == 200
    assert "Slice <mark>Fractions</mark>" in response.text
    assert "Nothing is ordered by payment" in response.text


def test_kinds_filters_and_order_stand_in_the_address(client: FlaskClient) -> None:
    html = client.get("/search?q=math&kind=product&price=free&sort=name").text
    assert 'name="kind" value="product"' in html
    assert "Remove filter: </span>Price: Free" in html
    assert '<option value="name" selected>' in html
    assert "/search?q=math&amp;kind=product&amp;sort=name" in html  # the chip without the filter


def test_a_phrase_and_minus(client: FlaskClient) -> None:
    with_word = client.get('/search?q="screen reader"').text
    assert "NVDA" in with_word
    assert "NVDA" not in client.get('/search?q="screen reader" -Windows').text


def test_what_is_not_understood_is_named_and_left_out(client: FlaskClient) -> None:
    response = client.get("/search?colour=red&level=grade-99&sort=price&kind=robot&page=abc")
    assert response.status_code == 200
    for words in (
        "no filter “colour”",
        "no “grade-99”",
        "no order “price”",
        "no kind “robot”",
        "whole number",
    ):
        assert words in response.text


def test_no_result_shows_ways_out(client: FlaskClient) -> None:
    html = client.get("/search?q=fractions&kind=person").text
    assert "Nothing fits all of this" in html
    assert "In all kinds, not only people" in html
    assert "/contact?topic=missing&amp;about=fractions" in html


def test_a_typing_mistake_is_noticed(client: FlaskClient) -> None:
    html = client.get("/search?q=Kahn+Acadmy").text
    assert "Showing results for <strong>Khan Academy</strong>" in html
    assert " results for “Khan Academy”</h1>" in html
    assert "<title>Search: Khan Academy" in html
    assert 'value="Kahn Acadmy"' in html  # what was typed stays in the box
    assert 'href="/search?q=Kahn+Acadmy&amp;exact=1">Search for exactly “Kahn Acadmy”</a>' in html
    assert 'href="/search?q=Khan+Academy&amp;kind=product"' in html  # more of the same
    exact = client.get("/search?q=Kahn+Acadmy&exact=1").text
    assert "Showing results for" not in exact
    assert "Nothing fits all of this" in exact


def test_listings_that_say_only_prek_12_are_offered(client: FlaskClient) -> None:
    html = client.get("/search?level=grade-3&subject=mathematics").text
    assert "without" in html
    assert "level=grade-3&amp;level=prek-12" in html


@pytest.mark.parametrize("page", ["0", "-1", "9", "101", "99999999999999999999"])
def test_a_page_that_is_not_there(client: FlaskClient, page: str) -> None:
    assert client.get(f"/search?q=math&page={page}").status_code in {200, 404}
    assert client.get("/search?q=math&page=101").status_code == 404
    assert client.get("/search?q=math&page=9").status_code == 404


@pytest.mark.parametrize("text", BOMBS, ids=lambda text: repr(text[:12]))
def test_hostile_queries_get_a_page(client: FlaskClient, text: str) -> None:
    query = text.encode("utf-8", "surrogatepass")
    for path in ("/search", "/suggest"):
        response = client.get(path, query_string={"q": query})
        assert response.status_code in {200, 414}, (path, text[:20])


@pytest.mark.parametrize(
    "query",
    ["q=%ff%fe", "q=%00", "%ff=1", "&&&==", "q[]=1", "level=%00", "sort=%ff", "q=" + "a" * 9000],
)
def test_broken_encodings_get_a_page_or_a_clear_no(client: FlaskClient, query: str) -> None:
    assert client.get(f"/search?{query}").status_code in {200, 400, 414}


def test_markup_in_a_query_is_shown_as_text(client: FlaskClient) -> None:
    html = client.get('/search?q=<script>alert(1)</script>"onmouseover="x').text
    assert "<script>alert" not in html
    assert "&lt;script&gt;" in html


def test_filtered_pages_are_not_for_search_engines(client: FlaskClient) -> None:
    assert "noindex" in client.get("/search?q=math").text
    assert "noindex" not in client.get("/search").text


def test_suggestions(client: FlaskClient) -> None:
    found = client.get("/suggest?q=khan").get_json()["suggestions"]
    assert {
        "label": "Khan Academy",
        "kind_label": "Product",
        "url": "/products/khan-academy",
        "count": None,
        "matched": "",
    } in found
    assert {"Product", "Organization", "Person"} <= {s["kind_label"] for s in found}


@pytest.mark.parametrize(
    ("typed", "matched", "label"),
    [
        ("matem", "Matemáticas", "Mathematics"),
        ("MATEMÁT", "Matemáticas", "Mathematics"),
        ("ela", "ELA", "Reading and language arts"),
        ("language ar", "", "Reading and language arts"),
        ("works fully", "", "Works fully offline"),
    ],
)
def test_a_suggested_term_says_by_which_name_it_was_found(
    client: FlaskClient, typed: str, matched: str, label: str
) -> None:
    found = client.get("/suggest", query_string={"q": typed}).get_json()["suggestions"]
    [term] = [s for s in found if s["label"] == label]
    assert term["matched"] == matched
    page = client.get(term["url"]).text
    assert term["count"] > 0
    assert f"{term['count']:,} listing" in page or f"{term['count']:,} result" in page


def test_suggestions_cost_few_statements_whatever_was_typed(
    site: Site, client: FlaskClient, count_statements: CountStatements
) -> None:
    database = site.app.extensions["directory"].database
    counts = []
    for typed in ("ma", "khan", "grade", "of"):
        with count_statements(database) as statements:
            client.get("/suggest", query_string={"q": typed})
        counts.append(len(statements))
    assert len(set(counts)) == 1
    assert counts[0] <= 3


@pytest.mark.parametrize(
    "path",
    [
        "/", "/search", "/search?q=math", "/products/khan-academy", "/organizations/kde", "/people/salman-khan",
        "/opportunities/ed-ies-sbir", "/browse/subject", "/browse/subject/mathematics", "/api/v1/search?q=math",
    ],
)  # fmt: skip
def test_a_page_costs_few_statements(
    site: Site, client: FlaskClient, path: str, count_statements: CountStatements
) -> None:
    database = site.app.extensions["directory"].database
    client.get(path)
    with count_statements(database) as first:
        client.get(path)
    with count_statements(database) as again:
        client.get(path)
    assert len(again) == len(first) <= 14, again


def test_more_results_cost_no_more_statements(
    site: Site, client: FlaskClient, count_statements: CountStatements
) -> None:
    database = site.app.extensions["directory"].database
    counts = []
    for path in ("/search?q=nvda", "/search?q=math", "/search?q=free"):
        with count_statements(database) as statements:
            client.get(path)
        counts.append(len(statements))
    assert len(set(counts)) == 1
