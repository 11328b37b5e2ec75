"""Rows put aside on disk until the rest of the file was read."""

import json
import tempfile
from collections.abc import Iterator

from directory.submissions.imports.types import Row, RowProblem


class Spool:
    """A temporary file of rows; kept in memory while it is small."""

    def __init__(self) -> None:
        self.count = 0
        self._file = tempfile.SpooledTemporaryFile(max_size=1 << 20, mode="w+", encoding="utf-8")  # noqa: SIM115 - closed by close()

    def close(self) -> None:
        """Forget all rows."""
        self._file.close()

    def put(self, row: Row) -> None:
        """Put a row aside."""
        self.count += 1
        self._file.write(json.dumps([row.line, row.data]) + "\n")

    def rows(self) -> Iterator[Row | RowProblem]:
        """Yield all rows that were put aside, in their order."""
        self._file.seek(0)
        for line in self._file:
            number, data = json.loads(line)
            yield Row(number, data)
