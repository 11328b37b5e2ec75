"""What `make run` starts ends together, whoever ends first."""

import os
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tools import run

SLEEP = [sys.executable, "-c", "import time; time.sleep(600)"]
DEAF = """
import pathlib, signal, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
pathlib.Path(sys.argv[1]).touch()
time.sleep(600)
"""


@pytest.fixture
def family() -> Iterator[run.Family]:
    found = run.Family(dict(os.environ))
    yield found
    for process in found.members.values():
        process.kill()
        process.wait()


def test_when_one_ends_the_other_is_stopped_and_the_end_is_named(
    family: run.Family, capsys: pytest.CaptureFixture[str]
) -> None:
    family.start("web server", SLEEP)
    family.start("job worker", [sys.executable, "-c", "raise SystemExit(3)"])
    assert run.supervise(family) == 1
    assert "The job worker ended unexpectedly" in capsys.readouterr().err
    assert family.members["web server"].returncode == -signal.SIGTERM


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_all_before_they_are_ready(family: run.Family, number: int) -> None:
    before = {n: signal.getsignal(n) for n in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    try:
        family.listen()
        family.start("web server", SLEEP)
        os.kill(os.getpid(), number)
        assert not run.wait_until_ready(family, "http://127.0.0.1:9")
        assert run.supervise(family) == 0
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
    assert family.ended() == ["web server"]


def test_a_program_that_does_not_listen_is_ended_all_the_same(
    family: run.Family, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(run, "SECONDS_TO_END", 0.2)
    process = family.start("web server", [sys.executable, "-c", DEAF, str(tmp_path / "deaf")])
    while not (tmp_path / "deaf").exists():
        time.sleep(0.05)
    family.stop()
    assert process.returncode == -signal.SIGKILL


def test_a_failing_step_ends_the_start_with_its_name(
    family: run.Family, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(run, "STEPS", (("Database", ["db", "no-such-command"]),))
    with pytest.raises(SystemExit, match="“Database” failed"):
        run.prepare(family)
    assert "no-such-command" in capfd.readouterr().err
