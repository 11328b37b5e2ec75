"""Send us a note: whatever goes wrong, nothing that was typed is lost."""

import re
from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select, text

from directory.app import create_app
from directory.kernel import database
from directory.models import Note
from tests.conftest import Site
from tests.web.conftest import Clock
from tests.web.forms import VALID, hidden, open_form, send, value_of

XSS = '<script>alert(1)</script>"><img src=x onerror=alert(2)>'


def notes(site: Site) -> int:
    with site.database.reading() as session:
        return session.scalar(select(func.count(Note.id))) or 0


def only_note(site: Site) -> Note:
    with site.database.reading() as session:
        note = session.scalars(select(Note)).one()
        session.expunge(note)
    return note


def filled(visitor: FlaskClient, clock: Clock, **changes: str) -> dict[str, str]:
    fields = {**open_form(visitor), **VALID, **changes}
    clock.move(seconds=30)
    return fields


def test_it_works(visitor: FlaskClient, clock: Clock, own_site: Site) -> None:
    response = send(visitor, filled(visitor, clock, name="Ana", email="ana@example.org"))
    assert response.status_code == 303
    page = visitor.get(response.headers["Location"])
    assert page.status_code == 200
    body = page.get_data(as_text=True)
    note = only_note(own_site)
    assert note.reference in body
    assert (note.name, note.email, note.message) == ("Ana", "ana@example.org", VALID["message"])
    for private in ("ana@example.org", "Ana<", VALID["message"]):
        assert private not in body


def test_the_confirmation_can_be_loaded_again(
    visitor: FlaskClient, clock: Clock, own_site: Site
) -> None:
    address = send(visitor, filled(visitor, clock)).headers["Location"]
    first, second = visitor.get(address), visitor.get(address)
    assert first.status_code == second.status_code == 200
    assert first.headers["Cache-Control"] == "no-store"
    assert notes(own_site) == 1


@pytest.mark.parametrize("token", ["", "x", "IkFCQ0QtRUZHSCI.forged", "K7QM-3TZP"])
def test_a_confirmation_cannot_be_guessed(visitor: FlaskClient, token: str) -> None:
    assert visitor.get(f"/contact/sent?note={token}").status_code == 404


def test_a_double_submit_is_one_note(visitor: FlaskClient, clock: Clock, own_site: Site) -> None:
    fields = filled(visitor, clock)
    first, second = send(visitor, fields), send(visitor, fields)
    assert first.status_code == second.status_code == 303
    assert first.headers["Location"] == second.headers["Location"]
    assert notes(own_site) == 1


def test_the_address_fills_the_form_in(visitor: FlaskClient) -> None:
    page = visitor.get("/contact?topic=missing&about=/products/x%22%3E").get_data(as_text=True)
    assert value_of(page, "about") == '/products/x">'
    (chosen,) = [tag for tag in re.findall(r"<input[^>]*>", page) if "checked" in tag]
    assert 'value="missing"' in chosen


def test_an_unknown_topic_in_the_address_chooses_none(visitor: FlaskClient) -> None:
    assert "checked" not in visitor.get("/contact?topic=praise").get_data(as_text=True)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"topic": ""}, ("#topic-0", "Choose what your note is about")),
        ({"message": "short"}, ("#message", "at least 10 characters")),
        ({"message": "x" * 4001}, ("#message", "4,001 now")),
        ({"email": "ana@"}, ("#email", "whole e-mail address")),
        ({"about": "x" * 301}, ("#about", "at most 300")),
    ],
)
def test_a_mistake_is_named_with_a_link_to_its_field(
    visitor: FlaskClient,
    clock: Clock,
    own_site: Site,
    changes: dict[str, str],
    expected: tuple[str, str],
) -> None:
    anchor, words = expected
    response = send(visitor, filled(visitor, clock, name="Ana", **changes))
    body = response.get_data(as_text=True)
    assert response.status_code == 400
    assert f'href="{anchor}"' in body
    assert words in body
    assert "<title>Error: " in body
    assert 'aria-invalid="true"' in body or anchor == "#topic-0"
    assert value_of(body, "name") == "Ana"
    assert notes(own_site) == 0


def test_a_corrected_form_goes_through(visitor: FlaskClient, clock: Clock, own_site: Site) -> None:
    wrong = send(visitor, filled(visitor, clock, message="short")).get_data(as_text=True)
    assert ">short</textarea>" in wrong.replace("\r\n", "").replace("\n", "")
    assert send(visitor, {**hidden(wrong), **VALID}).status_code == 303
    assert notes(own_site) == 1


@pytest.mark.parametrize("change", [{"csrf_token": "forged"}, {"csrf_token": ""}])
def test_a_foreign_form_is_not_taken(
    visitor: FlaskClient, clock: Clock, own_site: Site, change: dict[str, str]
) -> None:
    response = send(visitor, filled(visitor, clock, **change))
    body = response.get_data(as_text=True)
    assert response.status_code == 400
    assert "from our own page" in body
    assert VALID["message"] in body
    assert notes(own_site) == 0
    # The page that comes back can be sent.
    assert send(visitor, {**hidden(body), **VALID}).status_code == 303


def test_without_cookies_nothing_is_lost(own_site: Site, clock: Clock) -> None:
    keeps_none = own_site.app.test_client(use_cookies=False)
    response = send(keeps_none, filled(keeps_none, clock))
    assert response.status_code == 400
    assert VALID["message"] in response.get_data(as_text=True)
    assert "keep cookies" in response.get_data(as_text=True)


def test_a_form_that_comes_back_too_fast_waits(
    visitor: FlaskClient, clock: Clock, own_site: Site
) -> None:
    fields = {**open_form(visitor), **VALID}
    clock.move(seconds=1)
    response = send(visitor, fields)
    body = response.get_data(as_text=True)
    assert response.status_code == 400
    assert "faster than people type" in body
    assert VALID["message"] in body
    clock.move(seconds=4)
    assert send(visitor, {**hidden(body), **VALID}).status_code == 303
    assert notes(own_site) == 1


def test_a_form_that_was_open_for_a_day_is_shown_again(
    visitor: FlaskClient, clock: Clock, own_site: Site
) -> None:
    fields = {**open_form(visitor), **VALID, "name": "Ana"}
    clock.move(hours=24, seconds=1)
    response = send(visitor, fields)
    body = response.get_data(as_text=True)
    assert response.status_code == 400
    assert "more than a day" in body
    assert VALID["message"] in body
    assert value_of(body, "name") == "Ana"
    assert notes(own_site) == 0
    clock.move(seconds=5)
    assert send(visitor, {**hidden(body), **VALID}).status_code == 303


@pytest.mark.parametrize("ticket", ["", "x", "W10.forged", "\x00", "ä" * 5000])
def test_a_forged_ticket_is_not_taken(
    visitor: FlaskClient, clock: Clock, own_site: Site, ticket: str
) -> None:
    response = send(visitor, filled(visitor, clock, ticket=ticket))
    assert response.status_code == 400
    assert VALID["message"] in response.get_data(as_text=True)
    assert notes(own_site) == 0


def test_a_receipt_is_no_ticket(visitor: FlaskClient, clock: Clock, own_site: Site) -> None:
    address = send(visitor, filled(visitor, clock)).headers["Location"]
    fields = filled(visitor, clock, ticket=address.split("note=")[1], message="Another question.")
    assert send(visitor, fields).status_code == 400
    assert notes(own_site) == 1


def test_a_program_that_fills_in_everything_is_trapped(
    visitor: FlaskClient, clock: Clock, own_site: Site
) -> None:
    response = send(visitor, filled(visitor, clock, homepage="https://spam.example"))
    body = response.get_data(as_text=True)
    assert response.status_code == 400
    assert notes(own_site) == 0
    # A person whose browser did it can send at once: the field comes back empty.
    assert value_of(body, "homepage") == ""
    assert send(visitor, {**hidden(body), **VALID}).status_code == 303


def test_the_trap_is_hidden_from_people(visitor: FlaskClient) -> None:
    page = visitor.get("/contact").get_data(as_text=True)
    wrapper = page.split('id="homepage"')[0].rsplit("<div", 1)[1]
    assert 'aria-hidden="true"' in wrapper
    tag = page.split('id="homepage"')[0].rsplit("<input", 1)[1] + page.split('id="homepage"')[1]
    assert 'tabindex="-1"' in tag[:200]
    assert 'autocomplete="off"' in tag[:200]


@pytest.mark.parametrize("field", ["message", "name", "about", "email", "topic"])
def test_hostile_text_is_never_live(visitor: FlaskClient, clock: Clock, field: str) -> None:
    fields = filled(visitor, clock, **{"email": "wrong", field: XSS})
    body = send(visitor, fields).get_data(as_text=True)
    assert "<script>alert" not in body
    assert "<img src=x" not in body


def test_hostile_text_in_the_address_is_never_live(visitor: FlaskClient) -> None:
    response = visitor.get("/contact", query_string={"about": XSS, "topic": XSS})
    body = response.get_data(as_text=True)
    assert "<script>alert" not in body
    assert "<img src=x" not in body


def test_control_characters_are_taken_out(
    visitor: FlaskClient, clock: Clock, own_site: Site
) -> None:
    message = "A bell \x07 and an escape \x1b[31m and a zero \x00 here."
    assert send(visitor, filled(visitor, clock, message=message)).status_code == 303
    assert only_note(own_site).message == "A bell  and an escape [31m and a zero  here."


def test_a_huge_form_is_refused(visitor: FlaskClient, clock: Clock, own_site: Site) -> None:
    response = send(visitor, filled(visitor, clock, message="x" * 2_000_000))
    assert response.status_code == 413
    many = {f"field{number}": "x" for number in range(2000)}
    assert visitor.post("/contact", data=many).status_code in (400, 413)
    assert notes(own_site) == 0


def test_a_name_cannot_forge_a_column(visitor: FlaskClient, clock: Clock, own_site: Site) -> None:
    fields = filled(visitor, clock, state="closed", reference="AAAA-AAAA", id="7")
    assert send(visitor, fields).status_code == 303
    note = only_note(own_site)
    assert (note.state, note.id) == ("new", 1)
    assert note.reference != "AAAA-AAAA"


def test_too_many_notes_wait_and_keep_their_text(limited: tuple[Site, Clock]) -> None:
    site, clock = limited
    visitor = site.app.test_client()
    for number in range(2):
        fields = filled(visitor, clock, message=f"Note number {number} of mine.")
        assert send(visitor, fields).status_code == 303
        assert send(visitor, fields).status_code == 303  # a double submit does not count
        assert send(visitor, filled(visitor, clock, message="short")).status_code == 400
    response = send(visitor, filled(visitor, clock, message="The third note of mine."))
    assert response.status_code == 429
    assert "The third note of mine." in response.get_data(as_text=True)
    assert int(response.headers["Retry-After"]) > 0
    assert notes(site) == 2
    elsewhere = {"REMOTE_ADDR": "203.0.113.9"}
    fields = filled(visitor, clock, message="From another network.")
    assert visitor.post("/contact", data=fields, environ_base=elsewhere).status_code == 303


def test_a_busy_database_loses_nothing(
    visitor: FlaskClient, clock: Clock, own_site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "BUSY_TIMEOUT_MS", 50)
    fields = filled(visitor, clock)
    with own_site.database.writing() as other:
        other.execute(text("SELECT 1"))  # somebody else writes, and does not stop
        response = send(visitor, fields)
    assert response.status_code == 503
    assert VALID["message"] in response.get_data(as_text=True)
    assert notes(own_site) == 0
    assert send(visitor, fields).status_code == 303


def test_the_page_is_private(visitor: FlaskClient) -> None:
    response = visitor.get("/contact")
    assert response.headers["Cache-Control"] == "no-store"
    cookie = response.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Expires" not in cookie


def test_only_the_form_sets_a_cookie(client: FlaskClient) -> None:
    for path in ("/", "/about", "/data", "/glossary", "/developers", "/search?q=math", "/privacy"):
        assert "Set-Cookie" not in client.get(path).headers, path


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_other_methods_are_refused(visitor: FlaskClient, method: str) -> None:
    assert getattr(visitor, method)("/contact").status_code == 405


def test_clearance_text_is_shown_beside_the_form_when_it_is_set(
    site: Site,
) -> None:
    assert "OMB" not in site.app.test_client().get("/contact").get_data(as_text=True)
    settings = replace(site.settings, omb_number="1234-5678", omb_text="It takes 5 minutes.")
    page = create_app(settings).test_client().get("/contact").get_data(as_text=True)
    form = page.split("<form")[2].split("</form>")[0]
    assert "1234-5678" in form
    assert "It takes 5 minutes." in form
