"""The search of the API: the same results as the page for people, but strict."""

import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from directory.api.schemas_search import SearchOut
from tests.conftest import Site

URL = "/api/v1/search"


def get(client: FlaskClient, query: str = "") -> SearchOut:
    response = client.get(f"{URL}?{query}")
    assert response.status_code == 200, response.get_data(as_text=True)
    return SearchOut.model_validate_json(response.data)


def error(client: FlaskClient, query: str, status: int = 400) -> dict[str, Any]:
    response = client.get(f"{URL}?{query}")
    assert response.status_code == status
    assert response.mimetype == "application/json"
    found: dict[str, Any] = response.get_json()["error"]
    return found


def test_it_works(client: FlaskClient, site: Site) -> None:
    body = get(client, "q=reading&kind=product")
    assert body.total > 0
    assert body.query.text == "reading"
    assert body.query.kind == "product"
    for hit in body.hits:
        assert hit.kind == "product"
        assert hit.url == f"{site.settings.base_url}/products/{hit.slug}"
        assert client.get(hit.api_url.removeprefix(site.settings.base_url)).status_code == 200


def test_everything_without_a_question(client: FlaskClient) -> None:
    body = get(client)
    assert body.total == sum(body.kinds.values()) > 20
    assert len(body.hits) == 20


def test_next_leads_through_all_pages(client: FlaskClient, site: Site) -> None:
    base = site.settings.base_url
    address, seen, total = f"{URL}?kind=organization&sort=name", [], 0
    for _ in range(50):
        body = SearchOut.model_validate_json(client.get(address).data)
        seen += [hit.slug for hit in body.hits]
        total = body.total
        if body.next is None:
            break
        assert body.next.startswith(f"{base}{URL}?")
        address = body.next.removeprefix(base)
    assert len(seen) == len(set(seen)) == total


def test_a_facet_count_is_what_choosing_it_gives(client: FlaskClient) -> None:
    body = get(client, "kind=product")
    option = next(term for term in body.facets["subject"] if term.count > 1 and not term.parent)
    chosen = get(client, f"kind=product&subject={option.term}")
    assert chosen.total == option.count
    assert chosen.query.filters == {"subject": [option.term]}
    assert next(t for t in chosen.facets["subject"] if t.term == option.term).selected


def test_facets_name_the_broader_term(client: FlaskClient) -> None:
    terms = get(client, "kind=product").facets["subject"]
    slugs = {term.term for term in terms}
    assert any(term.parent in slugs for term in terms if term.parent)


def test_highlights_are_safe_html(client: FlaskClient) -> None:
    body = get(client, "q=math")
    texts = ["".join(hit.highlights.model_dump().values()) for hit in body.hits]
    assert any("<mark>" in text for text in texts)
    for text in texts:
        assert not re.search(r"<(?!/?mark>)", text)


def test_a_misspelling_is_corrected(client: FlaskClient) -> None:
    body = get(client, "q=Kahn+Acadmy")
    assert body.correction == body.query.correction == "Khan Academy"
    assert body.query.text == "Kahn Acadmy"
    assert body.hits[0].slug == "khan-academy"
    assert body.hits[0].reasons.named
    exact = get(client, "q=Kahn+Acadmy&exact=1")
    assert exact.correction is None
    assert exact.query.exact
    assert exact.total == 0


def test_what_was_understood_is_said_and_can_be_dropped(client: FlaskClient) -> None:
    body = get(client, "q=free+math+games&kind=product")
    parts = {part.key: part for part in body.understood}
    assert set(parts) == {"price:free", "subject:mathematics", "product-kind:game"}
    assert parts["price:free"].typed == "free"
    assert parts["price:free"].label == "Price: Free"
    assert ("price", "free") in {(t.vocabulary, t.term) for t in parts["price:free"].terms}
    fewer = get(client, "q=free+math+games&kind=product&not=price:free")
    assert {part.key for part in fewer.understood} == {"subject:mathematics", "product-kind:game"}
    assert fewer.query.dropped == ["price:free"]
    assert get(client, "q=free+math+games&exact=1").understood == []


def test_what_fits_all_comes_first_and_the_rest_says_what_it_lacks(client: FlaskClient) -> None:
    body = get(client, "q=math+games+for+kindergarten")
    assert body.loosened == ["level:kindergarten"]
    assert 0 < body.complete < body.total
    assert "any_word" in body.notices
    label = "Grade level: Kindergarten"
    whole, partly = body.hits[: body.complete], body.hits[body.complete :]
    assert all(label in hit.reasons.fits for hit in whole)
    assert any(label in hit.reasons.lacks for hit in partly)
    some = next(hit for hit in body.hits if hit.slug == "hooda-math")
    assert {"its name"} <= {place for word in some.reasons.words for place in word.places}
    full = get(client, "q=math")
    assert full.complete == full.total
    assert full.notices == []


def test_conflicts_are_told(client: FlaskClient) -> None:
    (conflict,) = get(client, "q=free+and+paid+math+games").conflicts
    assert conflict.keys == ["price:free", "price:paid"]
    assert conflict.reason == "What is free is not paid for."


def test_no_dead_end(client: FlaskClient, site: Site) -> None:
    body = get(client, "q=reading&kind=person&price=free")
    assert body.total == 0
    assert body.relaxations
    for way in body.relaxations:
        again = client.get(way.url.removeprefix(site.settings.base_url))
        assert again.get_json()["total"] == way.total > 0


@pytest.mark.parametrize(
    ("query", "field", "code"),
    [
        ("colour=red", "colour", "unknown_parameter"),
        ("subject=nonsense", "subject", "unknown_term"),
        ("kind=gadget", "kind", "unknown"),
        ("sort=price", "sort", "unknown"),
        ("page=two", "page", "form"),
        ("archived=maybe", "archived", "unknown"),
        ("exact=maybe", "exact", "unknown"),
        ("was=math", "was", "unknown_parameter"),
    ],
)
def test_what_is_not_understood_is_refused(
    client: FlaskClient, query: str, field: str, code: str
) -> None:
    found = error(client, query)
    assert [(p["field"], p["code"]) for p in found["problems"]] == [(field, code)]
    assert found["status"] == 400
    assert found["request_id"]


def test_every_problem_is_named_at_once(client: FlaskClient) -> None:
    problems = error(client, "kind=gadget&sort=price&colour=red&subject=x")["problems"]
    assert {problem["field"] for problem in problems} == {"kind", "sort", "colour", "subject"}


def test_an_unknown_parameter_is_told_the_known_ones(client: FlaskClient) -> None:
    (problem,) = error(client, "colour=red")["problems"]
    for name in ("q", "kind", "sort", "page", "archived", "exact", "not", "subject", "price"):
        assert re.search(rf"\b{name}\b", problem["message"])


@pytest.mark.parametrize("query", ["page=0", "page=101", "q=reading&page=99"])
def test_a_page_beyond_the_last_is_not_found(client: FlaskClient, query: str) -> None:
    assert error(client, query, 404)["code"] == "not_found"


def test_too_many_parameters_are_refused(client: FlaskClient) -> None:
    query = "&".join(f"p{number}=1" for number in range(500))
    assert len(error(client, query)["problems"]) <= 20


@pytest.mark.parametrize("text", ["*", "%", "((((", '"', "-", "a" * 5000, "\x00", "\ud7ff", "🧮"])
def test_any_text_is_answered(client: FlaskClient, text: str) -> None:
    response = client.get(URL, query_string={"q": text})
    assert response.status_code == 200
    SearchOut.model_validate_json(response.data)


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_it_only_reads(client: FlaskClient, method: str) -> None:
    response = getattr(client, method)(URL, json={})
    assert response.status_code == 405
    assert response.get_json()["error"]["code"] == "method_not_allowed"
    assert "GET" in response.headers["Allow"]


def test_head_has_the_headers_and_no_body(client: FlaskClient) -> None:
    response = client.head(f"{URL}?q=math")
    assert response.status_code == 200
    assert response.headers["ETag"]
    assert response.data == b""


def test_the_same_answer_is_not_sent_twice(client: FlaskClient) -> None:
    first = client.get(f"{URL}?q=math")
    again = client.get(f"{URL}?q=math", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert again.data == b""
    other = client.get(f"{URL}?q=science", headers={"If-None-Match": first.headers["ETag"]})
    assert other.status_code == 200


@pytest.mark.parametrize("encoding", ["gzip", "br"])
def test_compression_keeps_the_etag(client: FlaskClient, encoding: str) -> None:
    accept = {"Accept-Encoding": encoding}
    first = client.get(URL, headers=accept)
    assert first.headers["Content-Encoding"] == encoding
    again = client.get(URL, headers={**accept, "If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304


def test_pages_of_other_sites_may_read_it(client: FlaskClient) -> None:
    for response in (
        client.get(URL),
        client.get(f"{URL}?kind=gadget"),
        client.get("/api/v1/nothing"),
    ):
        assert response.headers["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Credentials" not in response.headers
    preflight = client.options(URL, headers={"Origin": "https://example.org"})
    assert preflight.status_code == 200
    assert "If-None-Match" in preflight.headers["Access-Control-Allow-Headers"]


def test_pages_for_people_are_not_opened_to_other_sites(client: FlaskClient) -> None:
    assert "Access-Control-Allow-Origin" not in client.get("/robots.txt").headers


def test_cookies_are_ignored_and_never_set(client: FlaskClient) -> None:
    client.set_cookie("session", "forged")
    response = client.get(f"{URL}?q=math")
    assert response.status_code == 200
    assert "Set-Cookie" not in response.headers
    assert "Cookie" not in response.headers.get("Vary", "")


def test_addresses_ignore_the_host_header(client: FlaskClient, site: Site) -> None:
    response = client.get(URL, headers={"Host": "evil.example"})
    assert "evil.example" not in response.get_data(as_text=True)
    assert site.settings.base_url in response.get_data(as_text=True)


def test_an_index_that_cannot_be_read_is_told(own_site: Site) -> None:
    (own_site.settings.index_folder / "CURRENT").unlink()
    body = get(own_site.app.test_client(), "q=reading")
    assert "reduced" in body.notices
    assert body.total > 0


def test_too_many_searches_wait(own_site_limited: FlaskClient) -> None:
    statuses = [own_site_limited.get(URL).status_code for _ in range(4)]
    assert statuses == [200, 200, 429, 429]
    refused = own_site_limited.get(URL)
    assert refused.get_json()["error"]["code"] == "too_many_requests"
    assert int(refused.headers["Retry-After"]) > 0
