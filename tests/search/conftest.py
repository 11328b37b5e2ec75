"""The engines that the contract is held against."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from directory.search.engine import SearchEngine
from directory.search.memory.engine import MemoryEngine
from directory.search.whoosh.engine import WhooshEngine


@pytest.fixture(params=["memory", "whoosh"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SearchEngine]:
    found: SearchEngine = (
        MemoryEngine() if request.param == "memory" else WhooshEngine(tmp_path / "i")
    )
    found.rebuild([])
    yield found
    found.close()
