"""Run a command with a private PostgreSQL: `python tools/postgres.py COMMAND ...`.

The server listens on a free loopback port, keeps its data in a temporary folder and is gone at the
end. The command finds its address in TEST_DATABASE_URL.
"""

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

USERS = ("postgres", "nobody")
SETTING = Path("/etc/postgresql-common/createcluster.d/edtech-directory.conf")


def binaries() -> Path | None:
    """Return the folder of PostgreSQL's server programs, or None."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[4]))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path and shutil.which("postgres") else None


@contextlib.contextmanager
def no_default_cluster(root: list[str]) -> Iterator[None]:
    """Keep Debian's package from making and starting a cluster while it is being installed."""
    if SETTING.exists():
        yield
        return
    script = f"mkdir -p {SETTING.parent} && echo 'create_main_cluster = false' > {SETTING}"
    subprocess.run([*root, "sh", "-c", script], check=False)
    try:
        yield
    finally:
        subprocess.run([*root, "rm", "-f", str(SETTING)], check=False)


def install() -> None:
    """Install Debian's package; exits with a clear message when that is not possible."""
    root = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if shutil.which("apt-get") is None or (root and shutil.which("sudo") is None):
        sys.exit("PostgreSQL's server programs are needed: install PostgreSQL.")
    quiet = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-y"]
    print("Installing PostgreSQL ...", flush=True)
    with no_default_cluster(root):
        for command in (["update"], ["install", "--no-install-recommends", "postgresql"]):
            answer = subprocess.run(
                [*root, *quiet, *command],
                check=False, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            )  # fmt: skip
            if answer.returncode:
                sys.exit("PostgreSQL could not be installed.")


def account() -> tuple[int, int] | None:
    """Return (uid, gid) to run the server as: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return None
    for name in USERS:
        with contextlib.suppress(KeyError):
            entry = pwd.getpwnam(name)
            return entry.pw_uid, entry.pw_gid
    sys.exit("There is no account but root to run PostgreSQL as.")


def free_port() -> int:
    """Return a loopback port that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def run_as(owner: tuple[int, int] | None, command: list[str], cwd: Path) -> None:
    """Run a program of PostgreSQL as the owner of its folder; raises with its output."""
    identity = {"user": owner[0], "group": owner[1], "extra_groups": []} if owner else {}
    answer = subprocess.run(
        command, cwd=cwd, capture_output=True, text=True, check=False, **identity
    )  # type: ignore[call-overload]
    if answer.returncode:
        raise RuntimeError(f"{Path(command[0]).name} failed:\n{answer.stdout}{answer.stderr}")


def programs() -> Path:
    """Return the folder of PostgreSQL's server programs; installs them where they are missing."""
    folder = binaries()
    if folder is None:
        install()
        folder = binaries()
    if folder is None:
        sys.exit("PostgreSQL was installed but its programs cannot be found.")
    return folder


@contextlib.contextmanager
def server() -> Iterator[str]:
    """Run a PostgreSQL server and give the address of an empty database on it."""
    folder, owner, port = programs(), account(), free_port()
    with tempfile.TemporaryDirectory(prefix="directory-postgres-") as name:
        base = Path(name)
        if owner:
            os.chown(base, *owner)
        data = str(base / "data")
        create = [str(folder / "initdb"), "-D", data, "-U", "directory", "-A", "trust"]
        run_as(owner, [*create, "-E", "UTF8", "--locale=C", "--no-sync"], base)
        options = (
            f"-c listen_addresses=127.0.0.1 -p {port} -c unix_socket_directories= -c fsync=off"
        )
        control = [str(folder / "pg_ctl"), "-D", data, "-w", "-s"]
        try:
            run_as(owner, [*control, "-l", str(base / "log"), "-o", options, "start"], base)
            yield f"postgresql+psycopg://directory@127.0.0.1:{port}/postgres"
        finally:
            if (base / "data" / "postmaster.pid").exists():
                run_as(owner, [*control, "-m", "fast", "stop"], base)


def main(command: list[str]) -> int:
    """Run the command with TEST_DATABASE_URL set; returns its exit code."""
    if not command:
        sys.exit("Say which command to run: python tools/postgres.py COMMAND ...")
    for number in (signal.SIGTERM, signal.SIGHUP):
        # Leave by an exception, so that the server is stopped on the way out.
        signal.signal(number, lambda received, _frame: sys.exit(128 + received))
    with server() as url:
        child = subprocess.Popen(command, env={**os.environ, "TEST_DATABASE_URL": url})
        try:
            return child.wait()
        finally:
            if child.poll() is None:
                child.terminate()
                child.wait()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
