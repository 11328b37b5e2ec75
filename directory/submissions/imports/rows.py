"""One row of an import: checked, compared with what was imported before, stored or refused."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.catalog.content import Content, parse_content
from directory.catalog.projection import find_references
from directory.catalog.types import Kind
from directory.kernel.actors import Actor
from directory.kernel.clock import Clock
from directory.kernel.errors import Conflict, FieldProblem, Invalid
from directory.kernel.ids import content_hash
from directory.kernel.text import slugify
from directory.models import ImportRecord, Listing, Revision
from directory.submissions import rules, service
from directory.submissions.imports.types import Report, Row, RowProblem
from directory.submissions.types import ReviseListing, StartListing
from directory.taxonomy.types import Taxonomy

# Raise this when the meaning of rows changes, so that unchanged files are imported again.
FORMAT = 1


@dataclass(frozen=True)
class Checked:
    """A row that is valid by itself."""

    kind: Kind
    slug: str
    content: Content
    row_hash: str

    @property
    def key(self) -> str:
        """The address of the listing: `kind/slug`."""
        return f"{self.kind.value}/{self.slug}"


class Importer:
    """Takes rows one by one inside the session of the running batch."""

    def __init__(self, actor: Actor, file: str, clock: Clock, *, dry_run: bool) -> None:
        self.actor, self.file, self.dry_run = actor, file, dry_run
        self.report: Report = Report()
        self.last_chance = False
        self._clock = clock
        self._seen: set[str] = set()

    def use(self, session: Session, taxonomy: Taxonomy, rows: Sequence[Row]) -> None:
        """Work in this session for the next rows, whose import records are read at once."""
        self._session, self._taxonomy = session, taxonomy
        keys = [key for row in rows if (key := _key(row.data))]
        records = session.scalars(select(ImportRecord).where(ImportRecord.key.in_(keys)))
        self._records = {record.key: record for record in records}

    def take(self, row: Row) -> bool:
        """Import the row or report why not; False when it should come again after the others."""
        row_hash = content_hash([FORMAT, row.data])
        known = self._records.get(_key(row.data))
        try:
            self._check_once(row)
            if known is not None and known.row_hash == row_hash:
                self.report.unchanged += 1
                return True
            checked = self._check(row, row_hash)
            missing = self._unknown(checked.content)
            if missing and not self.last_chance:
                self._seen.discard(checked.key)
                return False
            if missing:
                raise Invalid(missing)
            self._store(checked, known, row)
        except Invalid as error:
            self.report.problems += self._located(row, error.problems)
        except Conflict as error:
            self.report.problems += self._located(
                row, [FieldProblem("row", "conflict", str(error))]
            )
        return True

    def _located(self, row: Row, problems: Iterable[FieldProblem]) -> list[RowProblem]:
        return [RowProblem(self.file, row.line, p.field, p.message) for p in problems]

    def _check_once(self, row: Row) -> None:
        key = _key(row.data)
        if key and key in self._seen:
            raise Invalid([FieldProblem("slug", "twice", f"{key} stands twice in this file.")])
        self._seen.add(key)

    def _check(self, row: Row, row_hash: str) -> Checked:
        kind_text = row.data.get("kind")
        if not isinstance(kind_text, str) or kind_text not in set(Kind):
            allowed = ", ".join(kind.value for kind in Kind)
            raise Invalid([FieldProblem("kind", "unknown", f"The kind must be one of {allowed}.")])
        if slugify(slug := _slug(row.data)) != slug:
            raise Invalid([FieldProblem("slug", "form", "Use a-z, 0-9 and single hyphens only.")])
        kind = Kind(kind_text)
        data = {name: value for name, value in row.data.items() if name not in ("kind", "slug")}
        content = parse_content(kind, data, self._taxonomy)
        found = rules.problems(content)
        if found:
            raise Invalid(found)
        return Checked(kind, slug, content, row_hash)

    def _unknown(self, content: Content) -> list[FieldProblem]:
        wanted = [relation.other for relation in content.relations]
        known = set(find_references(self._session, wanted))
        if self.dry_run:
            known |= self._seen
        return [
            FieldProblem(f"relations.{n}.other", "unknown_listing", f"There is no listing {other}.")
            for n, other in enumerate(wanted)
            if other not in known
        ]

    def _store(self, checked: Checked, known: ImportRecord | None, row: Row) -> None:
        if known is not None and self._edited_since(known):
            problem = FieldProblem(
                "row", "edited", "Edited here since the last import; left as it is."
            )
            self.report.kept += self._located(row, [problem])
            return
        if known is None:
            self.report.created += 1
        else:
            self.report.updated += 1
        if not self.dry_run:
            try:
                with self._session.begin_nested():
                    self._publish(checked, known)
            except (Invalid, Conflict):
                self._uncount(known)
                raise

    def _uncount(self, known: ImportRecord | None) -> None:
        if known is None:
            self.report.created -= 1
        else:
            self.report.updated -= 1

    def _edited_since(self, known: ImportRecord) -> bool:
        listing = self._session.get_one(Listing, known.listing_id)
        return listing.live_revision_id != known.revision_id

    def _publish(self, checked: Checked, known: ImportRecord | None) -> None:
        session, now = self._session, self._clock()
        content = checked.content.model_dump(mode="json", exclude_defaults=True)
        if known is None:
            command = StartListing(checked.kind, content, checked.slug)
            revision = service.start(session, self.actor, command, now=now)
        else:
            revise = ReviseListing(known.listing_id, content)
            revision = service.revise(session, self.actor, revise, now=now)
        service.submit(session, self.actor, revision, self._taxonomy, now=now)
        service.admit(session, self.actor, revision, self._taxonomy, now=now)
        self._remember(checked, known, revision)

    def _remember(self, checked: Checked, known: ImportRecord | None, revision: Revision) -> None:
        now = self._clock()
        if known is None:
            self._session.add(
                ImportRecord(
                    key=checked.key,
                    listing_id=revision.listing_id,
                    row_hash=checked.row_hash,
                    revision_id=revision.id,
                    imported_at=now,
                )
            )
        else:
            known.row_hash, known.revision_id, known.imported_at = (
                checked.row_hash,
                revision.id,
                now,
            )
        self._session.flush()  # a later row of this batch may name this listing


def _slug(data: Mapping[str, Any]) -> str:
    return str(data.get("slug") or slugify(str(data.get("name") or "")))


def _key(data: Mapping[str, Any]) -> str:
    """Return `kind/slug`, or an empty text when either is not as it must be."""
    kind, slug = data.get("kind"), _slug(data)
    valid = isinstance(kind, str) and kind in set(Kind) and slugify(slug) == slug
    return f"{kind}/{slug}" if valid else ""
