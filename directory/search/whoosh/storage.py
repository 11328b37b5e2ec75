"""Generations on disk: one folder each, a pointer file, and one writer at a time.

Whoosh's files are pickles, so the folder is ours alone (mode 0700). Whoosh never syncs to disk, so
an index can be lost in a power cut: it is built again from the database.
"""

import contextlib
import fcntl
import os
import secrets
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

from directory.search.engine import SearchUnavailable

POINTER = "CURRENT"
KEPT_BROKEN = 2


class Generations:
    """The folders below one root. Only a holder of `writing()` changes anything."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def prepare(self) -> None:
        """Create the root for the owner alone."""
        self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.root.chmod(0o700)

    def current(self) -> Path:
        """Return the folder of the generation in use; SearchUnavailable when there is none."""
        try:
            name = (self.root / POINTER).read_text(encoding="ascii").strip()
            mode = self.root.stat().st_mode
        except (OSError, ValueError) as error:
            raise SearchUnavailable("There is no search index yet.") from error
        if mode & 0o022:
            raise SearchUnavailable("The index folder can be written by others; it is not trusted.")
        folder = self.root / name
        if not name.startswith("g") or "/" in name or not folder.is_dir():
            raise SearchUnavailable("The search index is not complete.")
        return folder

    @contextlib.contextmanager
    def writing(self) -> Iterator[None]:
        """Be the only writer; waits for another one. The kernel frees the lock of a killed process."""
        self.prepare()
        with (self.root / "writer.lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def new(self) -> Path:
        """Create the folder of the next generation."""
        folder = self.root / f"g{time.time_ns():x}{secrets.token_hex(2)}"
        folder.mkdir(mode=0o700)
        return folder

    def switch(self, folder: Path) -> None:
        """Make this generation the one in use, in one step, and delete all others."""
        temporary = self.root / f"{POINTER}.new"
        with temporary.open("w", encoding="ascii") as file:
            file.write(folder.name)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(self.root / POINTER)
        for other in self.root.glob("g*"):
            if other != folder:
                shutil.rmtree(other, ignore_errors=True)

    def set_aside(self) -> None:
        """Move the generation in use out of the way for inspection; keeps the last two such."""
        with contextlib.suppress(SearchUnavailable):
            self.current().rename(self.root / f"broken-{time.time_ns():x}")
        (self.root / POINTER).unlink(missing_ok=True)
        for old in sorted(self.root.glob("broken-*"))[:-KEPT_BROKEN]:
            shutil.rmtree(old, ignore_errors=True)

    def discard(self, folder: Path) -> None:
        """Delete a generation that was not completed."""
        shutil.rmtree(folder, ignore_errors=True)
