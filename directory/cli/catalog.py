"""`manage seed` and `manage catalog`: bring listings in."""

import sys
from pathlib import Path

import click
from tqdm import tqdm

from directory.catalog.maintenance import reproject
from directory.cli.tools import Tools, pass_tools
from directory.config import ROOT
from directory.kernel.actors import system_actor
from directory.kernel.errors import Invalid
from directory.search.reading.files import read_rules
from directory.search.reading.service import load_rules
from directory.submissions.imports.readers import count_rows
from directory.submissions.imports.service import import_file
from directory.submissions.imports.types import Report
from directory.taxonomy.files import read_vocabularies
from directory.taxonomy.service import load_vocabularies

# Products name organizations, people name both, opportunities name organizations.
SEED_FILES = ("organizations", "products", "people", "opportunities")
SHOWN = 50


@click.command()
@click.option(
    "--folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=ROOT / "seed_data",
    show_default="seed_data/",
    help="Folder with taxonomy/, search/ and catalog/.",
)
@pass_tools
def seed(tools: Tools, folder: Path) -> None:
    """Load vocabularies, search rules and the first catalog. Running it again changes nothing."""
    _load_taxonomy(tools, folder / "taxonomy")
    if (folder / "search" / "rules.yaml").exists():
        _load_rules(tools, folder / "search" / "rules.yaml")
    report = Report()
    for name in SEED_FILES:
        path = folder / "catalog" / f"{name}.jsonl"
        if path.exists():
            report.add(_import(tools, "seed", path, dry_run=False))
    _finish(report, dry_run=False)


def _load_taxonomy(tools: Tools, folder: Path) -> None:
    try:
        files = read_vocabularies(folder)
    except Invalid as error:
        raise _refused(error) from error
    with tools.database.writing() as session:
        changed = load_vocabularies(session, system_actor("seed"), files, now=tools.clock())
    click.echo(f"Vocabularies: {len(files)}, of which {len(changed)} changed.")


def _load_rules(tools: Tools, path: Path) -> None:
    try:
        rules = read_rules(path)
        with tools.database.writing() as session:
            changed = load_rules(session, system_actor("seed"), rules, now=tools.clock())
    except Invalid as error:
        raise _refused(error) from error
    click.echo(f"Search rules: {len(rules)}, of which {len(changed)} changed.")


def _refused(error: Invalid) -> click.ClickException:
    return click.ClickException("\n".join(f"{p.field}: {p.message}" for p in error.problems))


@click.group()
def catalog() -> None:
    """Import listings and rebuild what is derived from them."""


@catalog.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Check every row and store nothing.")
@pass_tools
def import_command(tools: Tools, file: Path, dry_run: bool) -> None:
    """Import FILE (.csv or .jsonl). Bad rows are reported by file, line, field and reason.

    Good rows are taken even when others are bad; the exit status is 1 when any row is bad.
    """
    if file.suffix.lower() not in {".csv", ".jsonl"}:
        raise click.ClickException("The file must be .csv or .jsonl (one JSON object per line).")
    _finish(_import(tools, "import", file, dry_run=dry_run), dry_run=dry_run)


@catalog.command()
@pass_tools
def project(tools: Tools) -> None:
    """Rebuild terms, facts, studies and relations of all listings from their live revisions."""
    with tqdm(desc="Listings", unit="", disable=not sys.stderr.isatty()) as bar:
        count = reproject(tools.database, now=tools.clock(), progress=bar.update)
    click.echo(f"Rebuilt {count} listings.")


def _import(tools: Tools, actor: str, file: Path, *, dry_run: bool) -> Report:
    with tqdm(
        total=count_rows(file), desc=f"{file.stem:<14}", unit=" rows", mininterval=0.5
    ) as bar:
        return import_file(
            tools.database,
            system_actor(actor),
            file,
            clock=tools.clock,
            progress=bar.update,
            dry_run=dry_run,
        )


def _finish(report: Report, *, dry_run: bool) -> None:
    for problem in report.problems[:SHOWN]:
        click.echo(str(problem), err=True)
    if len(report.problems) > SHOWN:
        click.echo(f"… and {len(report.problems) - SHOWN} more problems.", err=True)
    for note in report.kept:
        click.echo(f"{note.file}:{note.line}: {note.reason}")
    verb = "would be " if dry_run else ""
    click.echo(
        f"{report.rows} rows: {report.created} {verb}created, {report.updated} {verb}updated, "
        f"{report.unchanged} unchanged, {len(report.kept)} kept as edited, {report.bad_rows} bad."
    )
    if report.problems:
        sys.exit(1)
