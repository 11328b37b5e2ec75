"""A whole submission through the pages: begin, fill in, check, submit, withdraw, edit live."""

from flask.testing import FlaskClient

from tests.web.conftest import Clock
from tests.web.submit.people import begin, fill_product, submit, text_of


def test_it_works(author: FlaskClient, clock: Clock) -> None:
    assert "Nothing here yet" in text_of(author.get("/my/listings"))
    uid = begin(author, clock)
    fill_product(author, uid)
    response = submit(author, clock, uid)
    assert response.status_code == 303, text_of(response)
    page = text_of(author.get(response.headers["Location"]))
    assert "Submitted. A person reads it next" in page
    assert "Waiting for review" in page
