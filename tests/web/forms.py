"""Fill in and send the contact form as a browser would."""

import re
from html import unescape

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

_INPUT = re.compile(r"<input[^>]*>")
_ATTRIBUTE = re.compile(r'(\w+)="([^"]*)"')
VALID = {"topic": "question", "message": "What does “claimed” mean on a listing?"}


def hidden(html: str) -> dict[str, str]:
    """Return names and values of all hidden fields of a page."""
    found = {}
    for tag in _INPUT.findall(html):
        attributes = dict(_ATTRIBUTE.findall(tag))
        if attributes.get("type") == "hidden":
            found[attributes["name"]] = unescape(attributes.get("value", ""))
    return found


def value_of(html: str, name: str) -> str:
    """Return the value of a text field of a page."""
    for tag in _INPUT.findall(html):
        attributes = dict(_ATTRIBUTE.findall(tag))
        if attributes.get("name") == name and attributes.get("type") != "radio":
            return unescape(attributes.get("value", ""))
    raise AssertionError(f"there is no field {name}")


def open_form(client: FlaskClient, query: str = "") -> dict[str, str]:
    """Open the form and return its hidden fields."""
    response = client.get(f"/contact?{query}")
    assert response.status_code == 200
    return hidden(response.get_data(as_text=True))


def send(client: FlaskClient, fields: dict[str, str]) -> TestResponse:
    """Send the form."""
    return client.post("/contact", data=fields)
