"""Drafts on a real database: two tabs, double sends, caps, checks with duplicates, imports."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from directory.audit.actions import Action
from directory.catalog.types import Kind
from directory.kernel.actors import Actor
from directory.kernel.database import Database
from directory.kernel.errors import Conflict, Invalid, NotFound
from directory.models import FormReceipt, Listing, ParkedForm, Revision
from directory.search.documents import documents_of
from directory.search.memory.engine import MemoryEngine
from directory.submissions import drafts, queries, receipts, service
from directory.submissions.checks.service import run_checks
from directory.submissions.drafts import Begin, Stale
from directory.submissions.imports.contributor import ContributorImporter, import_own
from directory.submissions.outline import section_of
from directory.submissions.outline.values import section_hash
from directory.submissions.queries import Work
from directory.submissions.references import resolve
from directory.submissions.rights import may_edit
from directory.submissions.types import Decision, HandIn, SaveSection
from directory.taxonomy.types import Taxonomy
from tests.factories import (
    AUTHOR,
    MODERATOR,
    NOW,
    SOURCE,
    STRANGER,
    organization,
    product,
    publish,
)

pytestmark = pytest.mark.database
BASICS = section_of(Kind.PRODUCT, "name")
AUDIENCE = section_of(Kind.PRODUCT, "levels")
POLICY = {"state": "yes", "url": "https://forest.example.org/privacy", "source": SOURCE}


def complete(**changes: Any) -> dict[str, Any]:
    """A product in which the checks find nothing."""
    return product(
        homepage_url="https://forest.example.org/",
        description="Learners plant trees. They solve fraction tasks. " * 4,
        facts={"privacy_policy": POLICY},
        **changes,
    )


def begin(
    session: Any, content: dict[str, Any], key: str = "form-1", actor: Actor = AUTHOR
) -> Work:
    uid = drafts.begin(session, actor, Begin(Kind.PRODUCT, content, key, 20), now=NOW)
    return queries.work_on(session, actor, uid)


def typed(work: Work, form_key: str, base: str | None = None, **values: Any) -> SaveSection:
    stored = section_hash(BASICS, work.revision.content)
    return SaveSection(BASICS, values, stored if base is None else base, form_key)


def hand_in(session: Any, work: Work, taxonomy: Taxonomy, **reasons: str) -> None:
    command = HandIn(work.revision.content_hash, f"hand-{work.revision.id}", reasons)
    drafts.hand_in(
        session, AUTHOR, work, command, engine=MemoryEngine(), taxonomy=taxonomy, now=NOW
    )


def approve(session: Any, work: Work, taxonomy: Taxonomy) -> None:
    revision = work.revision
    service.claim(session, MODERATOR, revision, now=NOW)
    decision = Decision(revision.content_hash)
    service.approve(session, MODERATOR, revision, decision, taxonomy, now=NOW)


def test_a_form_sent_twice_begins_one_listing(database: Database) -> None:
    with database.writing() as session:
        first = begin(session, {"name": "Fraction Forest"})
        second = begin(session, {"name": "Fraction Forest"})
        assert first.listing.uid == second.listing.uid
        assert session.scalar(select(func.count(Listing.id))) == 1
        assert begin(session, {"name": "Fraction Forest"}, "form-2").listing.slug.endswith("-2")


def test_another_ones_form_number_is_not_theirs(database: Database) -> None:
    with database.writing() as session:
        begin(session, {"name": "A"})
        assert receipts.handled(session, STRANGER, "form-1") is None


def test_an_account_can_begin_so_many_a_day(database: Database) -> None:
    with database.writing() as session:
        for number in range(3):
            command = Begin(Kind.PRODUCT, {"name": f"N{number}"}, f"f{number}", 3)
            drafts.begin(session, AUTHOR, command, now=NOW)
        more = Begin(Kind.PRODUCT, {"name": "N4"}, "f4", 3)
        with pytest.raises(Invalid, match="within a day"):
            drafts.begin(session, AUTHOR, more, now=NOW)
        drafts.begin(session, STRANGER, more, now=NOW)
        later = Begin(Kind.PRODUCT, {"name": "N5"}, "f5", 3)
        drafts.begin(session, AUTHOR, later, now=NOW + timedelta(days=1, seconds=1))


def test_only_who_began_a_listing_sees_and_edits_it(database: Database) -> None:
    with database.writing() as session:
        work = begin(session, {"name": "A"})
        assert may_edit(session, AUTHOR, work.listing.id)
        assert not may_edit(session, STRANGER, work.listing.id)
        assert [w.listing.id for w in queries.my_listings(session, AUTHOR)] == [work.listing.id]
        assert queries.my_listings(session, STRANGER) == ()
        with pytest.raises(NotFound):
            queries.work_on(session, STRANGER, work.listing.uid)


def test_a_section_is_stored_as_typed_valid_or_not(database: Database) -> None:
    with database.writing() as session:
        work = begin(session, product())
        drafts.save(
            session, AUTHOR, work, typed(work, "f", name="A", homepage_url="nonsense"), now=NOW
        )
        again = queries.work_on(session, AUTHOR, work.listing.uid)
        assert again.revision.content["homepage_url"] == "nonsense"
        assert again.revision.content["levels"] == ["grade-3"]  # another section
        assert again.revision.saved_at == NOW
        assert "tagline" not in again.revision.content  # emptied


def test_two_tabs_do_not_overwrite_each_other(database: Database) -> None:
    with database.writing() as session:
        work = begin(session, product())
        opened = section_hash(BASICS, work.revision.content)
        drafts.save(session, AUTHOR, work, typed(work, "tab-1", opened, name="One"), now=NOW)
        with pytest.raises(Stale) as caught:
            drafts.save(session, AUTHOR, work, typed(work, "tab-2", opened, name="Two"), now=NOW)
        assert caught.value.theirs == {"name": "One"}
        assert work.revision.content["name"] == "One"
        overwrite = SaveSection(BASICS, {"name": "Two"}, opened, "tab-2", overwrite=True)
        drafts.save(session, AUTHOR, work, overwrite, now=NOW)
        assert work.revision.content["name"] == "Two"


def test_a_form_knows_its_own_saves(database: Database) -> None:
    with database.writing() as session:
        work = begin(session, product())
        opened = section_hash(BASICS, work.revision.content)
        for name in ("F", "Fr", "Fra"):  # autosaves of one page, which keeps its first base
            drafts.save(session, AUTHOR, work, typed(work, "tab", opened, name=name), now=NOW)
        drafts.save(session, AUTHOR, work, typed(work, "tab", opened, name="Fra"), now=NOW)
        assert work.revision.content["name"] == "Fra"


def test_two_tabs_on_different_sections_do_not_meet(database: Database) -> None:
    with database.writing() as session:
        work = begin(session, product())
        base = section_hash(AUDIENCE, work.revision.content)
        drafts.save(session, AUTHOR, work, typed(work, "tab-1", name="One"), now=NOW)
        other = SaveSection(AUDIENCE, {"levels": ["grade-4"]}, base, "tab-2")
        drafts.save(session, AUTHOR, work, other, now=NOW)
        assert (work.revision.content["name"], work.revision.content["levels"]) == (
            "One",
            ["grade-4"],
        )


def test_a_draft_never_published_gets_the_address_of_its_name(database: Database) -> None:
    with database.writing() as session:
        work = begin(session, {"name": "Old"})
        drafts.save(session, AUTHOR, work, typed(work, "f", name="New Name"), now=NOW)
        assert (work.listing.slug, work.listing.name) == ("new-name", "New Name")


def test_a_draft_cannot_grow_without_end(database: Database) -> None:
    with database.writing() as session:
        work = begin(session, product())
        with pytest.raises(Invalid, match="too long"):
            drafts.save(session, AUTHOR, work, typed(work, "f", name="x" * 500_000), now=NOW)


def test_a_clean_draft_is_submitted_and_marked_as_new(
    database: Database, taxonomy: Taxonomy
) -> None:
    with database.writing() as session:
        work = begin(session, complete())
        hand_in(session, work, taxonomy)
        assert (work.revision.state, work.revision.risk) == ("submitted", "new")
        assert work.revision.acknowledged == {}
        hand_in_again = HandIn("stale", f"hand-{work.revision.id}", {})
        drafts.hand_in(  # the same form: a double click
            session,
            AUTHOR,
            work,
            hand_in_again,
            engine=MemoryEngine(),
            taxonomy=taxonomy,
            now=NOW,
        )
        with pytest.raises(Conflict):
            drafts.save(session, AUTHOR, work, typed(work, "late", name="Late"), now=NOW)


def test_errors_block_and_warnings_want_a_reason(database: Database, taxonomy: Taxonomy) -> None:
    with database.writing() as session:
        work = begin(session, {**complete(), "homepage_url": "http://forest.example.org/"})
        with pytest.raises(Invalid) as caught:
            hand_in(session, work, taxonomy)
        key = "not_https:homepage_url"
        assert [p.field for p in caught.value.problems] == [f"reason:{key}"]
        for reason in ("", "no", "x" * 501):
            with pytest.raises(Invalid):
                hand_in(session, work, taxonomy, **{key: reason})
        assert work.revision.state == "draft"
        hand_in(session, work, taxonomy, **{key: "The site has no certificate yet.", "other": "x"})
        assert work.revision.acknowledged == {key: "The site has no certificate yet."}
        broken = begin(session, {"name": "Broken"}, "form-2")
        with pytest.raises(Invalid) as caught:
            hand_in(session, broken, taxonomy)
        assert {"tagline", "homepage_url", "product_kinds"} <= {
            p.field for p in caught.value.problems
        }


def test_what_was_on_screen_is_what_is_submitted(database: Database, taxonomy: Taxonomy) -> None:
    with database.writing() as session:
        work = begin(session, complete())
        old = HandIn("0" * 64, "hand", {})
        with pytest.raises(Conflict, match="look again"):
            drafts.hand_in(
                session, AUTHOR, work, old, engine=MemoryEngine(), taxonomy=taxonomy, now=NOW
            )


def test_an_edit_of_a_live_listing_leaves_it_untouched(
    database: Database, taxonomy: Taxonomy
) -> None:
    with database.writing() as session:
        work = begin(session, complete())
        hand_in(session, work, taxonomy)
        approve(session, work, taxonomy)
        live = work.listing.live_revision_id
        drafts.take_up(session, AUTHOR, work, "edit-1", now=NOW)
        drafts.take_up(session, AUTHOR, work, "edit-1", now=NOW)  # a double click
        edit = queries.work_on(session, AUTHOR, work.listing.uid)
        assert (edit.revision.number, edit.revision.base_revision_id) == (2, live)
        values = {**edit.revision.content, "tagline": "Better words"}
        drafts.save(session, AUTHOR, edit, typed(edit, "f", **values), now=NOW)
        hand_in(session, edit, taxonomy)
        assert (edit.revision.risk, edit.revision.changed_fields) == ("low", ["tagline"])
        assert edit.listing.live_revision_id == live
        assert edit.listing.tagline == "Practice fractions in a forest"


def test_withdrawn_and_rejected_work_is_taken_up_again(
    database: Database, taxonomy: Taxonomy
) -> None:
    with database.writing() as session:
        work = begin(session, complete())
        hand_in(session, work, taxonomy)
        drafts.withdraw(session, AUTHOR, work, "w", now=NOW)
        drafts.withdraw(session, AUTHOR, work, "w", now=NOW)  # a double click
        assert work.revision.state == "withdrawn"
        drafts.take_up(session, AUTHOR, work, "t", now=NOW)
        second = queries.work_on(session, AUTHOR, work.listing.uid)
        assert second.revision.content == work.revision.content
        hand_in(session, second, taxonomy)
        service.claim(session, MODERATOR, second.revision, now=NOW)
        decision = Decision(second.revision.content_hash, "Not educational")
        service.decide(
            session, MODERATOR, second.revision, Action.REVISION_REJECT, decision, now=NOW
        )
        drafts.take_up(session, AUTHOR, second, "t2", now=NOW)
        third = queries.work_on(session, AUTHOR, work.listing.uid)
        assert (third.revision.number, third.editable) == (3, True)


def test_what_was_typed_while_signed_out_waits_for_its_author(database: Database) -> None:
    with database.writing() as session:
        receipts.park(session, AUTHOR, "k", "uid/basics", {"name": ["A"]}, now=NOW)
        receipts.park(session, STRANGER, "k", "uid/basics", {"name": ["B"]}, now=NOW)
        assert queries.parked(session, AUTHOR, "k", "uid/basics") == {"name": ["A"]}
        assert queries.parked(session, AUTHOR, "k", "other/basics") is None
        assert queries.parked(session, STRANGER, "k", "uid/basics") is None
        receipts.unpark(session, STRANGER, "k")
        assert session.get(ParkedForm, "k") is not None
        receipts.park(session, AUTHOR, "k2", "x", {}, now=NOW + timedelta(days=8))
        assert session.scalars(select(ParkedForm.key)).all() == ["k2"]


def test_receipts_are_kept_for_a_week(database: Database) -> None:
    with database.writing() as session:
        receipts.remember(session, AUTHOR, "a", now=NOW)
        receipts.remember(session, AUTHOR, "b", now=NOW + timedelta(days=8))
        assert session.scalars(select(FormReceipt.key)).all() == ["b"]


def test_likely_duplicates_by_name_and_home_page(database: Database, taxonomy: Taxonomy) -> None:
    engine = MemoryEngine()
    with database.writing() as session:
        same = publish(session, taxonomy, complete(name="Fraction Forest"))
        near = publish(session, taxonomy, product(name="Fraction Forrest"))
        page = publish(
            session, taxonomy, product(name="Woods", homepage_url="http://www.forest.example.org")
        )
        publish(session, taxonomy, product(name="Something else"))
        session.flush()
        engine.rebuild(documents_of(session, [same.id, near.id, page.id]).values())
        work = begin(session, complete())
        _content, report = run_checks(session, engine, work, taxonomy)
        found = {d.card.id: d.reasons for d in report.duplicates}
        assert set(found) == {same.id, near.id, page.id}
        assert found[same.id] == ("It has the same home page.", "It has the same name.")
        assert found[near.id] == ("Its name is nearly the same.",)
        assert report.duplicates[0].card.id == same.id
        with pytest.raises(Invalid) as caught:
            hand_in(session, work, taxonomy)
        assert f"reason:duplicate:{same.id}" in {p.field for p in caught.value.problems}


def test_a_listing_is_no_duplicate_of_itself(database: Database, taxonomy: Taxonomy) -> None:
    with database.writing() as session:
        work = begin(session, complete())
        hand_in(session, work, taxonomy)
        approve(session, work, taxonomy)
        drafts.take_up(session, AUTHOR, work, "t", now=NOW)
        edit = queries.work_on(session, AUTHOR, work.listing.uid)
        assert run_checks(session, MemoryEngine(), edit, taxonomy)[1].duplicates == ()


def test_somebody_elses_picture_cannot_be_named(database: Database, taxonomy: Taxonomy) -> None:
    with database.writing() as session:
        logo = {"key": "a" * 64, "width": 100, "height": 100, "alt": "A tree"}
        work = begin(session, complete(logo=logo))
        with pytest.raises(Invalid, match="Upload this picture here"):
            hand_in(session, work, taxonomy)


def test_names_and_addresses_become_references(database: Database, taxonomy: Taxonomy) -> None:
    with database.writing() as session:
        publish(session, taxonomy, organization(), Kind.ORGANIZATION)
        wanted = "organization/forest-works"
        for text in (
            wanted,
            "Forest Works",
            " forest works ",
            "/organizations/forest-works",
            "https://directory.example.org/organizations/forest-works?x=1",
        ):
            assert resolve(session, text) == wanted
        publish(session, taxonomy, product(name="Forest Works"))
        assert resolve(session, "Forest Works") == "Forest Works"  # two of that name
        assert resolve(session, "Nobody") == "Nobody"


ROWS = """kind,name,tagline,description,homepage_url,product_kinds,levels,facts.privacy_policy,source.type
product,Clean,Plants trees,{long},https://clean.example.org,practice,grade-3,https://clean.example.org/p,self
product,Warned,Plants trees,Short,https://warned.example.org,practice,grade-3,https://w.example.org/p,self
product,Broken,Plants trees,{long},nonsense,practice,grade-99,https://b.example.org/p,self
product,Taken,Plants trees,{long},https://taken.example.org,practice,grade-3,https://t.example.org/p,self
""".replace("{long}", "Learners plant trees. They solve fraction tasks. " * 4)


def run_import(
    session: Any, taxonomy: Taxonomy, path: Path, *, dry: bool, may_begin: int = 20
) -> Any:
    importer = ContributorImporter(
        AUTHOR, path.name, lambda: NOW, engine=MemoryEngine(), dry_run=dry
    )
    return import_own(session, importer, path, taxonomy, may_begin=may_begin)


def test_an_import_submits_what_is_clean_and_drafts_what_is_not(
    database: Database, taxonomy: Taxonomy, tmp_path: Path
) -> None:
    path = tmp_path / "rows.csv"
    path.write_text(ROWS)
    with database.writing() as session:
        publish(session, taxonomy, product(name="Taken"))
        before = session.scalar(select(func.count(Revision.id)))
        dry = run_import(session, taxonomy, path, dry=True)
        assert session.scalar(select(func.count(Revision.id))) == before
        real = run_import(session, taxonomy, path, dry=False)
        for report in (dry, real):
            assert [(o.name, o.result) for o in report.outcomes] == [
                ("Clean", "submitted"),
                ("Warned", "draft"),
            ]
            assert {p.line for p in report.problems} == {4, 5}
            assert any("not one of yours" in p.reason for p in report.problems)
        states = {w.name: w.state.value for w in queries.my_listings(session, AUTHOR)}
        assert states == {"Clean": "submitted", "Warned": "draft"}
        again = run_import(session, taxonomy, path, dry=False)
        assert [o.result for o in again.outcomes] == ["unchanged", "unchanged"]


def test_an_import_respects_the_cap(database: Database, taxonomy: Taxonomy, tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text(ROWS)
    with database.writing() as session:
        report = run_import(session, taxonomy, path, dry=False, may_begin=1)
        assert len(report.outcomes) == 1
        assert any("send the rest tomorrow" in p.reason for p in report.problems)
