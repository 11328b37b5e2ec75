"""The private PostgreSQL starts, is found, and is gone afterwards.

Only `make test-postgres` names this file: `make test` must not need PostgreSQL's programs.
"""

import os
import signal
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from directory.config import ROOT
from tools import postgres

pytestmark = pytest.mark.database


def address(url: str) -> str:
    return url.replace("+psycopg", "")


def data_folder(url: str) -> Path:
    with psycopg.connect(address(url)) as connection:
        row = connection.execute("show data_directory").fetchone()
    assert row
    return Path(row[0])


def assert_gone(url: str, data: Path) -> None:
    with pytest.raises(psycopg.OperationalError, match="refused"):
        psycopg.connect(address(url), connect_timeout=5)
    assert not data.parent.exists()


def test_the_server_is_gone_after_use_even_when_that_fails() -> None:
    with pytest.raises(ZeroDivisionError), postgres.server() as url:  # noqa: PT012
        data = data_folder(url)
        assert data.is_dir()
        raise ZeroDivisionError
    assert_gone(url, data)


def run_with_server(script: str) -> subprocess.Popen[str]:
    command = [sys.executable, "tools/postgres.py", sys.executable, "-c", script]
    return subprocess.Popen(
        command, cwd=ROOT, env=dict(os.environ), stdout=subprocess.PIPE, text=True
    )


def test_the_exit_code_is_that_of_the_command() -> None:
    process = run_with_server("import os, sys; print(os.environ['TEST_DATABASE_URL']); sys.exit(7)")
    output, _ = process.communicate(timeout=60)
    assert process.returncode == 7
    assert output.startswith("postgresql+psycopg://directory@127.0.0.1:")


def test_being_stopped_stops_the_server_too() -> None:
    wait = "import os, time; print(os.environ['TEST_DATABASE_URL'], flush=True); time.sleep(600)"
    process = run_with_server(wait)
    assert process.stdout
    url = process.stdout.readline().strip()
    data = data_folder(url)
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=60)
    assert process.returncode == 128 + signal.SIGTERM
    assert_gone(url, data)
