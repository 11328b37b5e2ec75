"""Servers on loopback for as long as a measurement lasts."""

import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent


def free_port() -> int:
    """Return a loopback port that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def serving(
    command: list[str], port: int, ready: str, environment: Mapping[str, str]
) -> Iterator[str]:
    """Run a server until the block ends; gives its address once the path `ready` answers."""
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        url = f"http://127.0.0.1:{port}"
        _wait(url + ready)
        yield url
    finally:
        process.terminate()
        process.wait()


def load_seed(environment: Mapping[str, str]) -> None:
    """Make database, seed catalog and index in the state folder that the environment names."""
    for command in (["db", "upgrade"], ["seed"], ["worker", "--until-empty"]):
        manage = [str(BIN / "manage"), *command]
        subprocess.run(manage, cwd=ROOT, env=environment, check=True, capture_output=True)


def gunicorn(environment: Mapping[str, str]) -> AbstractContextManager[str]:
    """Serve the site as in production, with one worker of four threads."""
    port = free_port()
    command = [str(BIN / "gunicorn"), "wsgi:app", "-b", f"127.0.0.1:{port}", "-w", "1"]
    command += ["-k", "gthread", "--threads", "4", "--keep-alive", "60", "--no-control-socket"]
    return serving(command, port, "/healthz", environment)


def _wait(url: str) -> None:
    for _ in range(300):
        try:
            urllib.request.urlopen(url).close()  # noqa: S310 - our own address
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(url)
