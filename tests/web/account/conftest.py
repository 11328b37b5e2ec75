"""A site with people on it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.people import House, Visitor
from tests.people import house as make_house


@pytest.fixture
def house(tmp_path: Path, database_template: Path) -> Iterator[House]:
    with make_house(tmp_path, database_template) as found:
        yield found


@pytest.fixture
def visitor(house: House) -> Visitor:
    return house.visitor()


@pytest.fixture
def ada(house: House) -> Visitor:
    """Somebody with a confirmed account who is signed in."""
    house.account("ada@example.org")
    found = house.visitor()
    assert found.sign_in("ada@example.org").status_code == 303
    return found
