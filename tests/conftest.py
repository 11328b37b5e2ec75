"""Fixtures that all tests share. Real parts: a real database, a real index, a real server."""

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, text
from werkzeug.serving import make_server

from directory.app import build_tools, create_app
from directory.cli.tools import Tools
from directory.config import ROOT, Settings
from directory.jobs.runner import Runner
from directory.kernel import migrations
from directory.kernel.actors import system_actor
from directory.kernel.clock import utcnow
from directory.kernel.database import Database
from directory.search.reading.files import read_rules
from directory.search.reading.service import load_rules
from directory.submissions.imports.service import import_file
from directory.taxonomy.files import read_vocabularies
from directory.taxonomy.queries import load_taxonomy
from directory.taxonomy.service import load_vocabularies
from directory.taxonomy.types import Taxonomy
from directory.web.shared.services import Services

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
SECRET = "a-fixed-key-for-tests-0123456789-abcdefghij"
SEED = ROOT / "seed_data"
POSTGRES = os.environ.get("TEST_DATABASE_URL", "")


def make_settings(folder: Path, **changes: str) -> Settings:
    """Settings whose whole state is in one folder (and in PostgreSQL when that is tested)."""
    values = {
        "INSTANCE": str(folder),
        "SECRET_KEY": SECRET,
        "CONTACT_LIMIT": "1000 per second",
        "SEARCH_LIMIT": "10000 per second",
        "COUNT_SEARCHES": "0",  # the shared site is only read; tests of counting turn it on
        **changes,
    }
    return Settings.from_environment(values)


def load_taxonomy_files(database: Database) -> None:
    with database.writing() as session:
        files = read_vocabularies(SEED / "taxonomy")
        load_vocabularies(session, system_actor("seed"), files, now=NOW)
        load_rules(
            session, system_actor("seed"), read_rules(SEED / "search" / "rules.yaml"), now=NOW
        )


@pytest.fixture(scope="session")
def database_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite database with all vocabularies, copied for each test that needs one."""
    path = tmp_path_factory.mktemp("template") / "directory.db"
    database = Database(f"sqlite:///{path}")
    migrations.upgrade(database)
    load_taxonomy_files(database)
    with database.engine.connect() as connection:
        connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
    database.close()
    return path


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return make_settings(tmp_path)


@pytest.fixture
def database(settings: Settings, database_template: Path) -> Iterator[Database]:
    """A migrated database with all vocabularies and no listing."""
    if POSTGRES:
        found = Database(POSTGRES)
        _empty_postgres(found)
    else:
        settings.instance_folder.mkdir(parents=True, exist_ok=True)
        shutil.copy(database_template, settings.instance_folder / "directory.db")
        found = Database(settings.database)
    yield found
    found.close()


def _empty_postgres(database: Database) -> None:
    """Bring a PostgreSQL database to the state of the template: triggers forbid to empty the audit."""
    with database.new_session(write=True) as session, session.begin():
        session.execute(text("DROP SCHEMA public CASCADE"))
        session.execute(text("CREATE SCHEMA public"))
    migrations.upgrade(database)
    load_taxonomy_files(database)


@pytest.fixture
def taxonomy(database: Database) -> Taxonomy:
    with database.reading() as session:
        return load_taxonomy(session)


@dataclass(frozen=True)
class Site:
    """The real seed catalog, indexed, with an application on it."""

    settings: Settings
    tools: Tools
    app: Flask

    @property
    def database(self) -> Database:
        return self.tools.database

    def close(self) -> None:
        """Close all files and connections."""
        services: Services = self.app.extensions["directory"]
        for database, engine in (
            (self.tools.database, self.tools.engine),
            (services.database, services.engine),
        ):
            engine.close()
            database.close()

    def drain(self) -> None:
        """Run all due jobs, as the worker would."""
        runner = Runner(self.tools.database, self.tools.handlers)
        while runner.run_batch():
            pass


def build_site(folder: Path, template: Path | None = None, **changes: str) -> Site:
    """A site in this folder: with the seed catalog, or as a copy of another one's folder."""
    if template is not None:
        shutil.copytree(template, folder, dirs_exist_ok=True)
    settings = make_settings(folder, **changes)
    tools = build_tools(settings)
    if template is None:
        migrations.upgrade(tools.database)
        load_taxonomy_files(tools.database)
        for name in ("organizations", "products", "people", "opportunities"):
            path = SEED / "catalog" / f"{name}.jsonl"
            report = import_file(tools.database, system_actor("seed"), path, clock=utcnow)
            assert not report.problems, report.problems[:5]
        tools.idle()
    site = Site(settings, tools, create_app(settings))
    site.drain()
    return site


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The shared site. Tests only read it; one that changes something takes `own_site`."""
    found = build_site(tmp_path_factory.mktemp("site"))
    with found.database.engine.connect() as connection:
        connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
    yield found
    found.close()


@pytest.fixture
def own_site(site: Site, tmp_path: Path) -> Iterator[Site]:
    """A copy of the seeded site that a test may change."""
    found = build_site(tmp_path / "site", template=site.settings.instance_folder)
    yield found
    found.close()


@pytest.fixture
def client(site: Site) -> FlaskClient:
    return site.app.test_client()


@pytest.fixture(scope="session")
def live_site(site: Site) -> Iterator[str]:
    """The address of a running server on the shared site."""
    server = make_server("127.0.0.1", 0, site.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


CountStatements = Callable[[Database], AbstractContextManager[list[str]]]


@pytest.fixture
def count_statements() -> CountStatements:
    """Collect the SQL statements that run within a block."""

    @contextmanager
    def collecting(database: Database) -> Iterator[list[str]]:
        statements: list[str] = []

        def collect(*arguments: object) -> None:
            statements.append(str(arguments[2]))

        event.listen(database.engine, "before_cursor_execute", collect)
        yield statements
        event.remove(database.engine, "before_cursor_execute", collect)

    return collecting
