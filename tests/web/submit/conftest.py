"""Somebody who is signed in, on a small site that the test may change."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.people import House
from tests.people import house as make_house
from tests.web.conftest import Clock
from tests.web.submit.people import sign_in


@pytest.fixture
def house(tmp_path: Path, database_template: Path) -> Iterator[House]:
    with make_house(tmp_path, database_template) as found:
        yield found


@pytest.fixture
def clock(house: House) -> Clock:
    return house.clock


@pytest.fixture
def author(house: House) -> FlaskClient:
    return sign_in(house)[0]


@pytest.fixture
def other(house: House) -> FlaskClient:
    return sign_in(house, "bo@example.org")[0]
