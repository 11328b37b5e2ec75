"""Imports: every bad row named, good rows whole, nothing twice, memory flat, nothing stored when dry."""

import json
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from directory.catalog.queries import live_contents
from directory.kernel.database import Database
from directory.models import Audit, ImportRecord, Job, Listing, Revision
from directory.submissions import service
from directory.submissions.imports.service import import_file
from directory.submissions.imports.types import Report
from directory.submissions.types import Decision, ReviseListing
from directory.taxonomy.types import Taxonomy
from tests.factories import AUTHOR, IMPORTER, MODERATOR, NOW, organization, product

pytestmark = pytest.mark.database


def write(path: Path, *rows: dict[str, Any] | str) -> Path:
    lines = [row if isinstance(row, str) else json.dumps(row) for row in rows]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def run(database: Database, path: Path, *, dry_run: bool = False) -> Report:
    return import_file(database, IMPORTER, path, clock=lambda: NOW, dry_run=dry_run)


def counts(database: Database) -> dict[str, int]:
    with database.reading() as session:
        return {
            table.__tablename__: session.scalar(select(func.count()).select_from(table)) or 0
            for table in (Listing, Revision, Job, ImportRecord, Audit)
        }


PRODUCT = {"kind": "product", **product()}
MAKER = {"kind": "organization", **organization()}


def test_running_twice_changes_nothing(database: Database, tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", MAKER, PRODUCT)
    first = run(database, path)
    assert (first.rows, first.created, first.bad_rows) == (2, 2, 0)
    before = counts(database)
    second = run(database, path)
    assert (second.rows, second.created, second.unchanged) == (2, 0, 2)
    assert counts(database) == before


def test_bad_rows_are_named_and_good_rows_are_taken(database: Database, tmp_path: Path) -> None:
    path = write(
        tmp_path / "mixed.jsonl",
        PRODUCT,
        {**PRODUCT, "name": "Bad level", "levels": ["grade-99"]},
        "{not json",
        "[1, 2]",
        {"kind": "gadget", "name": "X"},
        {
            **PRODUCT,
            "name": "Nameless relation",
            "relations": [{"kind": "makes", "other": "organization/no"}],
        },
        {**PRODUCT, "slug": "../etc"},
        PRODUCT,
        {"kind": ["product"], "name": {"a": 1}},
        MAKER,
    )
    report = run(database, path)
    found = {(p.line, p.field) for p in report.problems}
    assert found == {
        (2, "levels"), (3, "row"), (4, "row"), (5, "kind"), (6, "relations.0.other"), (7, "slug"),
        (8, "slug"), (9, "kind"),
    }  # fmt: skip
    assert all(p.file == "mixed.jsonl" and p.reason for p in report.problems)
    assert (report.rows, report.created, report.bad_rows) == (10, 2, 8)
    assert counts(database)["listing"] == 2


def test_a_bad_row_is_not_half_loaded(database: Database, tmp_path: Path) -> None:
    run(database, write(tmp_path / "a.jsonl", PRODUCT))
    before = counts(database)
    # The address is taken by a listing that no import brought: this fails only when it is stored.
    with database.writing() as session:
        session.query(ImportRecord).delete()
    report = run(database, write(tmp_path / "b.jsonl", {**PRODUCT, "tagline": "Another"}))
    assert [p.field for p in report.problems] == ["row"]
    assert report.created == 0
    assert counts(database) == {**before, "import_record": 0}


def test_a_changed_row_becomes_a_new_revision(database: Database, tmp_path: Path) -> None:
    run(database, write(tmp_path / "a.jsonl", PRODUCT))
    report = run(database, write(tmp_path / "a.jsonl", {**PRODUCT, "tagline": "Changed"}))
    assert (report.created, report.updated) == (0, 1)
    with database.reading() as session:
        listing = session.scalars(select(Listing)).one()
        assert listing.tagline == "Changed"
        assert live_contents(session, [listing.id])[listing.id].tagline == "Changed"


def test_what_somebody_edited_since_is_kept(
    database: Database, taxonomy: Taxonomy, tmp_path: Path
) -> None:
    run(database, write(tmp_path / "a.jsonl", PRODUCT))
    with database.writing() as session:
        listing = session.scalars(select(Listing)).one()
        edit = service.revise(
            session, AUTHOR, ReviseListing(listing.id, product(tagline="By hand")), now=NOW
        )
        service.submit(session, AUTHOR, edit, taxonomy, now=NOW)
        service.claim(session, MODERATOR, edit, now=NOW)
        service.approve(session, MODERATOR, edit, Decision(edit.content_hash), taxonomy, now=NOW)
    report = run(database, write(tmp_path / "a.jsonl", {**PRODUCT, "tagline": "From the file"}))
    assert (report.updated, len(report.kept)) == (0, 1)
    with database.reading() as session:
        assert session.scalars(select(Listing.tagline)).one() == "By hand"


def test_rows_may_name_listings_that_come_later(database: Database, tmp_path: Path) -> None:
    chain = [
        {"kind": "organization", "name": f"Org {n}", "tagline": "x", "relations": [{"kind": "part_of", "other": f"organization/org-{n + 1}"}]}
        for n in range(3)
    ]  # fmt: skip
    last = {"kind": "organization", "name": "Org 3", "tagline": "x"}
    report = run(database, write(tmp_path / "a.jsonl", *chain, last))
    assert (report.rows, report.created, report.problems) == (4, 4, [])


def test_a_dry_run_stores_nothing_and_says_the_same(database: Database, tmp_path: Path) -> None:
    rows = (
        MAKER,
        {**PRODUCT, "relations": [{"kind": "makes", "other": "organization/forest-works"}]},
        {"kind": "x"},
    )
    path = write(tmp_path / "a.jsonl", *rows)
    before = counts(database)
    dry = run(database, path, dry_run=True)
    assert counts(database) == before
    real = run(database, path)
    assert (dry.rows, dry.created, dry.problems) == (real.rows, real.created, real.problems)


def test_csv_gives_the_same_listing(database: Database, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        "kind,name,tagline,subjects,facts.price,facts.offline,facts.offline.state,relations.makes,source.type,source.name\n"
        "organization,Forest Works,Makes things,,,,,,third_party,A list\n"
        'product,"Fraction, Forest",Practice,fractions; algebra,free; open-source,full,partial,organization/forest-works,third_party,A list\n'
        "product,Too many,cells,,,,,,a,b,c,d\n",
        encoding="utf-8",
    )
    report = run(database, path)
    assert (report.created, [p.line for p in report.problems]) == (2, [4])
    with database.reading() as session:
        listing = session.scalars(select(Listing).where(Listing.kind == "product")).one()
        content = live_contents(session, [listing.id])[listing.id]
    assert content.name == "Fraction, Forest"
    assert content.facts["price"].terms == ("free", "open-source")
    assert content.facts["offline"].state == "partial"
    assert content.relations[0].other == "organization/forest-works"


def test_a_csv_that_is_no_text_is_reported(database: Database, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"kind,name\n\xff\xfe\x00,\x00\n")
    assert run(database, path).created == 0


def test_memory_stays_flat(database: Database, tmp_path: Path) -> None:
    def peak(rows: int) -> int:
        path = tmp_path / f"{rows}.jsonl"
        with path.open("w", encoding="utf-8") as file:
            for n in range(rows):
                file.write(
                    json.dumps({**PRODUCT, "name": f"Product {n}", "description": "x" * 2000})
                    + "\n"
                )
        tracemalloc.start()
        report = run(database, path, dry_run=True)
        _, highest = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert report.created == rows
        return highest

    peak(200)  # whatever is cached is cached now
    # 3,600 more rows are 8 MB of text; all that may stay of a row is its short key.
    assert peak(4000) - peak(400) < 1_500_000
