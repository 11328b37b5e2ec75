"""Somebody who is signed in, on a site that the test may change."""

import pytest
from flask.testing import FlaskClient

from tests.conftest import Site
from tests.web.conftest import Clock
from tests.web.submit.people import sign_in


@pytest.fixture
def author(own_site: Site, clock: Clock) -> FlaskClient:
    return sign_in(own_site, clock)[0]


@pytest.fixture
def other(own_site: Site, clock: Clock) -> FlaskClient:
    return sign_in(own_site, clock, "bo@example.org")[0]
