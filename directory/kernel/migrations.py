"""Bring the schema to the newest revision, or compare it with the tables in code."""

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, text

from directory.kernel.database import Database

FOLDER = Path(__file__).resolve().parents[2] / "migrations"
_LOCK = 7_210_552_914


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def heads() -> tuple[str, ...]:
    """Return the newest revisions; there must be exactly one."""
    return tuple(ScriptDirectory.from_config(_config()).get_heads())


def current(database: Database) -> str | None:
    """Return the revision that the database is at, or None for an empty one."""
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def upgrade(database: Database, target: str = "head") -> None:
    """Migrate in one transaction; a second process that tries meanwhile waits and finds it done."""
    with database.new_session(write=True) as session, session.begin():
        connection = session.connection()
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        command.upgrade(_config(connection), target)


def downgrade(database: Database, target: str) -> None:
    """Undo migrations down to `target` (`base` for all)."""
    with database.new_session(write=True) as session, session.begin():
        command.downgrade(_config(session.connection()), target)


def differences(database: Database, metadata: MetaData) -> list[object]:
    """Return how the schema differs from the tables in code; empty when they are equal."""
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, metadata))
