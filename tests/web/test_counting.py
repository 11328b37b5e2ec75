"""Which searches count: new ones, of people, with nothing of the visitor in them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete, select

from directory.analytics.collector import SearchCounter
from directory.config import Settings
from directory.models import SearchCount
from tests.conftest import CountStatements, Site, build_site
from tests.web.conftest import set_clock

PERSON = {"User-Agent": "Mozilla/5.0 Firefox/140.0", "Accept-Language": "en-US,en;q=0.5"}
Row = tuple[str, str, str, str, str, int]


@pytest.fixture(scope="module")
def shared(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("counting")
    found = build_site(folder, template=site.settings.instance_folder, COUNT_SEARCHES="1")
    set_clock(found)
    yield found
    counter_of(found).stop()
    found.close()


@pytest.fixture
def counting(shared: Site) -> Site:
    """A site that counts searches and has counted none."""
    counter_of(shared).flush()
    with shared.database.writing() as session:
        session.execute(delete(SearchCount))
    return shared


def counter_of(site: Site) -> SearchCounter:
    counter: SearchCounter = site.app.extensions["search_counter"]
    return counter


def rows(site: Site) -> list[Row]:
    """What is stored after a flush: words, kind, found, subjects, levels, count."""
    counter_of(site).flush()
    s = SearchCount
    with site.database.reading() as session:
        statement = select(s.query, s.kind, s.found, s.subjects, s.levels, s.count).order_by(s.id)
        return [(a, b, c, d, e, n) for a, b, c, d, e, n in session.execute(statement)]


def person(site: Site) -> FlaskClient:
    return site.app.test_client()


def test_it_works(counting: Site) -> None:
    page = person(counting).get("/search?q=Math", headers=PERSON)
    assert page.status_code == 200
    assert "Set-Cookie" not in page.headers
    assert rows(counting) == [("math", "", "many", "mathematics", "", 1)]


def test_a_search_page_writes_nothing_itself(
    counting: Site, count_statements: CountStatements
) -> None:
    person(counting).get("/search?q=warm", headers=PERSON)
    services = counting.app.extensions["directory"]
    with count_statements(services.database) as statements:
        person(counting).get("/search?q=zzzz", headers=PERSON)
    assert statements
    assert not [s for s in statements if s.lstrip().upper().startswith(("INSERT", "UPDATE"))]
    assert ("zzzz", "", "none", "", "", 1) in rows(counting)


def test_only_some_of_the_words_is_nothing(counting: Site) -> None:
    html = person(counting).get("/search?q=fractions+zebra", headers=PERSON).text
    assert "No listing fits all of this" in html
    assert rows(counting) == [("fractions zebra", "", "none", "fractions", "", 1)]


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"User-Agent": PERSON["User-Agent"]},
        {**PERSON, "User-Agent": "Mozilla/5.0 (compatible; Examplebot/2.1)"},
        {**PERSON, "User-Agent": "curl/8.5"},
        {**PERSON, "Sec-Purpose": "prefetch;prerender"},
        {**PERSON, "DNT": "1"},
        {**PERSON, "Sec-GPC": "1"},
    ],
)
def test_programs_and_who_asks_not_to_be_counted(counting: Site, headers: dict[str, str]) -> None:
    assert person(counting).get("/search?q=zzzz", headers=headers).status_code == 200
    assert rows(counting) == []


@pytest.mark.parametrize(
    "path",
    ["/search", "/search?kind=product", "/search?q=jane@example.org", "/search?kind=person&q=ada",
     "/search?q=math&page=2", "/suggest?q=math", "/feeds/search.atom?q=math", "/api/v1/search?q=math"],
)  # fmt: skip
def test_what_is_no_search_of_its_own(counting: Site, path: str) -> None:
    assert person(counting).get(path, headers=PERSON).status_code == 200
    person(counting).head("/search?q=zzzz", headers=PERSON)
    assert rows(counting) == []


@pytest.mark.parametrize("header", ["Referer", "HX-Current-URL"])
def test_filters_and_order_do_not_count_the_words_again(counting: Site, header: str) -> None:
    came_from = {**PERSON, header: "http://localhost/search?q=math"}
    client = person(counting)
    client.get("/search?q=math", headers=PERSON)
    for refined in ("&sort=name", "&price=free", "&kind=product"):
        client.get(f"/search?q=math{refined}", headers=came_from)
    assert rows(counting) == [("math", "", "many", "mathematics", "", 1)]
    client.get("/search?q=math&subject=chemistry&level=grade-3", headers=came_from)
    client.get("/search?q=maths", headers=came_from)
    named, other = rows(counting)[1:]
    assert (named[0], *named[3:]) == ("", "chemistry", "grade-3", 1)
    assert other == ("maths", "", "many", "mathematics", "", 1)


@pytest.mark.parametrize(
    "came_from",
    ["https://search.example.org/search?q=math", "http://localhost/?q=math", "http://[", "http://localhost/search"],
)  # fmt: skip
def test_a_search_from_another_page_is_new(counting: Site, came_from: str) -> None:
    person(counting).get("/search?q=math", headers={**PERSON, "Referer": came_from})
    assert rows(counting) == [("math", "", "many", "mathematics", "", 1)]


def test_while_the_index_is_away_nothing_is_counted(counting: Site) -> None:
    pointer = Path(counting.settings.index_folder) / "CURRENT"
    before = pointer.read_text()
    pointer.write_text("garbage")
    assert "simpler than usual" in person(counting).get("/search?q=zzzz", headers=PERSON).text
    assert rows(counting) == []
    pointer.write_text(before)
    assert "simpler than usual" not in person(counting).get("/search?q=zzzz", headers=PERSON).text


def test_a_database_that_cannot_be_written_hurts_no_page(counting: Site) -> None:
    with counting.database.new_session(write=True) as session, session.begin():
        assert session.connection()
        assert person(counting).get("/search?q=zzzz", headers=PERSON).status_code == 200
    assert rows(counting) == [("zzzz", "", "none", "", "", 1)]


def test_counting_can_be_turned_off(site: Site) -> None:
    assert "search_counter" not in site.app.extensions
    assert "counts no searches" in site.app.test_client().get("/privacy").text
    assert Settings.from_environment({"SECRET_KEY": "x"}).count_searches
    assert not Settings.from_environment({"SECRET_KEY": "x", "COUNT_SEARCHES": "0"}).count_searches


def test_the_privacy_page_says_what_is_kept(counting: Site) -> None:
    text = " ".join(person(counting).get("/privacy").text.split())
    assert "We count searches, not people" in text
    assert "removed after 400 days" in text
    assert "shows no number below 5" in text
