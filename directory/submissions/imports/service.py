"""Take the rows of a file: check each, store it whole or not at all, and say what happened.

A row is the same row as before when its `kind/slug` is; its hash tells whether it changed. A
listing that somebody else edited since is kept as it is and reported.
"""

from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

from directory.kernel.actors import Actor
from directory.kernel.clock import Clock
from directory.kernel.database import Database
from directory.submissions.imports.readers import read_rows
from directory.submissions.imports.rows import Importer
from directory.submissions.imports.spool import Spool
from directory.submissions.imports.types import Report, Row, RowProblem
from directory.taxonomy.queries import load_taxonomy

BATCH = 100
Progress = Callable[[int], object]


def _silent(_rows: int) -> None:
    """Report no progress."""


def import_file(
    database: Database,
    actor: Actor,
    path: Path,
    *,
    clock: Clock,
    progress: Progress = _silent,
    dry_run: bool = False,
) -> Report:
    """Import one file in batches of 100 rows; a dry run checks everything and stores nothing.

    Rows that name a listing which comes later in the file are tried again at the end. Memory does
    not grow with the file but for one short key per row.
    """
    importer = Importer(actor, path.name, clock, dry_run=dry_run)
    waiting = Spool()
    for rows in _batches(read_rows(path)):
        importer.report.rows += len(rows)
        _import_batch(database, importer, rows, waiting)
        progress(len(rows))
    while waiting.count:
        waiting = _try_again(database, importer, waiting)
    waiting.close()
    return importer.report


def _try_again(database: Database, importer: Importer, waiting: Spool) -> Spool:
    still = Spool()
    for rows in _batches(waiting.rows()):
        _import_batch(database, importer, rows, still)
    # When a pass takes no row, the next one says of each what is missing.
    importer.last_chance = still.count == waiting.count
    waiting.close()
    return still


def _import_batch(
    database: Database, importer: Importer, rows: list[Row | RowProblem], later: Spool
) -> None:
    context = database.reading() if importer.dry_run else database.writing()
    with context as session:
        importer.use(session, load_taxonomy(session), [row for row in rows if isinstance(row, Row)])
        for row in rows:
            if isinstance(row, RowProblem):
                importer.report.problems.append(row)
            elif not importer.take(row):
                later.put(row)


def _batches(rows: Iterator[Row | RowProblem]) -> Iterator[list[Row | RowProblem]]:
    while batch := list(islice(rows, BATCH)):
        yield batch
