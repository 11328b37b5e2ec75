"""The machine's Node.js is used only when it is new enough; npm always has a place to write."""

from pathlib import Path

import pytest

from tools import node


def put(folder: Path, name: str, says: str) -> Path:
    path = folder / name
    path.write_text(f"#!/bin/sh\necho {says}\n")
    path.chmod(0o755)
    return path


@pytest.mark.parametrize(
    ("version", "usable"),
    [
        ("v16.20.2", False),
        ("v18.9.1", False),
        ("v18.17.0", True),
        ("v22.1.0", True),
        ("huh", False),
    ],
)
def test_the_version_decides(
    version: str, usable: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    program = str(put(tmp_path, "node", version))
    assert not node.usable(program), "npm is missing"
    put(tmp_path, "npm", "10.0.0")
    assert node.usable(program) is usable


def test_npm_writes_into_the_project_when_there_is_no_home(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("npm_config_cache", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert node.cache() == {}
    monkeypatch.setenv("HOME", str(tmp_path / "missing"))
    assert node.cache() == {"npm_config_cache": str(node.ROOT / ".cache" / "npm")}
