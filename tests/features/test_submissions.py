"""Revisions move only by the table, the live version stays until the next one is accepted."""

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm.exc import StaleDataError

from directory.audit.actions import Action
from directory.audit.queries import history
from directory.catalog import service as catalog
from directory.catalog.queries import Moved, Suspended, cards, listing_by_slug
from directory.catalog.types import Kind
from directory.ecosystem.queries import related
from directory.kernel.database import Database
from directory.kernel.errors import Conflict, Forbidden, Gone, Invalid, NotFound
from directory.models import Audit, Fact, Job, Listing, ListingTerm, Revision
from directory.submissions import service
from directory.submissions.types import Decision, ReviseListing, StartListing
from directory.taxonomy.types import Taxonomy
from tests.factories import (
    AUTHOR,
    IMPORTER,
    MODERATOR,
    NOW,
    STRANGER,
    organization,
    product,
    publish,
    submitted,
)

pytestmark = pytest.mark.database


def decision(revision: Revision, reason: str = "") -> Decision:
    return Decision(revision.content_hash, reason)


def test_a_submission_is_hidden_until_it_is_approved(
    database: Database, taxonomy: Taxonomy
) -> None:
    with database.writing() as session:
        revision = submitted(session, taxonomy, product())
        with pytest.raises(NotFound):
            listing_by_slug(session, Kind.PRODUCT, "fraction-forest")
        service.claim(session, MODERATOR, revision, now=NOW)
        service.approve(session, MODERATOR, revision, decision(revision), taxonomy, now=NOW)
        view = listing_by_slug(session, Kind.PRODUCT, "fraction-forest")
        assert not isinstance(view, Moved)
        assert view.content.name == "Fraction Forest"
        assert view.revision_number == 1


def test_approval_projects_terms_with_ancestors_and_facts(
    database: Database, taxonomy: Taxonomy
) -> None:
    with database.writing() as session:
        listing = publish(session, taxonomy, product())
        terms = {
            (term.slug, row.direct)
            for row in session.scalars(
                select(ListingTerm).where(ListingTerm.listing_id == listing.id)
            )
            for vocabulary in taxonomy.vocabularies.values()
            for term in vocabulary.terms
            if term.id == row.term_id
        }
        assert {
            ("fractions", True),
            ("mathematics", False),
            ("grade-3", True),
            ("3-5", False),
        } <= terms
        fact = session.scalars(select(Fact).where(Fact.listing_id == listing.id)).one()
        assert (fact.key, fact.state, fact.value, fact.confirmed_on) == (
            "price",
            "yes",
            "free",
            "2026-03",
        )
        assert listing.confirmed_on == "2026-03"


def test_the_live_version_stays_while_an_edit_waits(database: Database, taxonomy: Taxonomy) -> None:
    with database.writing() as session:
        listing = publish(session, taxonomy, product())
        first = listing.live_revision_id
        edit = service.revise(
            session, AUTHOR, ReviseListing(listing.id, product(tagline="New words")), now=NOW
        )
        service.submit(session, AUTHOR, edit, taxonomy, now=NOW)
        service.claim(session, MODERATOR, edit, now=NOW)
        assert listing.live_revision_id == first
        assert cards(session, [listing.id])[listing.id].tagline == "Practice fractions in a forest"
        service.decide(
            session,
            MODERATOR,
            edit,
            Action.REVISION_REQUEST_CHANGES,
            decision(edit, "Say more"),
            now=NOW,
        )
        assert listing.live_revision_id == first
        service.edit(session, AUTHOR, edit, product(tagline="Better words"), now=NOW)
        service.submit(session, AUTHOR, edit, taxonomy, now=NOW)
        service.claim(session, MODERATOR, edit, now=NOW)
        service.approve(session, MODERATOR, edit, decision(edit), taxonomy, now=NOW)
        assert cards(session, [listing.id])[listing.id].tagline == "Better words"
        assert first is not None
        assert session.get_one(Revision, first).state == "superseded"


def test_an_invalid_draft_cannot_be_submitted_and_loses_nothing(
    database: Database, taxonomy: Taxonomy
) -> None:
    with database.writing() as session:
        content = {"name": "Half done", "levels": ["grade-99"]}
        revision = service.start(session, AUTHOR, StartListing(Kind.PRODUCT, content), now=NOW)
        with pytest.raises(Invalid) as caught:
            service.submit(session, AUTHOR, revision, taxonomy, now=NOW)
        assert {p.field for p in caught.value.problems} == {"tagline", "levels"}
        assert revision.state == "draft"
        assert revision.content == content


def test_a_relation_to_nothing_is_refused(database: Database, taxonomy: Taxonomy) -> None:
    with database.writing() as session:
        content = product(relations=[{"kind": "makes", "other": "organization/nobody"}])
        with pytest.raises(Invalid, match="no listing organization/nobody"):
            submitted(session, taxonomy, content)


def test_only_one_revision_is_open(database: Database, taxonomy: Taxonomy) -> None:
    with database.writing() as session:
        listing = publish(session, taxonomy, product())
        service.revise(session, AUTHOR, ReviseListing(listing.id, product()), now=NOW)
        with pytest.raises(Conflict, match="still open"):
            service.revise(session, STRANGER, ReviseListing(listing.id, product()), now=NOW)


def test_a_decision_is_bound_to_the_content_that_was_seen(
    database: Database, taxonomy: Taxonomy
) -> None:
    with database.writing() as session:
        revision = submitted(session, taxonomy, product())
        service.claim(session, MODERATOR, revision, now=NOW)
        with pytest.raises(Conflict, match="content changed"):
            service.approve(session, MODERATOR, revision, Decision("0" * 64), taxonomy, now=NOW)


def test_a_stale_base_is_refused(database: Database, taxonomy: Taxonomy) -> None:
    with database.writing() as session:
        listing = publish(session, taxonomy, product())
        edit = service.revise(session, IMPORTER, ReviseListing(listing.id, product()), now=NOW)
        edit.base_revision_id = None  # as if another version had gone live meanwhile
        service.submit(session, IMPORTER, edit, taxonomy, now=NOW)
        with pytest.raises(Conflict, match="live version changed"):
            service.admit(session, IMPORTER, edit, taxonomy, now=NOW)


def test_people_admit_nothing_without_a_reviewer(database: Database, taxonomy: Taxonomy) -> None:
    with database.writing() as session:
        revision = submitted(session, taxonomy, product())
        for actor in (AUTHOR, MODERATOR, STRANGER):
            with pytest.raises(Forbidden):
                service.admit(session, actor, revision, taxonomy, now=NOW)
        with pytest.raises(Forbidden):
            service.edit(session, STRANGER, revision, product(), now=NOW)
        with pytest.raises(Conflict):
            service.edit(session, AUTHOR, revision, product(), now=NOW)


def test_two_moderators_at_once_one_wins(database: Database, taxonomy: Taxonomy) -> None:
    with database.writing() as session:
        revision_id = submitted(session, taxonomy, product()).id
    slow = database.new_session(write=False)
    mine = slow.get_one(Revision, revision_id)
    slow.commit()
    with database.writing() as session:
        service.claim(session, MODERATOR, session.get_one(Revision, revision_id), now=NOW)
    mine.reviewer = "account:9"
    with pytest.raises(StaleDataError):
        slow.commit()
    slow.close()


def test_a_failure_leaves_neither_state_nor_audit_nor_job(
    database: Database, taxonomy: Taxonomy
) -> None:
    class Broken(Exception):
        pass

    def work() -> None:
        with database.writing() as session:
            publish(session, taxonomy, product())
            raise Broken

    with pytest.raises(Broken):
        work()
    with database.reading() as session:
        assert session.scalar(select(func.count(Listing.id))) == 0
        assert session.scalar(select(func.count(Job.id))) == 0
        assert (
            session.scalar(select(func.count(Audit.id)).where(Audit.subject_type == "revision"))
            == 0
        )


@pytest.mark.parametrize("statement", ["UPDATE audit SET reason = 'x'", "DELETE FROM audit"])
def test_the_database_refuses_to_change_the_audit(database: Database, statement: str) -> None:
    with pytest.raises(DatabaseError, match="append-only"), database.writing() as session:
        session.execute(text(statement))


def test_the_database_refuses_to_change_submitted_content(
    database: Database, taxonomy: Taxonomy
) -> None:
    with database.writing() as session:
        revision_id = submitted(session, taxonomy, product()).id
    with pytest.raises(DatabaseError, match="cannot change"), database.writing() as session:
        session.get_one(Revision, revision_id).content = {"name": "Changed"}


def test_every_step_is_in_the_log(database: Database, taxonomy: Taxonomy) -> None:
    with database.writing() as session:
        revision = submitted(session, taxonomy, product())
        service.move(session, AUTHOR, revision, Action.REVISION_WITHDRAW, now=NOW)
        session.flush()
        actions = [row.action for row in history(session, ("revision", revision.id))]
    assert actions == ["revision:withdraw", "revision:submit", "revision:create"]


def test_visibility_moves_and_what_the_public_sees(database: Database, taxonomy: Taxonomy) -> None:
    with database.writing() as session:
        listing = publish(session, taxonomy, product())
        with pytest.raises(Invalid, match="reason"):
            catalog.change_visibility(session, MODERATOR, listing, "suspend", now=NOW)
        catalog.change_visibility(
            session, MODERATOR, listing, "suspend", now=NOW, reason="A report"
        )
        with pytest.raises(Suspended):
            listing_by_slug(session, Kind.PRODUCT, listing.slug)
        assert cards(session, [listing.id]) == {}
        catalog.change_visibility(session, MODERATOR, listing, "restore", now=NOW)
        catalog.change_visibility(session, MODERATOR, listing, "archive", now=NOW)
        assert listing.id in cards(session, [listing.id])
        with pytest.raises(Conflict):
            catalog.change_visibility(session, MODERATOR, listing, "archive", now=NOW)
        catalog.change_visibility(session, MODERATOR, listing, "remove", now=NOW, reason="Asked to")
        with pytest.raises(Gone):
            listing_by_slug(session, Kind.PRODUCT, listing.slug)


def test_an_old_address_leads_to_the_new_one(database: Database, taxonomy: Taxonomy) -> None:
    with database.writing() as session:
        listing = publish(session, taxonomy, product())
        catalog.rename_slug(session, MODERATOR, listing, "forest", now=NOW)
        session.flush()
        assert listing_by_slug(session, Kind.PRODUCT, "fraction-forest") == Moved(
            Kind.PRODUCT, "forest"
        )
        catalog.rename_slug(session, MODERATOR, listing, "fraction-forest", now=NOW)
        session.flush()
        assert listing_by_slug(session, Kind.PRODUCT, "forest") == Moved(
            Kind.PRODUCT, "fraction-forest"
        )


def test_a_former_address_is_never_given_to_another(database: Database, taxonomy: Taxonomy) -> None:
    with database.writing() as session:
        listing = publish(session, taxonomy, product())
        catalog.rename_slug(session, MODERATOR, listing, "forest", now=NOW)
        other = publish(session, taxonomy, product())
        assert other.slug == "fraction-forest-2"
        with pytest.raises(Conflict):
            catalog.rename_slug(session, MODERATOR, other, "fraction-forest", now=NOW)


def test_relations_show_on_both_sides(database: Database, taxonomy: Taxonomy) -> None:
    with database.writing() as session:
        maker = publish(session, taxonomy, organization(), Kind.ORGANIZATION)
        made = publish(
            session,
            taxonomy,
            product(relations=[{"kind": "makes", "other": "organization/forest-works"}]),
        )
        [group] = related(session, made.id)
        assert (group.label, group.items[0].name) == ("Made by", "Forest Works")
        [group] = related(session, maker.id)
        assert (group.label, group.items[0].name) == ("Makes", "Fraction Forest")
        catalog.change_visibility(session, MODERATOR, maker, "suspend", now=NOW, reason="x")
        session.flush()
        assert related(session, made.id) == ()
