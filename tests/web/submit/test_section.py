"""One section of the form: whatever happens, what was typed is there again."""

import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select, text

from directory.kernel import database
from directory.models import Listing, ParkedForm
from tests.people import House
from tests.web.conftest import Clock
from tests.web.submit.people import (
    begin,
    changed,
    fields_of,
    fill,
    fill_product,
    save,
    section,
    sign_in,
    submit,
    text_of,
)

XSS = '<script>alert(1)</script>"><img src=x onerror=alert(2)>'


def path(uid: str, key: str = "basics") -> str:
    return f"/my/listings/{uid}/edit/{key}"


def test_it_works(author: FlaskClient, clock: Clock) -> None:
    uid = begin(author, clock)
    response = fill(author, uid, "basics", tagline="Practice fractions", go="next")
    assert response.headers["Location"].endswith("/edit/audience")
    assert section(author, uid, "basics")["tagline"] == "Practice fractions"


@pytest.mark.parametrize("kind", ["product", "organization", "person", "opportunity"])
def test_every_section_of_every_kind_opens_and_saves_as_it_is(
    author: FlaskClient, clock: Clock, kind: str
) -> None:
    uid = begin(author, clock, kind)
    page = author.get(path(uid)).get_data(as_text=True)
    keys = dict.fromkeys(re.findall(rf"/my/listings/{uid}/edit/([a-z-]+)", page))
    assert len(keys) >= 2
    for key in keys:
        fields = section(author, uid, key)
        assert save(author, uid, key, fields).status_code == 303
        assert changed(section(author, uid, key), ticket="", csrf_token="") == changed(
            fields, ticket="", csrf_token=""
        )


def test_all_sections_with_answers_come_back_as_they_were(
    author: FlaskClient, clock: Clock
) -> None:
    uid = begin(author, clock)
    fill(author, uid, "usable", add="price_plans")
    fields = changed(
        section(author, uid, "usable", "?add=price_plans"),
        facts__price__state="yes",
        facts__price__terms=["free", "open-source"],
        facts__first_release__state="partial",
        facts__first_release__number="about 2019",
        facts__first_release__source__type="third_party",
        facts__first_release__source__url="nonsense",
    )
    fields["price_plans-0-name"] = "School"
    fields["price_plans-0-amount"] = "4.5x"
    save(author, uid, "usable", fields)
    page = author.get(path(uid, "usable") + "?saved=1")
    again = fields_of(page, path(uid, "usable"))
    for name in (
        "facts-price-state",
        "facts-first_release-number",
        "facts-first_release-source-url",
        "price_plans-0-name",
        "price_plans-0-amount",
    ):
        assert again[name] == fields[name], name
    assert again.getlist("facts-price-terms") == ["free", "open-source"]
    words = text_of(page)
    assert "Write a whole number in digits" in words
    assert "An address must begin with https://" in words
    assert "Some answers need another look" in words
    for anchor in re.findall(r'<a href="#([^"]+)">', page.get_data(as_text=True)):
        assert f'id="{anchor}"' in page.get_data(as_text=True), anchor


def test_rows_are_added_and_taken_out_without_scripts(author: FlaskClient, clock: Clock) -> None:
    uid = begin(author, clock)
    for name in ("Help", "Demo", "Status"):
        add = fill(author, uid, "basics", add="links")
        assert "#row-links-" in add.headers["Location"]
        location = add.headers["Location"].split("#")[0]
        fields = fields_of(author.get(location), path(uid))
        last = max(int(n.split("-")[1]) for n in fields if n.startswith("links-"))
        fields[f"links-{last}-label"] = name
        fields[f"links-{last}-url"] = f"https://{name.lower()}.example.org/"
        assert save(author, uid, "basics", fields).status_code == 303
    fill(author, uid, "basics", remove="links.1", tagline="Also typed")
    fields = section(author, uid, "basics")
    assert [fields[f"links-{n}-label"] for n in (0, 1)] == ["Help", "Status"]
    assert fields["tagline"] == "Also typed"
    assert "links-2-label" not in fields


@pytest.mark.parametrize(
    "value", ["links", "links.x", "links.99", "nonsense.0", "name.0", ".", "²"]
)
def test_a_forged_button_changes_nothing(author: FlaskClient, clock: Clock, value: str) -> None:
    uid = begin(author, clock)
    assert (
        save(
            author, uid, "basics", changed(section(author, uid, "basics"), remove=value)
        ).status_code
        == 303
    )
    assert author.get(path(uid) + f"?add={value}").status_code == 200


def test_two_tabs_meet_on_a_page_with_both_versions(author: FlaskClient, clock: Clock) -> None:
    uid = begin(author, clock)
    one, two = section(author, uid, "basics"), section(author, uid, "basics")
    save(author, uid, "basics", changed(one, tagline="From the first tab"))
    conflict = save(
        author, uid, "basics", changed(two, tagline="From the second tab", description="Long work")
    )
    assert conflict.status_code == 409
    words = text_of(conflict)
    assert "From the first tab" in words
    assert "From the second tab" in words
    assert section(author, uid, "basics")["tagline"] == "From the first tab"
    mine = changed(fields_of(conflict, path(uid)), go="overwrite")
    assert save(author, uid, "basics", mine).status_code == 303
    stored = section(author, uid, "basics")
    assert (stored["tagline"], stored["description"]) == ("From the second tab", "Long work")


def test_a_double_click_saves_once_and_is_no_conflict(author: FlaskClient, clock: Clock) -> None:
    uid = begin(author, clock)
    fields = changed(section(author, uid, "basics"), tagline="Once")
    assert {save(author, uid, "basics", fields).status_code for _ in range(2)} == {303}


def test_saving_while_typing_answers_with_a_line(author: FlaskClient, clock: Clock) -> None:
    uid = begin(author, clock)
    one, two = section(author, uid, "basics"), section(author, uid, "basics")
    for text_ in ("F", "Fr", "Fra"):
        line = save(author, uid, "basics", changed(one, tagline=text_), **{"HX-Request": "true"})
        assert line.status_code == 200
        assert "Saved as a draft at 12:00 UTC" in text_of(line)
        assert "<html" not in line.get_data(as_text=True)
    stale = save(author, uid, "basics", changed(two, tagline="Z"), **{"HX-Request": "true"})
    assert "Not saved" in text_of(stale)
    assert section(author, uid, "basics")["tagline"] == "Fra"


def test_what_was_typed_after_the_session_ended_comes_back(house: House, clock: Clock) -> None:
    author, _ = sign_in(house)
    uid = begin(author, clock)
    fields = changed(
        section(author, uid, "audience"), levels=["grade-3", "grade-4"], age_range="8-9"
    )
    author.delete_cookie("account")
    sent = save(author, uid, "audience", fields)
    assert sent.status_code == 303
    assert sent.headers["Location"].startswith("/account/sign-in?next=")
    again, _ = sign_in(house)
    back = re.sub(r"%([0-9A-F]{2})", lambda m: chr(int(m[1], 16)), sent.headers["Location"])
    page = again.get(back.split("next=")[1])
    assert "You were signed out before this was saved" in text_of(page)
    shown = fields_of(page, path(uid, "audience"))
    assert shown.getlist("levels") == ["grade-3", "grade-4"]
    assert shown["age_range"] == "8-9"
    assert save(again, uid, "audience", shown).status_code == 303
    assert section(again, uid, "audience")["age_range"] == "8-9"


def test_nobody_else_sees_what_was_kept(house: House, clock: Clock) -> None:
    author, _ = sign_in(house)
    uid = begin(author, clock)
    fields = changed(section(author, uid, "basics"), tagline="Secret words")
    author.delete_cookie("account")
    save(author, uid, "basics", fields)
    with house.database.reading() as session:
        key = session.scalars(select(ParkedForm.key)).one()
    other, _ = sign_in(house, "bo@example.org")
    assert other.get(path(uid) + f"?parked={key}").status_code == 404
    own = begin(other, clock)
    assert "Secret words" not in other.get(path(own) + f"?parked={key}").get_data(as_text=True)


def test_strangers_cannot_fill_the_store_of_kept_forms(house: House) -> None:
    anybody = house.app.test_client()
    for ticket in ("", "x", "W10.forged"):
        anybody.post(path("0" * 32), data={"ticket": ticket, "tagline": "x"})
    with house.database.reading() as session:
        assert session.scalar(select(func.count(ParkedForm.key))) == 0


@pytest.mark.parametrize(
    "change", [{"csrf_token": "forged"}, {"csrf_token": ""}, {"ticket": "forged"}, {"ticket": ""}]
)
def test_a_foreign_form_is_shown_again_with_all_that_was_typed(
    author: FlaskClient, clock: Clock, change: dict[str, Any]
) -> None:
    uid = begin(author, clock)
    fields = changed(section(author, uid, "basics"), tagline="Typed words", **change)
    response = save(author, uid, "basics", fields)
    assert response.status_code == 400
    assert "from our own page" in text_of(response)
    again = fields_of(response, path(uid))
    assert again["tagline"] == "Typed words"
    assert save(author, uid, "basics", again).status_code == 303


def test_another_ones_ticket_is_not_taken(
    author: FlaskClient, other: FlaskClient, clock: Clock
) -> None:
    uid = begin(author, clock)
    foreign = section(other, begin(other, clock), "basics")["ticket"]
    fields = changed(section(author, uid, "basics"), ticket=foreign)
    assert save(author, uid, "basics", fields).status_code == 400


def test_a_busy_database_loses_nothing(
    house: House, author: FlaskClient, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    uid = begin(author, clock)
    fields = changed(section(author, uid, "basics"), tagline="Typed words")
    monkeypatch.setattr(database, "BUSY_TIMEOUT_MS", 50)
    with house.database.writing() as session:
        session.execute(text("SELECT 1"))
        response = save(author, uid, "basics", fields)
    assert response.status_code == 503
    assert fields_of(response, path(uid))["tagline"] == "Typed words"


def test_a_text_that_is_too_long_is_kept_and_named(author: FlaskClient, clock: Clock) -> None:
    uid = begin(author, clock)
    fill(author, uid, "basics", tagline="x" * 200, description="y" * 10_500)
    page = author.get(path(uid) + "?saved=1")
    again = fields_of(page, path(uid))
    assert (len(again["tagline"]), len(again["description"])) == (200, 10_500)
    assert "Use at most 140 characters; there are 200 now." in text_of(page)


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "https://user:pw@example.org",
        "//evil.example.org",
        "https://a b.org",
        "https://x",
    ],
)
def test_a_bad_address_is_kept_named_and_never_a_link(
    author: FlaskClient, clock: Clock, url: str
) -> None:
    uid = begin(author, clock)
    fill(author, uid, "basics", homepage_url=url)
    assert section(author, uid, "basics")["homepage_url"] == url
    for page in (path(uid), f"/my/listings/{uid}/preview", f"/my/listings/{uid}/check"):
        assert f'href="{url}' not in author.get(page).get_data(as_text=True)
    assert "mend" in text_of(author.get(f"/my/listings/{uid}/check"))


def test_hostile_text_is_never_live(author: FlaskClient, clock: Clock) -> None:
    uid = begin(author, clock, name=XSS)
    fill(
        author,
        uid,
        "basics",
        tagline=XSS,
        description=f"{XSS} [x](javascript:alert(1))",
        aliases=XSS,
    )
    for page in ("", "/preview", "/check", "/edit/basics", "/withdraw"):
        body = author.get(f"/my/listings/{uid}{page}").get_data(as_text=True)
        assert "<script>alert" not in body
        assert "<img src=x" not in body
        assert 'href="javascript' not in body


@pytest.mark.parametrize(
    "forged", ["state", "author", "risk", "slug", "lock_version", "facts-price-verified", "sources"]
)
def test_a_forged_field_is_ignored(
    house: House, author: FlaskClient, clock: Clock, forged: str
) -> None:
    uid = begin(author, clock)
    fields = changed(section(author, uid, "basics"), **{forged.replace("-", "__"): "approved"})
    assert save(author, uid, "basics", fields).status_code == 303
    with house.database.reading() as session:
        listing = session.scalars(select(Listing).where(Listing.uid == uid)).one()
        assert (listing.slug, listing.visibility) == ("fraction-forest", "hidden")
    assert "Draft" in text_of(author.get(f"/my/listings/{uid}"))


def test_an_unknown_term_is_kept_and_named(author: FlaskClient, clock: Clock) -> None:
    uid = begin(author, clock)
    fill(author, uid, "audience", levels=["grade-3", "grade-99"])
    page = author.get(path(uid, "audience"))
    assert fields_of(page, path(uid, "audience")).getlist("levels") == ["grade-99", "grade-3"]
    assert "not a term of ours" in text_of(page)


def test_listings_of_others_are_not_there(
    author: FlaskClient, other: FlaskClient, clock: Clock
) -> None:
    uid = begin(author, clock)
    for page in ("", "/edit/basics", "/pictures", "/preview", "/check", "/withdraw", "/prefilled"):
        assert other.get(f"/my/listings/{uid}{page}").status_code == 404, page
    token = section(other, begin(other, clock), "basics")["csrf_token"]
    for page in ("/edit/basics", "/pictures", "/check", "/withdraw", "/take-up"):
        answer = other.post(f"/my/listings/{uid}{page}", data={"csrf_token": token})
        assert answer.status_code == 404, page


def test_what_was_submitted_meanwhile_does_not_swallow_what_was_typed(
    author: FlaskClient, clock: Clock
) -> None:
    uid = begin(author, clock)
    fill_product(author, uid)
    late = changed(section(author, uid, "basics"), tagline="Typed too late")
    assert submit(author, clock, uid).status_code == 303
    response = save(author, uid, "basics", late)
    assert response.status_code == 409
    assert "Typed too late" in text_of(response)
    assert author.get(path(uid)).status_code == 303  # leads to where it stands
    quiet = save(author, uid, "basics", late, **{"HX-Request": "true"})
    assert "submitted meanwhile" in text_of(quiet)


def test_pages_are_private(author: FlaskClient, clock: Clock) -> None:
    uid = begin(author, clock)
    for page in ("", f"/{uid}", f"/{uid}/edit/basics", f"/{uid}/preview"):
        response = author.get(f"/my/listings{page}")
        assert response.headers["Cache-Control"] == "private, no-store"
        assert response.headers["X-Robots-Tag"] == "noindex"


def test_a_name_becomes_a_reference_and_an_unknown_one_is_named(
    house: House, author: FlaskClient, clock: Clock
) -> None:
    house.organization("Forest Works")
    uid = begin(author, clock)
    fields = section(author, uid, "people", "?add=relations")
    fields["relations-0-kind"] = "makes"
    fields["relations-0-other"] = "forest works"
    save(author, uid, "people", fields)
    assert section(author, uid, "people")["relations-0-other"] == "organization/forest-works"
    fill(author, uid, "people", relations__0__other="Nobody at all")
    assert section(author, uid, "people")["relations-0-other"] == "Nobody at all"
    assert "needs another look" in text_of(author.get(path(uid, "people")))
