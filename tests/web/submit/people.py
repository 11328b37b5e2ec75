"""People who are signed in, and forms filled in as a browser would."""

import re
from html import unescape
from html.parser import HTMLParser
from typing import Any

from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from directory.accounts import queries, sessions
from directory.accounts.types import Browser, Method
from directory.models import Account
from tests.people import House
from tests.web.conftest import Clock


def sign_in(
    house: House, email: str = "ana@example.org", *, confirmed: bool = True
) -> tuple[FlaskClient, str]:
    """A browser in which somebody is signed in, and the key of their actor."""
    with house.database.reading() as session:
        known = queries.by_email(session, email)
        known_id = known.id if known else 0
    account_id = known_id or house.account(email, confirmed=confirmed)
    with house.database.writing() as session:
        account = session.get_one(Account, account_id)
        started = sessions.start(session, account, Method.PASSWORD, Browser(), now=house.clock())
    client = house.app.test_client()
    client.set_cookie("account", started.cookie)
    return client, f"account:{account_id}"


class _Fields(HTMLParser):
    """All fields of the form with `data`, as a browser would send them."""

    def __init__(self, action: str) -> None:
        super().__init__()
        self.action, self.inside, self.fields = action, False, MultiDict[str, str]()
        self._area, self._select, self._text = "", "", ""
        self._options: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.inside = given.get("action", "") == self.action and given.get("method") == "post"
        if not self.inside:
            return
        if tag == "input":
            self._input(given)
        elif tag == "textarea":
            self._area, self._text = given.get("name", ""), ""
        elif tag == "select":
            self._select, self._options = given.get("name", ""), []
        elif tag == "option":
            self._options.append((given.get("value", ""), "selected" in given))

    def _input(self, given: dict[str, str]) -> None:
        kind, name = given.get("type", "text"), given.get("name")
        on = kind not in ("checkbox", "radio") or "checked" in given
        if name and on and kind not in ("submit", "file"):
            self.fields.add(name, given.get("value", "on"))

    def handle_data(self, data: str) -> None:
        self._text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._area:
            text = self._text.replace("\r\n", "\n")
            self.fields.add(self._area, text.removeprefix("\n"))
            self._area = ""
        elif tag == "select" and self._select:
            chosen = [v for v, on in self._options if on] or [v for v, _ in self._options[:1]]
            self.fields.add(self._select, chosen[0] if chosen else "")
            self._select = ""
        elif tag == "form":
            self.inside = False


def fields_of(response: TestResponse, action: str) -> MultiDict[str, str]:
    """What a browser would send of the form with this action."""
    parser = _Fields(action)
    parser.feed(response.get_data(as_text=True))
    assert parser.fields, f"no form for {action}"
    return parser.fields


def changed(fields: MultiDict[str, str], **changes: Any) -> MultiDict[str, str]:
    """The same fields with some set anew; `__` in a name stands for a hyphen."""
    copy = fields.copy()
    for name, value in changes.items():
        copy.setlist(name.replace("__", "-"), value if isinstance(value, list) else [value])
    return copy


def begin(
    client: FlaskClient, clock: Clock, kind: str = "product", name: str = "Fraction Forest"
) -> str:
    """Begin a draft and return its uid."""
    fields = changed(
        fields_of(client.get("/my/listings/new"), "/my/listings/new"), kind=kind, name=name
    )
    clock.move(seconds=10)
    response = client.post("/my/listings/new", data=fields)
    assert response.status_code == 303, response.get_data(as_text=True)
    match = re.search(r"/my/listings/([0-9a-f]{32})/", response.headers["Location"])
    assert match
    return match[1]


def section(client: FlaskClient, uid: str, key: str, query: str = "") -> MultiDict[str, str]:
    """The fields of a section as the page shows them."""
    path = f"/my/listings/{uid}/edit/{key}"
    response = client.get(path + query)
    assert response.status_code == 200, response.headers.get("Location")
    return fields_of(response, path)


def save(
    client: FlaskClient, uid: str, key: str, fields: MultiDict[str, str], **headers: str
) -> TestResponse:
    """Send a section."""
    return client.post(f"/my/listings/{uid}/edit/{key}", data=fields, headers=headers)


def fill(client: FlaskClient, uid: str, key: str, **changes: Any) -> TestResponse:
    """Open a section, change some fields and save it."""
    response = save(client, uid, key, changed(section(client, uid, key), **changes))
    assert response.status_code == 303, response.get_data(as_text=True)[:3000]
    return response


def fill_product(client: FlaskClient, uid: str, **basics: Any) -> None:
    """Fill in what a product must have, without any warning."""
    fill(
        client,
        uid,
        "basics",
        **{
            "tagline": "Practice fractions in a forest",
            "description": "Learners plant trees. They solve fraction tasks. " * 4,
            "homepage_url": "https://forest.example.org",
            **basics,
        },
    )
    fill(client, uid, "audience", product_kinds=["practice"], levels=["grade-3"])
    fill(
        client,
        uid,
        "safe",
        facts__privacy_policy__state="yes",
        facts__privacy_policy__url="https://forest.example.org/privacy",
    )


def submit(client: FlaskClient, clock: Clock, uid: str, **changes: Any) -> TestResponse:
    """Submit from the page of checks."""
    path = f"/my/listings/{uid}/check"
    fields = changed(fields_of(client.get(path), path), **changes)
    clock.move(seconds=10)
    return client.post(path, data=fields)


def text_of(response: TestResponse) -> str:
    """The page without markup."""
    page = re.sub(r"<(script|style)\b.*?</\1>", " ", response.get_data(as_text=True), flags=re.S)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page)))
