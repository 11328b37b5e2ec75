"""An import by somebody who keeps listings: the same rows and rules, but a person reviews them.

A row without errors and warnings is submitted; one with warnings becomes a draft, whose author
answers them. A row whose address another one keeps is refused.
"""

from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.kernel.actors import Actor
from directory.kernel.clock import Clock
from directory.kernel.errors import Conflict, FieldProblem, Invalid
from directory.kernel.ids import content_hash
from directory.models import ImportRecord, Listing
from directory.search.engine import SearchEngine
from directory.submissions import queries, service
from directory.submissions.checks.service import run_checks
from directory.submissions.imports.readers import read_rows
from directory.submissions.imports.rows import Checked, Importer
from directory.submissions.imports.types import Report, Row, RowProblem
from directory.submissions.queries import Work
from directory.submissions.risk import change
from directory.submissions.types import ReviseListing, StartListing
from directory.taxonomy.types import Taxonomy

MAX_ROWS = 200


@dataclass(frozen=True)
class Outcome:
    """What became of a row, or would: `submitted`, `draft` or `unchanged`, and why."""

    line: int
    name: str
    result: str
    uid: str = ""
    remarks: tuple[str, ...] = ()


@dataclass
class ContributorReport(Report):
    """A report with one line for each row that was taken."""

    outcomes: list[Outcome] = field(default_factory=list)


class ContributorImporter(Importer):
    """Takes the rows of one file in one transaction. Stores nothing that `dry_run` would not."""

    def __init__(
        self, actor: Actor, file: str, clock: Clock, *, engine: SearchEngine, dry_run: bool
    ) -> None:
        super().__init__(actor, file, clock, dry_run=dry_run)
        self.report: ContributorReport = ContributorReport()
        self._engine = engine

    def use(self, session: Session, taxonomy: Taxonomy, rows: list[Row]) -> None:  # type: ignore[override]
        """See Importer; records of the program's own imports do not count here."""
        super().use(session, taxonomy, rows)
        self._records = {}

    def _store(self, checked: Checked, known: ImportRecord | None, row: Row) -> None:
        del known
        with self._session.begin_nested() as step:
            work, step_name = self._draft(checked)
            outcome = self._finish(checked, work, row, changed=step_name != "unchanged")
            if self.dry_run:
                step.rollback()
        setattr(self.report, step_name, getattr(self.report, step_name) + 1)
        self.report.outcomes.append(outcome)

    def _draft(self, checked: Checked) -> tuple[Work, str]:
        """Return the work on the row's listing, and which count of the report it adds to."""
        session, now = self._session, self._clock()
        content = checked.content.model_dump(mode="json", exclude_defaults=True)
        listing = session.scalar(
            select(Listing).where(Listing.kind == checked.kind.value, Listing.slug == checked.slug)
        )
        if listing is None:
            command = StartListing(checked.kind, content, checked.slug)
            revision = service.start(session, self.actor, command, now=now)
            return Work(session.get_one(Listing, revision.listing_id), revision), "created"
        work = self._mine(listing)
        if content_hash(content) == work.revision.content_hash:
            return work, "unchanged"
        if work.editable:
            service.edit(session, self.actor, work.revision, content, now=now)
        elif work.is_open:
            raise Conflict("It waits for review; withdraw it before you change it.")
        else:
            revise = ReviseListing(listing.id, content)
            work = Work(listing, service.revise(session, self.actor, revise, now=now))
        return work, "updated"

    def _mine(self, listing: Listing) -> Work:
        for work in queries.my_listings(self._session, self.actor):
            if work.listing.id == listing.id:
                return work
        raise Conflict(
            f"There is a listing at {listing.kind}/{listing.slug} already, and it is not one of yours."
        )

    def _finish(self, checked: Checked, work: Work, row: Row, *, changed: bool) -> Outcome:
        session, now = self._session, self._clock()
        name, uid = checked.content.name, "" if self.dry_run else work.listing.uid
        if not changed:
            return Outcome(row.line, name, "unchanged", uid)
        content, report = run_checks(session, self._engine, work, self._taxonomy)
        if report.errors:
            raise Invalid([FieldProblem(f.field, f.code, f.message) for f in report.errors])
        remarks = [f.message for f in report.warnings]
        remarks += [f"It may be the same as “{d.card.name}”." for d in report.duplicates]
        if remarks:
            return Outcome(row.line, name, "draft", uid, tuple(remarks))
        before = queries.live_content(session, work.listing)
        found = change(before, content.model_dump(mode="json", exclude_defaults=True))
        work.revision.risk, work.revision.changed_fields = found.risk.value, list(found.fields)
        service.submit(session, self.actor, work.revision, self._taxonomy, now=now)
        return Outcome(row.line, name, "submitted", uid)


def import_own(
    session: Session,
    importer: ContributorImporter,
    path: Path,
    taxonomy: Taxonomy,
    *,
    may_begin: int,
) -> ContributorReport:
    """Take all rows of a file (at most 200) inside this transaction; `may_begin` new ones are allowed.

    A row that is refused leaves nothing behind; the others are taken.
    """
    report = importer.report
    waiting: list[Row] = []
    for item in read_rows(path):
        if isinstance(item, RowProblem):
            report.rows += 1
            report.problems.append(item)
            continue
        report.rows += 1
        if report.rows > MAX_ROWS:
            text = f"A file can have at most {MAX_ROWS} rows; the rest was left out."
            report.problems.append(RowProblem(path.name, item.line, "row", text))
            break
        waiting.append(item)
    importer.use(session, taxonomy, waiting)
    _take_all(importer, waiting, may_begin)
    return report


def _take_all(importer: ContributorImporter, waiting: list[Row], may_begin: int) -> None:
    report = importer.report
    while waiting:
        later: list[Row] = []
        for row in waiting:
            if report.created >= may_begin:
                text = f"You can begin {may_begin} more listings today; send the rest tomorrow."
                report.problems.append(RowProblem(importer.file, row.line, "row", text))
            elif not importer.take(row):
                later.append(row)
        importer.last_chance = len(later) == len(waiting)
        waiting = later
