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
# A file system tells times by clocks of 4 ms to 2 s: after a younger change, another one may not show.
SETTLED_NS = 2_500_000_000
# Inode, size, times of change of content and of the rest (ns) of a file.
_Mark = tuple[int, int, int, int]


class Generations:
    """The folders below one root. Only a holder of `writing()` changes anything."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._known: tuple[_Mark, Path] | None = None

    def prepare(self) -> None:
        """Create the root for the owner alone."""
        self.root.mkdir(mode=0o700, parents=True, exist_ok=True)

    def current(self) -> Path:
        """Return the folder of the generation in use; SearchUnavailable when there is none.

        The pointer is read only when the file system says that it is another one.
        """
        try:
            mark = _mark(self.root / POINTER)
            mode = self.root.stat().st_mode
        except OSError as error:
            raise SearchUnavailable("There is no search index yet.") from error
        if mode & 0o022:
            raise SearchUnavailable("The index folder can be written by others; it is not trusted.")
        known = self._known
        if known is not None and known[0] == mark:
            return known[1]
        folder = self._pointed()
        self._known = (mark, folder) if time.time_ns() - mark[-1] > SETTLED_NS else None
        return folder

    def _pointed(self) -> Path:
        before = ""
        while True:
            try:
                name = (self.root / POINTER).read_text(encoding="ascii").strip()
            except (OSError, ValueError) as error:
                raise SearchUnavailable("There is no search index yet.") from error
            folder = self.root / name
            if name.startswith("g") and "/" not in name and folder.is_dir():
                return folder
            if name == before:
                raise SearchUnavailable("The search index is not complete.")
            before = name  # a rebuild may just have deleted it: look again at what is in use

    @contextlib.contextmanager
    def writing(self) -> Iterator[None]:
        """Be the only writer; waits for another one. The kernel frees the lock of a killed process.

        SearchUnavailable when nothing can be written there.
        """
        try:
            self.prepare()
            file = (self.root / "writer.lock").open("w")
        except OSError as error:
            raise SearchUnavailable("The index folder cannot be written.") from error
        with file:
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
        self.root.chmod(0o700)  # what others could write until now is not in use any more
        for other in self.root.glob("g*"):
            if other != folder:
                shutil.rmtree(other, ignore_errors=True)

    def set_aside(self) -> None:
        """Move the generation in use out of the way for inspection; keeps the last two such."""
        with contextlib.suppress(SearchUnavailable, OSError):
            self._pointed().rename(self.root / f"broken-{time.time_ns():x}")
        (self.root / POINTER).unlink(missing_ok=True)
        for old in sorted(self.root.glob("broken-*"))[:-KEPT_BROKEN]:
            shutil.rmtree(old, ignore_errors=True)

    def discard(self, folder: Path) -> None:
        """Delete a generation that was not completed."""
        shutil.rmtree(folder, ignore_errors=True)


def _mark(path: Path) -> _Mark:
    found = path.stat()
    return found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns
