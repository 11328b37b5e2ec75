"""The page of unmet needs, its CSV and its JSON: the same numbers, none of them small."""

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from directory.analytics.service import record
from directory.analytics.types import SearchSeen
from directory.api.schemas import UnmetNeedsOut
from tests.conftest import CountStatements, Site, build_site
from tests.web.conftest import Clock, set_clock

SEEN = (
    (SearchSeen("braille <kit>", 0, "", ("chemistry",), ("grade-3",)), 6),
    (SearchSeen("braille <kit>", 2), 5),
    (SearchSeen("=iep()", 1), 7),
    (SearchSeen("too rare"), 4),
    (SearchSeen("", 0, "", ("chemistry", "algebra")), 4),
    (SearchSeen("common", 50), 90),
)


def fill(site: Site, clock: Clock) -> None:
    with site.database.writing() as session:
        for seen, times in SEEN:
            for _ in range(times):
                record(session, seen, now=clock())


@pytest.fixture
def client_with_needs(site: Site, tmp_path: Path) -> Iterator[FlaskClient]:
    found = build_site(
        tmp_path / "needs", template=site.settings.instance_folder, COUNT_SEARCHES="1"
    )
    fill(found, set_clock(found))
    yield found.app.test_client()
    found.close()


def cells(html: str) -> list[list[str]]:
    """The cells of all table rows as text."""
    rows = re.findall(r"<tr>(.*?)</tr>", html, re.S)
    return [
        [" ".join(re.sub("<.*?>", "", cell).split()) for cell in re.findall(r"<t[hd].*?</t[hd]>", row, re.S)]
        for row in rows
    ]  # fmt: skip


def test_it_works(client_with_needs: FlaskClient) -> None:
    response = client_with_needs.get("/unmet-needs")
    assert response.status_code == 200
    assert "November 25, 2025 to November 24, 2026" in response.text
    found = cells(response.text)
    assert ["Chemistry", "10", "–fewer than 5"] in found
    assert ["Grade 3", "6", "–fewer than 5"] in found
    assert ["braille &lt;kit&gt;", "6", "5"] in found
    assert ["=iep()", "–fewer than 5", "7"] in found
    assert ["No subject named", "–fewer than 5", "12"] in found
    for hidden in ("too rare", "common", "Algebra"):
        assert hidden not in response.text
    assert 'href="/search?q=braille+%3Ckit%3E"' in response.text
    assert response.text.count("needs-chart") == 1


def test_the_chart_has_the_numbers_of_the_table(client_with_needs: FlaskClient) -> None:
    html = client_with_needs.get("/unmet-needs").text
    data = re.search(r'id="data-subject">(.*?)</script>', html, re.S)
    assert data
    assert json.loads(data[1]) == [{"label": "Chemistry", "nothing": 10, "few": 0}]
    assert 'role="img"' in html
    assert "The table below has the numbers." in html


def test_csv_and_json_say_the_same(client_with_needs: FlaskClient) -> None:
    response = client_with_needs.get("/unmet-needs.csv")
    assert response.mimetype == "text/csv"
    assert "unmet-needs.csv" in response.headers["Content-Disposition"]
    rows = list(csv.reader(io.StringIO(response.text)))
    assert rows == [
        ["list", "term", "label", "found_nothing", "found_1_or_2"],
        ["subject", "", "No subject named", "", "12"],
        ["subject", "chemistry", "Chemistry", "10", ""],
        ["level", "", "No grade level named", "8", "12"],
        ["level", "grade-3", "Grade 3", "6", ""],
        ["words", "", "braille <kit>", "6", "5"],
        ["words", "", "'=iep()", "", "7"],
    ]
    answer = client_with_needs.get("/api/v1/unmet-needs")
    body = UnmetNeedsOut.model_validate(answer.get_json())
    assert (body.since, body.until, body.shown_from) == ("2025-11-25", "2026-11-24", 5)
    assert [(w.words, w.found_nothing, w.found_few) for w in body.words] == [
        ("braille <kit>", 6, 5),
        ("=iep()", None, 7),
    ]
    assert [(s.term and s.term.label, s.found_nothing, s.found_few) for s in body.subjects] == [
        (None, None, 12),
        ("Chemistry", 10, None),
    ]
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    again = client_with_needs.get(
        "/api/v1/unmet-needs", headers={"If-None-Match": answer.headers["ETag"]}
    )
    assert again.status_code == 304
    assert client_with_needs.get("/api/v1/unmet-needs?x=1").status_code == 400


def test_no_small_number_is_anywhere(client_with_needs: FlaskClient) -> None:
    html = client_with_needs.get("/unmet-needs").text
    shown = [cell for row in cells(html)[1:] for cell in row[1:] if cell.isdigit()]
    assert shown
    assert min(map(int, shown)) >= 5
    text = client_with_needs.get("/unmet-needs.csv").text
    text += client_with_needs.get("/api/v1/unmet-needs").text
    assert "too rare" not in html + text
    assert "algebra" not in html + text


def test_a_fresh_site_says_what_will_be_here(site: Site) -> None:
    client = site.app.test_client()
    html = client.get("/unmet-needs").text
    assert "Nothing to show yet" in html
    assert "does not count searches" in html
    assert "needs-chart" not in html
    assert client.get("/unmet-needs.csv").text.count("\n") == 1
    assert client.get("/api/v1/unmet-needs").get_json()["words"] == []


def test_it_is_linked_where_it_belongs(client: FlaskClient) -> None:
    for path in ("/", "/search?q=zzzzzz", "/developers", "/sitemap.xml", "/privacy"):
        assert "/unmet-needs" in client.get(path).text, path
    assert 'href="/unmet-needs">What educators look for' in client.get("/search?q=zzzzzz").text


def test_statements_do_not_grow_with_the_counts(
    client_with_needs: FlaskClient, count_statements: CountStatements
) -> None:
    database = client_with_needs.application.extensions["directory"].database
    client_with_needs.get("/unmet-needs")
    with count_statements(database) as statements:
        client_with_needs.get("/unmet-needs")
    assert len([s for s in statements if s.startswith("SELECT")]) <= 4
