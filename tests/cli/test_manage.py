"""`manage` as an operator runs it, from an empty folder to a verified index."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from directory.app import build_tools
from directory.cli import manage
from directory.cli.tools import Tools
from tests.conftest import make_settings
from tests.factories import product

Run = Callable[..., Result]


@pytest.fixture
def tools(tmp_path: Path) -> Tools:
    return build_tools(make_settings(tmp_path / "state"))


@pytest.fixture
def run(tools: Tools) -> Run:
    def invoke(*arguments: str) -> Result:
        return CliRunner().invoke(manage, arguments, obj=tools)

    assert invoke("db", "upgrade").exit_code == 0
    return invoke


@pytest.fixture
def small_seed(tmp_path: Path) -> Path:
    folder = tmp_path / "seed"
    (folder / "catalog").mkdir(parents=True)
    (folder / "taxonomy").symlink_to(Path(__file__).parents[2] / "seed_data" / "taxonomy")
    row = json.dumps({"kind": "product", **product()})
    (folder / "catalog" / "products.jsonl").write_text(row + "\n", encoding="utf-8")
    return folder


def test_from_nothing_to_a_verified_index(run: Run, small_seed: Path, tools: Tools) -> None:
    assert "Database: 0020. Newest: 0020." in run("db", "version").output
    assert "1 rows: 1 created" in run("seed", "--folder", str(small_seed)).output
    assert (
        "1 rows: 0 created, 0 updated, 1 unchanged"
        in run("seed", "--folder", str(small_seed)).output
    )
    assert "Nothing is left to do." in run("worker", "--until-empty").output
    verified = run("search", "verify")
    assert (verified.exit_code, verified.output.strip()) == (0, "Index and database agree.")
    rebuilt = run("search", "rebuild").output
    assert "Documents: 1" in rebuilt, "progress is shown"
    assert "The index has 1 documents." in rebuilt
    assert "Rebuilt 1 listings." in run("catalog", "project").output
    assert "Waiting: 1" in run("jobs", "status").output
    assert "0 jobs are due again" in run("jobs", "retry").output
    tools.engine.close()


def test_verify_fails_on_drift_and_repairs_it(run: Run, small_seed: Path, tools: Tools) -> None:
    run("seed", "--folder", str(small_seed))
    tools.engine.rebuild([])
    assert run("search", "verify").exit_code == 1
    repaired = run("search", "verify", "--repair")
    assert repaired.exit_code == 0
    assert "1 listings are missing" in repaired.output
    tools.engine.close()


def test_verify_notices_damage_and_repairs_it(run: Run, small_seed: Path, tools: Tools) -> None:
    run("seed", "--folder", str(small_seed))
    run("worker", "--until-empty")
    tools.engine.close()
    [path] = (tools.settings.instance_folder / "search_index").glob("g*/*.arr")
    path.write_bytes(path.read_bytes()[:-3] + b"abc")
    refused = run("search", "verify")
    assert refused.exit_code == 1
    assert "cannot be read" in refused.output
    repaired = run("search", "verify", "--repair")
    assert repaired.exit_code == 0
    assert "built anew" in repaired.output
    assert run("search", "verify").output.strip() == "Index and database agree."
    tools.engine.close()


def test_a_bad_file_is_reported_and_fails(run: Run, small_seed: Path, tmp_path: Path) -> None:
    run("seed", "--folder", str(small_seed))
    path = tmp_path / "bad.jsonl"
    path.write_text(
        json.dumps({"kind": "product", "name": "X", "tagline": "y", "levels": ["zz"]}) + "\n{\n",
        encoding="utf-8",
    )
    result = run("catalog", "import", str(path), "--dry-run")
    assert result.exit_code == 1
    assert "bad.jsonl:1: levels:" in result.output
    assert "bad.jsonl:2: row:" in result.output
    assert "2 rows: 0 would be created" in result.output
    assert run("catalog", "import", str(tmp_path / "x.xml")).exit_code == 2


def test_help_needs_nothing() -> None:
    result = CliRunner().invoke(manage, ["--help"])
    assert result.exit_code == 0
    for name in ("db", "seed", "catalog", "search", "worker", "jobs"):
        assert name in result.output
