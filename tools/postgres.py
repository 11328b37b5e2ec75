"""Run a command with a private PostgreSQL: `python tools/postgres.py COMMAND ...`.

The server listens on a free loopback port, keeps its data in a temporary folder and is gone at the
end. The command finds its address in TEST_DATABASE_URL.
"""

import contextlib
import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

USERS = ("postgres", "nobody")


def binaries() -> Path | None:
    """Return the folder of PostgreSQL's server programs, or None."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[4]))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path and shutil.which("postgres") else None


def install() -> None:
    """Install Debian's package; exits with a clear message when that is not possible."""
    root = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if shutil.which("apt-get") is None or (root and shutil.which("sudo") is None):
        sys.exit("PostgreSQL's server programs are needed: install PostgreSQL.")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    print("Installing PostgreSQL ...", flush=True)
    # Only its programs are wanted: without the common package's default cluster nothing is started.
    folder = Path("/etc/postgresql-common/createcluster.d")
    setting = f"mkdir -p {folder} && echo 'create_main_cluster = false' > {folder}/no-default.conf"
    for command in (
        ["sh", "-c", setting],
        ["apt-get", "update", "-q"],
        ["apt-get", "install", "-q", "-y", "--no-install-recommends", "postgresql"],
    ):
        answer = subprocess.run(
            [*root, *command], env=environment, check=False, stdout=subprocess.DEVNULL
        )
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


@contextlib.contextmanager
def server() -> Iterator[str]:
    """Run a PostgreSQL server and give the address of an empty database on it."""
    folder = binaries()
    if folder is None:
        install()
        folder = binaries()
    if folder is None:
        sys.exit("PostgreSQL was installed but its programs cannot be found.")
    owner, port = account(), free_port()
    with tempfile.TemporaryDirectory(
        prefix="directory-postgres-", ignore_cleanup_errors=True
    ) as name:
        base = Path(name)
        if owner:
            os.chown(base, *owner)
        data = base / "data"
        run_as(
            owner,
            [
                str(folder / "initdb"),
                "-D",
                str(data),
                "-U",
                "directory",
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--no-sync",
            ],
            base,
        )
        options = f"-c listen_addresses=127.0.0.1 -p {port} -c unix_socket_directories={base} -c fsync=off"
        control = [str(folder / "pg_ctl"), "-D", str(data), "-w", "-s"]
        run_as(owner, [*control, "-l", str(base / "log"), "-o", options, "start"], base)
        try:
            yield f"postgresql+psycopg://directory@127.0.0.1:{port}/postgres"
        finally:
            run_as(owner, [*control, "-m", "fast", "stop"], base)


def main(command: list[str]) -> int:
    """Run the command with TEST_DATABASE_URL set; returns its exit code."""
    with server() as url:
        environment = {**os.environ, "TEST_DATABASE_URL": url}
        return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
