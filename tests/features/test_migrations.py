"""One head, models equal migrations, up and down and up again."""

import pytest
from sqlalchemy import inspect, text

from directory.kernel import migrations
from directory.kernel.database import Database
from directory.models import Base

pytestmark = pytest.mark.database


def test_there_is_one_head() -> None:
    assert len(migrations.heads()) == 1


def test_models_equal_migrations(database: Database) -> None:
    assert migrations.differences(database, Base.metadata) == []


def test_migrations_go_down_and_up_again(database: Database) -> None:
    migrations.downgrade(database, "base")
    assert migrations.current(database) is None
    assert set(inspect(database.engine).get_table_names()) <= {"alembic_version"}
    migrations.upgrade(database)
    assert migrations.current(database) == migrations.heads()[0]


def test_a_second_upgrade_changes_nothing(database: Database) -> None:
    migrations.upgrade(database)
    assert migrations.current(database) == migrations.heads()[0]


def test_sqlite_keeps_its_promises(database: Database) -> None:
    if database.engine.dialect.name != "sqlite":
        assert database.engine.dialect.name == "postgresql"
        return
    with database.reading() as session:
        found = {
            name: session.scalar(text(f"PRAGMA {name}"))
            for name in ("journal_mode", "foreign_keys", "busy_timeout", "synchronous")
        }
    assert found == {
        "journal_mode": "wal",
        "foreign_keys": 1,
        "busy_timeout": 5000,
        "synchronous": 2,
    }
