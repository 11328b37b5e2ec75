"""`make run` as a person runs it: preparation, servers, a taken port, an orderly end."""

import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from directory.config import ROOT
from tools.run import port_problem


@pytest.fixture
def taken_port() -> Iterator[str]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield str(listener.getsockname()[1])


def free_port() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


def start(port: str, state: Path) -> subprocess.Popen[str]:
    environment = {**os.environ, "PORT": port, "INSTANCE": str(state), "PYTHONUNBUFFERED": "1"}
    environment.pop("BASE_URL", None)
    return subprocess.Popen(
        [sys.executable, "tools/run.py"],
        cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip


def read_until(process: subprocess.Popen[str], words: str) -> str:
    assert process.stdout is not None
    seen = ""
    for line in process.stdout:
        seen += line
        if words in line:
            return seen
    raise AssertionError(f"ended without “{words}”:\n{seen}")


def test_a_taken_port_gets_a_clear_message(taken_port: str, tmp_path: Path) -> None:
    process = start(taken_port, tmp_path)
    output, _ = process.communicate(timeout=60)
    assert process.returncode == 1
    assert f"Port {taken_port} is taken" in output
    assert "make run PORT=5055" in output
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("port", ["0", "65536", "http", "-1", "5000.5"])
def test_a_port_that_is_none_is_named(port: str) -> None:
    assert "PORT must be a number" in port_problem(port)


def test_from_an_empty_folder_to_a_site_and_back(tmp_path: Path) -> None:
    port = free_port()
    process = start(port, tmp_path / "state")
    seen = read_until(process, "/account/first-admin/")
    assert f"http://127.0.0.1:{port}" in seen
    path = seen.split()[-1].removeprefix(f"http://127.0.0.1:{port}")
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}") as response:
        assert "Become the first administrator" in response.read().decode()
    assert "547 rows: 547 created" in seen
    for path, words in (("/search?q=kolibri", "Kolibri"), ("/readyz", '"ok"')):
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}") as response:
            assert words in response.read().decode()
    process.send_signal(signal.SIGTERM)
    rest, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    assert "Everything is kept" in rest
    assert {"directory.db", "search_index", "secret_key"} <= {
        p.name for p in (tmp_path / "state").iterdir()
    }


@pytest.mark.parametrize("key", ["", "short", "changeme" * 8])
def test_production_refuses_to_start_without_a_strong_key(key: str, tmp_path: Path) -> None:
    environment = {
        **os.environ, "ENVIRONMENT": "production", "BASE_URL": "https://example.org", "SECRET_KEY": key, "INSTANCE": str(tmp_path),
    }  # fmt: skip
    for command in (
        [sys.executable, "-c", "import wsgi"],
        [str(Path(sys.executable).parent / "manage"), "db", "version"],
    ):
        answer = subprocess.run(
            command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
        )
        assert answer.returncode != 0
        assert "SECRET_KEY" in answer.stderr
