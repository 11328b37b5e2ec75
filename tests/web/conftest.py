"""Fixtures of the web tests: a site of its own whose clock the test sets."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from directory.web.shared.services import Services
from tests.conftest import Site, build_site


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def move(self, **by: float) -> None:
        """Let some time pass."""
        self.now += timedelta(**by)


def set_clock(site: Site) -> Clock:
    """Give the application of a site a clock that the test moves."""
    clock = Clock()
    services: Services = site.app.extensions["directory"]
    site.app.extensions["directory"] = replace(services, clock=clock)
    return clock


@pytest.fixture
def clock(own_site: Site) -> Clock:
    return set_clock(own_site)


@pytest.fixture
def visitor(own_site: Site, clock: Clock) -> FlaskClient:
    """A visitor of a site that the test may change."""
    assert clock
    return own_site.app.test_client()


@pytest.fixture
def limited(site: Site, tmp_path: Path) -> Iterator[tuple[Site, Clock]]:
    """A site that takes two notes an hour from one address."""
    found = build_site(
        tmp_path / "limited", template=site.settings.instance_folder, CONTACT_LIMIT="2 per hour"
    )
    yield found, set_clock(found)
    found.close()
