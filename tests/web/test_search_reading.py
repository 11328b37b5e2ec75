"""The search page says what it made of the words, and lets a person take that back."""

import re
from html import unescape
from urllib.parse import parse_qsl, urlsplit

import pytest
from flask.testing import FlaskClient

WORDS = "free math games for kindergarten"
ALL = "/search?q=free+math+games+for+kindergarten"


def chips(html: str) -> dict[str, str]:
    """Label -> address without it, of what was understood."""
    chip = r'<a class="chip chip--read"\s+href="([^"]+)"[^>]*>\s*<span class="sr-only">[^<]+</span>([^<]+)<'
    found = re.findall(chip, html)
    return {unescape(label).strip(): unescape(url) for url, label in found}


def reasons(html: str, name: str) -> str:
    """What stands in “Why is this here?” of the first result with this name."""
    summary = re.escape(f'Why is this here?<span class="sr-only"> {name}</span>')
    found = re.search(rf"{summary}</summary>(.*?)</details>", html, re.DOTALL)
    assert found, name
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", found.group(1))).split())


def results(html: str) -> list[str]:
    names = re.findall(r'class="card__name"><a href="[^"]+">(.*?)</a>', html)
    return [unescape(re.sub(r"<[^>]+>", "", name)) for name in names]


def test_what_was_understood_can_be_taken_back(client: FlaskClient) -> None:
    html = client.get(ALL).text
    assert "We read this as" in html
    found = chips(html)
    assert set(found) == {
        "Price: Free", "Subject: Mathematics", "Kind of product: Learning game", "Grade level: Kindergarten",
    }  # fmt: skip
    without = urlsplit(found["Price: Free"])
    assert parse_qsl(without.query) == [("q", WORDS), ("not", "price:free")]
    again = client.get(found["Price: Free"]).text
    assert "Price: Free" not in chips(again)
    assert "Subject: Mathematics" in chips(again)
    both = parse_qsl(urlsplit(chips(again)["Subject: Mathematics"]).query)
    assert [value for name, value in both if name == "not"] == ["price:free", "subject:mathematics"]
    assert f'href="{ALL}">Read all words again</a>' in again


def test_what_was_taken_back_stays_while_filters_change(client: FlaskClient) -> None:
    html = client.get(f"{ALL}&not=price%3Afree&not=level%3Akindergarten").text
    assert f'<input type="hidden" name="was" value="{WORDS}">' in html
    assert '<input type="hidden" name="not" value="price:free">' in html
    assert '<input type="hidden" name="not" value="level:kindergarten">' in html
    assert 'name="was"' not in client.get(ALL).text


@pytest.mark.parametrize(
    ("query", "read"),
    [
        (f"q={WORDS}&was={WORDS}&exact=1", False),
        (f"q=  Free math games for kindergarten&was={WORDS}&exact=1", True),
        (f"q=free chemistry videos&was={WORDS}&exact=1", True),
        (f"q=free chemistry videos&was={WORDS}&not=price%3Afree", True),
        (f"q={WORDS}&was={WORDS}&not=price%3Afree", False),
    ],
)
def test_other_words_are_read_afresh(client: FlaskClient, query: str, read: bool) -> None:
    html = client.get(f"/search?{query}").text
    assert ("Price: Free" in chips(html)) is read
    assert "We left out" not in html


def test_exactly_these_words(client: FlaskClient) -> None:
    assert f'href="{ALL}&amp;exact=1">Search for exactly these words</a>' in client.get(ALL).text
    html = client.get(f"{ALL}&exact=1").text
    assert chips(html) == {}
    assert "results for exactly your words" in html
    assert f'href="{ALL}">Let us read the words again</a>' in html
    assert '<input type="hidden" name="exact" value="1">' in html


def test_keys_that_mean_nothing_are_ignored(client: FlaskClient) -> None:
    html = client.get(f"{ALL}&not=nothing&not=%22%3E%3Cscript%3E").text
    assert len(chips(html)) == 4
    assert "<script>" not in html.replace('<script src="', "")


def test_what_excludes_each_other_is_told(client: FlaskClient) -> None:
    html = client.get("/search?q=free+and+paid+math+games").text
    assert "Price: Free and Price: Paid exclude each other: what is free is not paid for." in html
    assert "exclude each other" not in client.get(ALL).text


def test_few_that_fit_come_first_and_the_rest_is_divided(client: FlaskClient) -> None:
    html = client.get("/search?q=Salman+Khan+products").text
    whole, partly = html.split('id="partly"')
    [count] = re.findall(r"<strong>(\d+) listings? fits? all of this", whole)
    assert len(results(whole)) == int(count) > 0
    assert results(partly)
    assert "with a part of your words" in whole


def test_what_the_others_may_lack_is_named(client: FlaskClient) -> None:
    html = client.get("/search?q=free+math+games+for+3rd+graders+that+work+offline").text
    assert "<strong>No listing fits all of this.</strong>" in html
    assert "what they may lack: Grade level: Grade 3 · Price: Free · Offline use" in html
    assert 'id="partly"' not in html
    assert "Does not state: Offline use: Works fully offline" in reasons(html, "GCompris")


def test_in_another_order_nothing_is_divided(client: FlaskClient) -> None:
    html = client.get("/search?q=Salman+Khan+products&sort=name").text
    assert "all of this.</strong>" in html
    assert 'id="partly"' not in html


def test_when_all_fit_nothing_is_said(client: FlaskClient) -> None:
    html = client.get("/search?q=math").text
    assert "all of this" not in html
    assert 'id="partly"' not in html


def test_why_a_result_is_here(client: FlaskClient) -> None:
    html = client.get("/search?q=fractions").text
    why = reasons(html, "Slice Fractions")
    assert "“fractions”: its name, its one-line description" in why
    assert "Fits: Subject: Fractions" in why
    assert "Does not state" not in why
    html = client.get("/search?q=khan+academy").text
    assert "What you typed is its name" in reasons(html, "Khan Academy")
    assert "its one-line description" in reasons(html, "KA Lite")


def test_without_words_there_is_nothing_to_explain(client: FlaskClient) -> None:
    html = client.get("/search?kind=product").text
    assert results(html)
    assert "Why is this here?" not in html
