"""Begin, check, submit, withdraw, take up: with and without errors, once and twice."""

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from directory.models import Listing, Revision
from directory.submissions import service
from directory.submissions.types import Decision
from directory.taxonomy.queries import load_taxonomy
from tests.factories import MODERATOR
from tests.people import House
from tests.web.conftest import Clock
from tests.web.submit.people import (
    begin,
    changed,
    fields_of,
    fill,
    fill_product,
    section,
    sign_in,
    submit,
    text_of,
)

NEW = "/my/listings/new"


def revision_of(house: House, uid: str) -> Revision:
    with house.database.new_session(write=False) as session:
        found = session.scalars(
            select(Revision)
            .join(Listing, Listing.id == Revision.listing_id)
            .where(Listing.uid == uid)
            .order_by(Revision.number.desc())
        ).first()
        assert found is not None
        session.expunge(found)
        return found


def approve(house: House, uid: str) -> None:
    with house.database.writing() as session:
        revision = session.get_one(Revision, revision_of(house, uid).id)
        service.claim(session, MODERATOR, revision, now=house.clock())
        decision = Decision(revision.content_hash)
        taxonomy = load_taxonomy(session)
        service.approve(session, MODERATOR, revision, decision, taxonomy, now=house.clock())


@pytest.mark.parametrize(
    ("changes", "seconds", "status", "words"),
    [
        ({"name": ""}, 10, 400, "Write the name."),
        ({"kind": ""}, 10, 400, "Choose what you want to list."),
        ({"kind": "robot"}, 10, 400, "Choose what you want to list."),
        ({"website": "https://spam.example"}, 10, 400, "A hidden field"),
        ({"ticket": "forged"}, 10, 400, "from our own page"),
        ({"csrf_token": "forged"}, 10, 400, "from our own page"),
        ({}, 1, 400, "faster than people type"),
    ],
)
def test_a_new_listing_with_a_mistake_comes_back_with_its_name(
    author: FlaskClient,
    clock: Clock,
    changes: dict[str, str],
    seconds: int,
    status: int,
    words: str,
) -> None:
    given = {"kind": "product", "name": "Typed name", **changes}
    fields = changed(fields_of(author.get(NEW), NEW), **given)
    clock.move(seconds=seconds)
    response = author.post(NEW, data=fields)
    assert response.status_code == status
    assert words in text_of(response)
    assert fields_of(response, NEW)["name"] == given["name"]
    again = changed(fields_of(response, NEW), kind="product", name="Typed name", website="")
    clock.move(seconds=10)
    assert author.post(NEW, data=again).status_code == 303


def test_a_double_click_begins_one_listing(author: FlaskClient, clock: Clock) -> None:
    fields = changed(fields_of(author.get(NEW), NEW), kind="product", name="Once")
    clock.move(seconds=10)
    first, second = (author.post(NEW, data=fields).headers["Location"] for _ in range(2))
    assert first == second


def test_the_checks_name_each_fault_and_where_to_mend_it(author: FlaskClient, clock: Clock) -> None:
    uid = begin(author, clock)
    page = author.get(f"/my/listings/{uid}/check")
    words = text_of(page)
    assert "A product needs its home page." in words
    assert "Submit for review" not in words
    for link in re.findall(r'href="(/my/listings/[^"#]+)#([^"]+)"', page.get_data(as_text=True)):
        target = author.get(link[0].replace("&amp;", "&")).get_data(as_text=True)
        assert f'id="{link[1]}"' in target, link
    response = submit(author, clock, uid)
    assert response.status_code == 400
    assert "was not submitted yet" in text_of(response)


def test_a_warning_wants_a_reason_which_comes_back_and_is_stored(
    house: House, author: FlaskClient, clock: Clock
) -> None:
    uid = begin(author, clock)
    fill_product(author, uid, homepage_url="http://forest.example.org/")
    name = "reason:not_https:homepage_url"
    short = submit(author, clock, uid, **{name: "no"})
    assert short.status_code == 400
    path = f"/my/listings/{uid}/check"
    assert fields_of(short, path)[name].strip() == "no"
    assert "Say in a few words why this can stay" in text_of(short)
    assert submit(author, clock, uid, **{name: "Our host has no certificate."}).status_code == 303
    found = revision_of(house, uid)
    assert found.acknowledged == {"not_https:homepage_url": "Our host has no certificate."}
    assert (found.state, found.risk) == ("submitted", "new")


def test_a_likely_double_is_shown_side_by_side(
    house: House, author: FlaskClient, other: FlaskClient, clock: Clock
) -> None:
    first = begin(author, clock)
    fill_product(author, first)
    submit(author, clock, first)
    approve(house, first)
    second = begin(other, clock)
    fill_product(other, second)
    page = other.get(f"/my/listings/{second}/check")
    assert "Is it in the directory already?" in text_of(page)
    assert "It has the same home page. It has the same name." in text_of(page)
    assert submit(other, clock, second).status_code == 400
    name = next(n for n in fields_of(page, f"/my/listings/{second}/check") if "duplicate" in n)
    assert submit(other, clock, second, **{name: "Ours is another product."}).status_code == 303


def test_who_has_not_confirmed_their_address_can_draft_but_not_submit(
    house: House, clock: Clock
) -> None:
    client, _ = sign_in(house, "new@example.org", confirmed=False)
    uid = begin(client, clock)
    fill_product(client, uid)
    response = submit(client, clock, uid)
    assert response.status_code == 303
    assert "/account/unconfirmed" in response.headers["Location"]
    assert revision_of(house, uid).state == "draft"


def test_a_double_click_submits_once(house: House, author: FlaskClient, clock: Clock) -> None:
    uid = begin(author, clock)
    fill_product(author, uid)
    path = f"/my/listings/{uid}/check"
    fields = fields_of(author.get(path), path)
    clock.move(seconds=10)
    codes = [author.post(path, data=fields).status_code for _ in range(2)]
    assert codes == [303, 303]
    assert revision_of(house, uid).state == "submitted"


def test_a_draft_that_changed_in_another_tab_is_looked_at_again(
    house: House, author: FlaskClient, clock: Clock
) -> None:
    uid = begin(author, clock)
    fill_product(author, uid)
    path = f"/my/listings/{uid}/check"
    fields = fields_of(author.get(path), path)
    fill(author, uid, "basics", tagline="Changed in another tab")
    clock.move(seconds=10)
    response = author.post(path, data=fields)
    assert response.status_code == 409
    assert "look again before you submit" in text_of(response)
    assert revision_of(house, uid).state == "draft"


@pytest.mark.parametrize("change", [{"website": "x"}, {"ticket": ""}, {"csrf_token": "x"}])
def test_a_foreign_submit_is_refused_and_keeps_its_reasons(
    house: House, author: FlaskClient, clock: Clock, change: dict[str, str]
) -> None:
    uid = begin(author, clock)
    fill_product(author, uid, description="Short.")
    name = "reason:short_description:description"
    response = submit(author, clock, uid, **{name: "It says all.", **change})
    assert response.status_code == 400
    path = f"/my/listings/{uid}/check"
    assert fields_of(response, path)[name].strip() == "It says all."
    assert revision_of(house, uid).state == "draft"


def test_withdraw_asks_and_does_it_once(house: House, author: FlaskClient, clock: Clock) -> None:
    uid = begin(author, clock)
    fill_product(author, uid)
    submit(author, clock, uid)
    path = f"/my/listings/{uid}/withdraw"
    fields = fields_of(author.get(path), path)
    assert [author.post(path, data=fields).status_code for _ in range(2)] == [303, 303]
    assert revision_of(house, uid).state == "withdrawn"
    assert "Withdrawn" in text_of(author.get("/my/listings"))
    assert author.get(path).status_code == 409
    take_up = f"/my/listings/{uid}/take-up"
    fields = fields_of(author.get(f"/my/listings/{uid}"), take_up)
    assert author.post(take_up, data=fields).status_code == 303
    assert section(author, uid, "basics")["homepage_url"] == "https://forest.example.org/"


def test_an_edit_of_a_live_listing_waits_beside_it(
    house: House, author: FlaskClient, clock: Clock
) -> None:
    uid = begin(author, clock)
    fill_product(author, uid)
    submit(author, clock, uid)
    approve(house, uid)
    public = house.app.test_client()
    assert public.get("/products/fraction-forest").status_code == 200
    take_up = f"/my/listings/{uid}/take-up"
    author.post(take_up, data=fields_of(author.get(f"/my/listings/{uid}"), take_up))
    fill(author, uid, "basics", tagline="New words")
    assert "New words" in text_of(author.get(f"/my/listings/{uid}/preview"))
    assert "New words" not in text_of(public.get("/products/fraction-forest"))
    assert submit(author, clock, uid).status_code == 303
    found = revision_of(house, uid)
    assert (found.risk, found.changed_fields) == ("low", ["tagline"])
    assert "changes wait for review" in text_of(author.get("/my/listings"))
    assert "New words" not in text_of(public.get("/products/fraction-forest"))
    approve(house, uid)
    assert "New words" in text_of(public.get("/products/fraction-forest"))


@pytest.mark.parametrize("kind", ["product", "organization", "person", "opportunity"])
def test_the_preview_of_an_empty_draft_is_the_public_page(
    author: FlaskClient, clock: Clock, kind: str
) -> None:
    uid = begin(author, clock, kind, "Half done")
    page = author.get(f"/my/listings/{uid}/preview")
    assert page.status_code == 200
    assert "Preview. Only you see this." in text_of(page)
    assert "Half done" in text_of(page)


def test_the_preview_shows_relations_before_they_are_live(
    house: House, author: FlaskClient, clock: Clock
) -> None:
    house.organization("Forest Works")
    uid = begin(author, clock)
    fields = section(author, uid, "people", "?add=relations")
    fields["relations-0-kind"], fields["relations-0-other"] = "makes", "Forest Works"
    author.post(f"/my/listings/{uid}/edit/people", data=fields)
    words = text_of(author.get(f"/my/listings/{uid}/preview"))
    assert "Made by Forest Works" in words
    public = text_of(house.app.test_client().get("/organizations/forest-works"))
    assert "Makes" not in public
