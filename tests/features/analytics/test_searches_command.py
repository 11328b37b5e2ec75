"""`manage searches`: staff read, forget and prune counts."""

import csv
import io
from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner, Result

from directory.analytics.service import record
from directory.analytics.types import SearchSeen
from directory.cli import Tools, manage
from directory.kernel.database import Database
from directory.search.memory.engine import MemoryEngine
from tests.conftest import make_settings

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


@pytest.fixture
def tools(database: Database, tmp_path_factory: pytest.TempPathFactory) -> Tools:
    with database.writing() as session:
        for seen in (SearchSeen("braille kit"), SearchSeen("=cmd()", 1), SearchSeen("maths", 9)):
            record(session, seen, now=NOW)
        record(session, SearchSeen("braille kit"), now=NOW - timedelta(days=20))
        record(session, SearchSeen("old"), now=NOW - timedelta(days=401))
    settings = make_settings(tmp_path_factory.mktemp("cli"))
    return Tools(settings, database, MemoryEngine(), {}, lambda: None, lambda: NOW)


def run(tools: Tools, *arguments: str) -> Result:
    return CliRunner().invoke(manage, ["searches", *arguments], obj=tools)


def test_it_works(tools: Tools) -> None:
    result = run(tools, "list")
    assert result.exit_code == 0
    header, first, second, end = result.output.splitlines()
    assert header.startswith("words        found nothing")
    assert first.split() == ["braille", "kit", "2", "0", "0", "2026-11-04", "2026-11-24"]
    assert second.startswith("=cmd()")
    assert end == "2 searches since 2026-08-27."


def test_a_period_and_a_kind_of_result(tools: Tools) -> None:
    assert run(tools, "list", "--days", "7", "--found", "nothing").output.count("braille kit") == 1
    assert "2026-11-04" not in run(tools, "list", "--days", "7").output
    assert "maths" in run(tools, "list", "--found", "all").output
    assert "braille" not in run(tools, "list", "--found", "few").output
    assert run(tools, "list", "--days", "0").exit_code == 2


def test_csv(tools: Tools) -> None:
    rows = list(csv.reader(io.StringIO(run(tools, "list", "--csv").output)))
    assert rows[0][0] == "words"
    assert rows[1] == ["braille kit", "2", "0", "0", "2026-11-04", "2026-11-24"]
    assert rows[2][0] == "'=cmd()"


def test_forget_and_prune(tools: Tools) -> None:
    assert run(tools, "forget", "Braille KIT").output == "Removed 2 rows.\n"
    assert run(tools, "prune").output == "Removed 1 rows.\n"
    assert "braille" not in run(tools, "list").output
    run(tools, "forget", "=cmd()")
    assert run(tools, "list").output == "0 searches since 2026-08-27.\n"
