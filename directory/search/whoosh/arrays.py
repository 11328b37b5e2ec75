"""One file that holds named numpy arrays, mapped into memory instead of being read.

Layout: magic, length of the header, a JSON header, then each array at a multiple of 64 bytes,
little-endian. Reading costs nothing until an array is used, and processes share its pages.
"""

import json
import mmap
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
_MAGIC = b"EDIRARR1"
_ALIGN = 64


class DamagedArrays(Exception):
    """The file is not one of ours or is not complete."""


def write_arrays(path: Path, arrays: Mapping[str, Array]) -> None:
    """Write the arrays to a new file."""
    header, position = {}, 0
    for name, array in arrays.items():
        header[name] = (array.dtype.str, array.shape, position)
        position += -(-array.nbytes // _ALIGN) * _ALIGN
    text = json.dumps(header).encode()
    with path.open("wb") as file:
        file.write(_MAGIC + len(text).to_bytes(8, "little") + text)
        file.write(bytes(-file.tell() % _ALIGN))
        for array in arrays.values():
            file.write(np.ascontiguousarray(array).data)
            file.write(bytes(-array.nbytes % _ALIGN))


def map_file(path: Path) -> mmap.mmap | bytes:
    """Return the content of a file as a buffer; empty files cannot be mapped."""
    with path.open("rb") as file:
        if path.stat().st_size == 0:
            return b""
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


def read_arrays(path: Path) -> dict[str, Array]:
    """Return the arrays of a file, read-only; DamagedArrays when it is not whole."""
    data = map_file(path)
    start = len(_MAGIC) + 8
    if len(data) < start or data[: len(_MAGIC)] != _MAGIC:
        raise DamagedArrays(path.name)
    length = int.from_bytes(data[len(_MAGIC) : start], "little")
    try:
        header = json.loads(data[start : start + length])
        base = -(-(start + length) // _ALIGN) * _ALIGN
        return {name: _view(data, base, *entry) for name, entry in header.items()}
    except (ValueError, TypeError) as error:
        raise DamagedArrays(path.name) from error


def _view(data: mmap.mmap | bytes, base: int, kind: str, shape: list[int], position: int) -> Array:
    count = int(np.prod(shape))
    if count == 0:
        return np.zeros(shape, dtype=np.dtype(kind))
    return np.frombuffer(data, dtype=np.dtype(kind), count=count, offset=base + position).reshape(
        shape
    )
