"""`make run`: bring the state up to date, then run web server and job worker together."""

import os
import signal
import socket
import subprocess
import sys
import time
import types
import urllib.request
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
HOST = "127.0.0.1"
STEPS = (
    ("Database", ["db", "upgrade"]),
    ("Vocabularies and first catalog", ["seed"]),
    ("Search index", ["worker", "--until-empty"]),
)


def port_problem(port: str) -> str:
    """Return what is wrong with this port in plain words, or an empty text."""
    if not port.isdigit() or not 1 <= int(port) <= 65535:
        return f"PORT must be a number from 1 to 65535, not “{port}”."
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, int(port)))
        except PermissionError:
            return f"You may not use port {port}. Choose another one: make run PORT=5055"
        except OSError:
            return (
                f"Port {port} is taken by another program. Choose another one: make run PORT=5055"
            )
    return ""


def prepare(environment: dict[str, str]) -> None:
    """Run the steps before the servers; exits with the message of the one that fails."""
    for number, (title, command) in enumerate(STEPS, start=1):
        began = time.monotonic()
        print(f"[{number}/{len(STEPS) + 1}] {title} ...", flush=True)
        answer = subprocess.run(
            [str(BIN / "manage"), *command], cwd=ROOT, env=environment, check=False
        )
        if answer.returncode:
            sys.exit(f"“{title}” failed (exit code {answer.returncode}); see the message above.")
        print(f"      done in {time.monotonic() - began:.1f} s", flush=True)


def commands(port: str) -> dict[str, list[str]]:
    """Return what runs: the web server and the job worker."""
    server = [str(BIN / "gunicorn"), "wsgi:app", "--bind", f"{HOST}:{port}", "--workers", "2"]
    server += ["--worker-class", "gthread", "--threads", "4", "--log-level", "warning"]
    server += ["--graceful-timeout", "30", "--no-control-socket"]
    return {"web server": server, "job worker": [str(BIN / "manage"), "worker"]}


def wait_until_ready(
    url: str, children: Sequence[subprocess.Popen[bytes]], seconds: float = 60
) -> bool:
    """Wait until the site answers; False when a child ends first or time runs out."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and all(child.poll() is None for child in children):
        try:
            with urllib.request.urlopen(f"{url}/readyz", timeout=2):  # noqa: S310 - our own address
                return True
        except OSError:
            time.sleep(0.2)
    return False


def supervise(children: dict[str, subprocess.Popen[bytes]]) -> int:
    """Wait until told to stop or until a child ends; stop all, and return an exit code."""
    told = False

    def stop(_signal: int, _frame: types.FrameType | None) -> None:
        nonlocal told
        told = True

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    while not told and all(child.poll() is None for child in children.values()):
        time.sleep(0.2)
    ended = [name for name, child in children.items() if child.poll() is not None]
    for child in children.values():
        if child.poll() is None:
            child.terminate()
    for child in children.values():
        child.wait()
    if told:
        print("\nStopped. Everything is kept; `make run` starts it again.")
        return 0
    print(f"The {ended[0]} ended by itself; see its message above.", file=sys.stderr)
    return 1


def main() -> int:
    """Prepare, start, tell where to go, supervise."""
    port = os.environ.get("PORT") or "5000"
    if problem := port_problem(port):
        print(problem, file=sys.stderr)
        return 1
    url = f"http://{HOST}:{port}"
    environment = {**os.environ}
    environment.setdefault("BASE_URL", url)
    prepare(environment)
    print(f"[{len(STEPS) + 1}/{len(STEPS) + 1}] Web server and job worker ...", flush=True)
    children = {
        name: subprocess.Popen(command, cwd=ROOT, env=environment, start_new_session=True)
        for name, command in commands(port).items()
    }
    if wait_until_ready(url, list(children.values())):
        state = environment.get("INSTANCE") or ROOT / "instance"
        print(
            f"\n  EdTech Directory is ready:  {url}\n  State is kept in {state}\n  Ctrl+C stops it.\n",
            flush=True,
        )
    return supervise(children)


if __name__ == "__main__":
    sys.exit(main())
