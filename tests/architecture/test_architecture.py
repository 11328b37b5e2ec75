"""The house stays as it is meant to be: contracts that nobody has to remember."""

import ast
import re
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import click
import pytest
from jinja2 import Environment, FileSystemLoader, meta

from directory.app import build_tools, create_app
from directory.cli import manage
from directory.config import ROOT, Settings
from directory.kernel.access import Access, declared
from directory.wiring import JOB_HANDLERS, build_engine, build_handlers
from tests.conftest import make_settings

SOURCES = sorted((ROOT / "directory").rglob("*.py"))
DOCS = ROOT / "docs"


def test_imports_only_go_down() -> None:
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stdout


def test_every_route_says_for_whom_it_is(tmp_path: Path) -> None:
    app = create_app(make_settings(tmp_path))
    views = {name: view for name, view in app.view_functions.items() if name != "static"}
    assert len(views) > 20
    assert {name for name, view in views.items() if declared(view) not in set(Access)} == set()


def test_every_job_that_is_asked_for_has_a_handler(tmp_path: Path) -> None:
    settings = make_settings(tmp_path, SEARCH_URL="memory:")
    tools = build_tools(settings)
    asked = set()
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(
                ("enqueue", "enqueue_many")
            ):
                asked |= {a.value for a in node.args if isinstance(a, ast.Constant)}
    assert asked
    assert asked <= set(build_handlers(settings, tools.database, build_engine(settings)))
    assert JOB_HANDLERS


def test_every_setting_is_documented_and_nothing_else_is() -> None:
    table = (DOCS / "configuration.md").read_text(encoding="utf-8")
    documented = set(re.findall(r"^\| `([A-Z_]+)` \|", table, re.MULTILINE))
    assert documented == {f.metadata["variable"] for f in fields(Settings)}
    for setting in fields(Settings):
        assert setting.metadata["help"] in table, setting.name


def _commands(group: click.Group, prefix: str = "manage") -> list[str]:
    found = []
    for name, command in group.commands.items():
        path = f"{prefix} {name}"
        found += _commands(command, path) if isinstance(command, click.Group) else [path]
    return found


def test_every_command_is_documented() -> None:
    text = (DOCS / "operations.md").read_text(encoding="utf-8")
    assert [command for command in _commands(manage) if f"`{command}" not in text] == []


def _used_templates() -> set[str]:
    folder = ROOT / "templates"
    environment = Environment(loader=FileSystemLoader(folder), autoescape=True)
    environment.filters = (
        dict.fromkeys(["markdown", "partial_date", "long_date", "host", "tojson"], str)
        | environment.filters
    )
    used: set[str] = set()
    for path in folder.rglob("*"):
        if path.is_file():
            tree = environment.parse(path.read_text(encoding="utf-8"))
            prefix = "mail/" if path.parent.name == "mail" else ""
            used |= {f"{prefix}{name}" for name in meta.find_referenced_templates(tree) if name}
    for path in SOURCES:
        source = path.read_text(encoding="utf-8")
        used |= set(re.findall(r'"((?:public|errors|account|submit)/[a-z_]+\.html)"', source))
        used |= {f"feeds/{name}" for name in re.findall(r'"([a-z_]+\.xml)"', source)}
        mails = re.findall(r'Message\(\s*"([a-z_]+)"', source)
        used |= {f"mail/{name}.{ending}" for name in mails for ending in ("txt", "html")}
    kinds = ("product", "organization", "person", "opportunity")
    used |= {f"submit/preview_{kind}.html" for kind in kinds}
    return used | {f"public/listing_{kind}.html" for kind in kinds}


def test_no_template_is_unused_or_missing() -> None:
    folder = ROOT / "templates"
    present = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    assert _used_templates() == present


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_public_functions_of_the_features_say_what_a_caller_must_know(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert ast.get_docstring(tree), "the module says what it is for"
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            assert "print" not in {
                ast.unparse(c.func) for c in ast.walk(node) if isinstance(c, ast.Call)
            }


def test_no_query_and_no_markup_is_put_together_from_text() -> None:
    bad = re.compile(r"render_template_string|from_string\(|text\(f[\"']|\|\s*safe\b")
    found = [
        str(path.relative_to(ROOT))
        for path in [*SOURCES, *(ROOT / "templates").rglob("*.html")]
        if bad.search(path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_lock_files_pin_every_package_with_its_hash() -> None:
    for name in ("base", "dev", "node"):
        text = (ROOT / "requirements" / f"{name}.lock").read_text(encoding="utf-8")
        pins = re.findall(r"^[a-z0-9._-]+(?:\[[a-z,]+\])?==\S+", text, re.MULTILINE | re.IGNORECASE)
        assert len(pins) >= 2
        assert text.count("--hash=sha256:") >= len(pins)
        assert "://" not in text
    package_lock = (ROOT / "package-lock.json").read_text(encoding="utf-8")
    assert "integrity" in package_lock
    assert '"resolved"' not in package_lock
