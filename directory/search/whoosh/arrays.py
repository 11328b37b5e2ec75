"""One file that holds named numpy arrays, mapped into memory instead of being read.

Layout: magic with the layout's number, length and checksum of the header, a JSON header, then each
array at a multiple of 64 bytes, little-endian. The header has the checksum of the rest, and size and
checksum of the files that belong to it. Reading costs nothing until an array is used, and processes
share its pages.
"""

import json
import mmap
import os
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
# Raise this with every change in what a segment holds: an index of another layout is built anew.
LAYOUT = 3
_MAGIC = b"EDIRAR%02d" % LAYOUT
_ALIGN, _CHUNK = 64, 1 << 20
# Magic, length of the header (8 bytes), checksum of the header (4 bytes).
_FIXED = len(_MAGIC) + 12
# Size in bytes and checksum.
Stamp = tuple[int, int]


class DamagedArrays(Exception):
    """The file is not one of ours, of another layout, or not complete."""


@dataclass(frozen=True)
class ArrayFile:
    """The arrays of a file, read-only, and what it says about the files beside it, by ending."""

    path: Path
    arrays: Mapping[str, Array]
    beside: Mapping[str, Stamp]
    base: int
    checksum: int

    def check(self) -> None:
        """Read the whole file; DamagedArrays when it is not as it was written."""
        if stamp_of(self.path, self.base)[1] != self.checksum:
            raise DamagedArrays(self.path.name)


def stamp_of(path: Path, start: int = 0) -> Stamp:
    """Return size and checksum of a file from `start` on."""
    size = checksum = 0
    with path.open("rb") as file:
        file.seek(start)
        while chunk := file.read(_CHUNK):
            size, checksum = size + len(chunk), zlib.crc32(chunk, checksum)
    return size, checksum


def write_arrays(path: Path, arrays: Mapping[str, Array], beside: Mapping[str, Stamp]) -> None:
    """Write the arrays to a new file. `beside`: the files that belong to it, by ending."""
    places, position, checksum = {}, 0, 0
    little = {name: _little(array) for name, array in arrays.items()}
    for name, array in little.items():
        places[name] = (array.dtype.str, array.shape, position)
        position += array.nbytes + -array.nbytes % _ALIGN
        checksum = zlib.crc32(bytes(-array.nbytes % _ALIGN), zlib.crc32(array.data, checksum))
    header = {"arrays": places, "size": position, "checksum": checksum, "beside": beside}
    _write(path, json.dumps(header).encode(), little.values())


def _little(array: Array) -> Array:
    return np.ascontiguousarray(array, dtype=array.dtype.newbyteorder("<"))


def _write(path: Path, header: bytes, arrays: Iterable[Array]) -> None:
    with path.open("wb") as file:
        file.write(_MAGIC + len(header).to_bytes(8, "little"))
        file.write(zlib.crc32(header).to_bytes(4, "little") + header)
        file.write(bytes(-file.tell() % _ALIGN))
        for array in arrays:
            file.write(array.data)
            file.write(bytes(-array.nbytes % _ALIGN))


def map_file(path: Path) -> mmap.mmap | bytes:
    """Return the content of a file as a buffer; empty files cannot be mapped."""
    with path.open("rb") as file:
        if os.fstat(file.fileno()).st_size == 0:
            return b""
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


def read_arrays(path: Path) -> ArrayFile:
    """Map a file; DamagedArrays when its header is not as it was written or its length is wrong."""
    data = map_file(path)
    if len(data) < _FIXED or data[: len(_MAGIC)] != _MAGIC:
        raise DamagedArrays(path.name)
    length = int.from_bytes(data[len(_MAGIC) : len(_MAGIC) + 8], "little")
    text = data[_FIXED : _FIXED + length]
    if zlib.crc32(text).to_bytes(4, "little") != data[_FIXED - 4 : _FIXED]:
        raise DamagedArrays(path.name)
    header = json.loads(text)
    base = _FIXED + length + -(_FIXED + length) % _ALIGN
    if len(data) != base + header["size"]:
        raise DamagedArrays(path.name)
    arrays = {name: _view(data, base, *place) for name, place in header["arrays"].items()}
    beside = {ending: (size, checksum) for ending, (size, checksum) in header["beside"].items()}
    return ArrayFile(path, arrays, beside, base, header["checksum"])


def _view(data: mmap.mmap | bytes, base: int, kind: str, shape: list[int], position: int) -> Array:
    count = prod(shape)
    if count == 0:
        return np.zeros(shape, dtype=np.dtype(kind))
    return np.frombuffer(data, dtype=np.dtype(kind), count=count, offset=base + position).reshape(
        shape
    )
