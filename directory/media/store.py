"""Files of pictures in a folder, each named by the hash of what is in it."""

import os
import re
from pathlib import Path

_KEY = re.compile(r"[0-9a-f]{64}")


class ImageStore:
    """Keeps files below one folder; a file is written once and never changes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, key: str, data: bytes) -> None:
        """Write the file whole or not at all; it is on the disk when this returns."""
        path = self._path(key)
        if path.exists():
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_suffix(f".{os.getpid()}.new")
        with temporary.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)

    def get(self, key: str) -> bytes | None:
        """Return what is in the file, or None when there is none."""
        try:
            return self._path(key).read_bytes()
        except FileNotFoundError:
            return None

    def _path(self, key: str) -> Path:
        if not _KEY.fullmatch(key):
            raise ValueError("not the key of a picture")
        return self._folder / key[:2] / f"{key}.webp"
