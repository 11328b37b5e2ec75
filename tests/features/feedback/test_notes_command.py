"""`manage notes`: the operator reads, closes and erases notes."""

from datetime import UTC, datetime

import pytest
from click.testing import CliRunner, Result

from directory.cli import Tools, manage
from directory.feedback.service import send_note
from directory.feedback.types import SendNote
from directory.kernel.actors import Actor
from directory.kernel.database import Database
from directory.search.memory.engine import MemoryEngine
from tests.conftest import make_settings

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
NOTE = SendNote("barrier", "The menu cannot be reached.\nI use a keyboard.", "n", email="a@b.org")


@pytest.fixture
def reference(database: Database) -> str:
    with database.writing() as session:
        return send_note(session, Actor("visitor:test"), NOTE, now=NOW).reference


@pytest.fixture
def tools(database: Database, tmp_path_factory: pytest.TempPathFactory) -> Tools:
    settings = make_settings(tmp_path_factory.mktemp("cli"))
    return Tools(settings, database, MemoryEngine(), {}, lambda: None, lambda: NOW)


def run(tools: Tools, *arguments: str, typed: str = "") -> Result:
    return CliRunner().invoke(manage, ["notes", *arguments], obj=tools, input=typed)


def test_it_works(tools: Tools, reference: str) -> None:
    listed = run(tools, "list")
    assert listed.exit_code == 0
    assert f"{reference}  2026-11-24  barrier" in listed.output
    assert "1 open notes." in listed.output
    shown = run(tools, "show", reference.lower())
    assert "A barrier on this site" in shown.output
    assert "I use a keyboard." in shown.output
    assert "a@b.org" in shown.output


def test_close(tools: Tools, reference: str) -> None:
    assert run(tools, "close", reference).exit_code == 0
    assert reference not in run(tools, "list").output
    assert reference in run(tools, "list", "--closed").output
    again = run(tools, "close", reference)
    assert again.exit_code == 1
    assert "closed already" in again.output


def test_erase_asks_first(tools: Tools, reference: str) -> None:
    assert run(tools, "erase", reference, typed="n\n").exit_code == 1
    assert reference in run(tools, "list").output
    assert run(tools, "erase", reference, typed="y\n").exit_code == 0
    assert "There is no note" in run(tools, "show", reference).output


@pytest.mark.parametrize("command", ["show", "close"])
def test_an_unknown_reference(tools: Tools, command: str) -> None:
    found = run(tools, command, "AAAA-AAAA")
    assert found.exit_code == 1
    assert "There is no note with this reference." in found.output
