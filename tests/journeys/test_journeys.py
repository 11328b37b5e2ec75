"""One story each, through the whole program."""

import json
import re
from pathlib import Path

from directory.audit.actions import Action
from directory.catalog.types import Kind
from directory.kernel.clock import utcnow
from directory.submissions import service
from directory.submissions.types import Decision, StartListing
from directory.taxonomy.queries import load_taxonomy
from tests.conftest import Site
from tests.factories import AUTHOR, MODERATOR, product


def test_an_educator_finds_a_tool_for_a_place_without_internet(site: Site) -> None:
    client = site.app.test_client()
    home = client.get("/").text
    assert "/browse/need/opportunity-gaps" in home
    found = client.get("/search?offline=full&platform=raspberry-pi").text
    names = re.findall(r'class="card__name"><a href="(/products/[a-z-]+)"', found)
    assert names == ["/products/internet-in-a-box", "/products/rachel"]
    listing = client.get(names[1]).text
    assert "Works fully offline" in listing
    assert "World Possible" in listing
    assert "diff.wikimedia.org" in listing


def test_a_product_is_submitted_reviewed_published_and_found(own_site: Site) -> None:
    client = own_site.app.test_client()
    content = product(name="Quasar Quiz", tagline="Quizzes about stars", subjects=["astronomy"])
    with own_site.database.writing() as session:
        taxonomy = load_taxonomy(session)
        revision = service.start(session, AUTHOR, StartListing(Kind.PRODUCT, content), now=utcnow())
        service.submit(session, AUTHOR, revision, taxonomy, now=utcnow())
        revision_id = revision.id
    own_site.drain()
    assert client.get("/products/quasar-quiz").status_code == 404
    assert "Quasar" not in client.get("/search?q=astronomy").text
    with own_site.database.writing() as session:
        revision = session.get_one(type(revision), revision_id)
        service.claim(session, MODERATOR, revision, now=utcnow())
        decision = Decision(revision.content_hash, "Say which grades.")
        service.decide(
            session, MODERATOR, revision, Action.REVISION_REQUEST_CHANGES, decision, now=utcnow()
        )
    with own_site.database.writing() as session:
        revision = session.get_one(type(revision), revision_id)
        service.edit(session, AUTHOR, revision, {**content, "levels": ["grade-5"]}, now=utcnow())
        service.submit(session, AUTHOR, revision, taxonomy, now=utcnow())
        service.claim(session, MODERATOR, revision, now=utcnow())
        service.approve(
            session, MODERATOR, revision, Decision(revision.content_hash), taxonomy, now=utcnow()
        )
    own_site.drain()
    assert "/products/quasar-quiz" in client.get("/search?q=stars+quiz&level=3-5").text
    assert "Quasar Quiz" in client.get("/").text
    assert client.get("/api/v1/listings/product/quasar-quiz").status_code == 200


def test_a_program_reads_what_a_person_sees(site: Site) -> None:
    client = site.app.test_client()
    answer = client.get("/api/v1/search?q=screen+reader&kind=product").get_json()
    assert answer["total"] == len(answer["hits"]) > 0
    page = client.get("/search?q=screen+reader&kind=product").text
    for hit in answer["hits"]:
        assert f'href="/products/{hit["slug"]}"' in page
    listing = client.get(f"/api/v1/listings/product/{answer['hits'][0]['slug']}").get_json()
    assert json.dumps(listing).count("not_stated") > 10


def test_what_is_missing_becomes_a_note(site: Site) -> None:
    page = site.app.test_client().get("/search?q=braille+chemistry+kit").text
    assert "topic=missing" in page
    form = site.app.test_client().get("/contact?topic=missing&about=braille+chemistry").text
    assert "braille chemistry" in form


def test_the_index_is_lost_and_nobody_is_locked_out(own_site: Site) -> None:
    client = own_site.app.test_client()
    pointer = Path(own_site.settings.index_folder) / "CURRENT"
    pointer.write_text("garbage")
    page = client.get("/search?q=khan")
    assert page.status_code == 200
    assert "Search is simpler than usual" in page.text
    assert "Khan Academy" in page.text
    assert client.get("/readyz").status_code == 200
    own_site.tools.idle()
    page = client.get("/search?q=khan")
    assert "Search is simpler" not in page.text
    assert "Khan Academy" in page.text
