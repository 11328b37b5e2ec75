"""`make run`: bring the state up to date, then run web server and job worker together."""

import os
import signal
import socket
import subprocess
import sys
import time
import types
import urllib.request
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
HOST = "127.0.0.1"
SECONDS_TO_READY, SECONDS_TO_END = 60, 40
STEPS = (
    ("Database", ["db", "upgrade"]),
    ("Vocabularies and first catalog", ["seed"]),
    ("Search index", ["worker", "--until-empty"]),
)

Process = subprocess.Popen[bytes]


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


@dataclass
class Family:
    """The programs that were started, and whether somebody asked to stop.

    Each has a session of its own, so that Ctrl+C reaches only us and we end them in order.
    """

    environment: dict[str, str]
    told: bool = False
    members: dict[str, Process] = field(default_factory=dict)

    def listen(self) -> None:
        """Note SIGINT, SIGTERM and SIGHUP (a closed terminal) instead of dying of them."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._note)

    def _note(self, _signal: int, _frame: types.FrameType | None) -> None:
        self.told = True

    def start(self, name: str, command: list[str]) -> Process:
        """Start a program and keep it until it is awaited or stopped."""
        process = subprocess.Popen(command, cwd=ROOT, env=self.environment, start_new_session=True)
        self.members[name] = process
        return process

    def run(self, name: str, command: list[str]) -> int:
        """Run a program to its end, or until told to stop; returns its exit code."""
        process = self.start(name, command)
        while self.whole():
            time.sleep(0.05)
        if self.told:
            self.stop()
        del self.members[name]
        return process.wait()

    def whole(self) -> bool:
        """Whether all run and nobody asked to stop."""
        return not self.told and not self.ended()

    def ended(self) -> Collection[str]:
        """Return the names of those that ended by themselves."""
        return [name for name, process in self.members.items() if process.poll() is not None]

    def stop(self) -> None:
        """Ask all to end, and end those that do not in time."""
        for process in self.members.values():
            process.terminate()
        end = time.monotonic() + SECONDS_TO_END
        for process in self.members.values():
            try:
                process.wait(max(0.1, end - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def prepare(family: Family) -> None:
    """Run the steps before the servers; exits with the message of the one that fails."""
    for number, (title, command) in enumerate(STEPS, start=1):
        began = time.monotonic()
        print(f"[{number}/{len(STEPS) + 1}] {title} ...", flush=True)
        code = family.run(title, [str(BIN / "manage"), *command])
        if family.told:
            return
        if code:
            sys.exit(f"“{title}” failed (exit code {code}); see the message above.")
        print(f"      done in {time.monotonic() - began:.1f} s", flush=True)


def start_servers(family: Family, port: str) -> None:
    """Start the web server and the job worker."""
    print(f"[{len(STEPS) + 1}/{len(STEPS) + 1}] Web server and job worker ...", flush=True)
    server = [str(BIN / "gunicorn"), "wsgi:app", "--bind", f"{HOST}:{port}", "--workers", "2"]
    server += ["--worker-class", "gthread", "--threads", "4", "--log-level", "warning"]
    server += ["--graceful-timeout", "30", "--no-control-socket"]
    family.start("web server", server)
    family.start("job worker", [str(BIN / "manage"), "worker"])


def wait_until_ready(family: Family, url: str) -> bool:
    """Wait until the site answers; False when a program ends first or time runs out."""
    end = time.monotonic() + SECONDS_TO_READY
    while time.monotonic() < end and family.whole():
        try:
            with urllib.request.urlopen(f"{url}/readyz", timeout=2):  # noqa: S310 - our own address
                return True
        except OSError:
            time.sleep(0.2)
    return False


def tell_where(family: Family, url: str) -> None:
    """Print the address once the site answers, or that it still does not."""
    if wait_until_ready(family, url):
        state = (ROOT / (family.environment.get("INSTANCE") or "instance")).resolve()
        print(
            f"\n  EdTech Directory is ready:  {url}\n  State is kept in {state}\n"
            "  Ctrl+C stops it.\n",
            flush=True,
        )
        tell_first_admin(family)
    elif family.whole():
        print(
            f"After {SECONDS_TO_READY} seconds the site is still not ready; it goes on trying.\n"
            f"What is missing: {url}/readyz",
            file=sys.stderr,
        )


def tell_first_admin(family: Family) -> None:
    """Print the one-time link for the first administrator, as long as there is none."""
    command = [str(BIN / "manage"), "users", "first-admin", "--if-none"]
    answer = subprocess.run(
        command, cwd=ROOT, env=family.environment, capture_output=True, text=True, check=False
    )
    if link := answer.stdout.strip():
        print(
            "  There is no administrator yet. This link makes one, once, within 24 hours:\n"
            f"  {link}\n",
            flush=True,
        )


def supervise(family: Family) -> int:
    """Wait until told to stop or until a program ends; end all, and return an exit code."""
    while family.whole():
        time.sleep(0.2)
    ended = family.ended()
    family.stop()
    if family.told:
        print("\nStopped. Everything is kept; `make run` starts it again.")
        return 0
    print(
        f"The {' and the '.join(ended)} ended unexpectedly; see the message above.", file=sys.stderr
    )
    return 1


def main() -> int:
    """Prepare, start, tell where to go, supervise."""
    port = os.environ.get("PORT") or "5000"
    if problem := port_problem(port):
        print(problem, file=sys.stderr)
        return 1
    url = f"http://{HOST}:{port}"
    family = Family({"BASE_URL": url, **os.environ, "PORT": port})
    family.listen()
    prepare(family)
    if not family.told:
        start_servers(family, port)
        tell_where(family, url)
    return supervise(family)


if __name__ == "__main__":
    sys.exit(main())
