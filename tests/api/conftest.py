"""Fixtures of the API's tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.conftest import Site, build_site


@pytest.fixture
def own_site_limited(site: Site, tmp_path: Path) -> Iterator[FlaskClient]:
    """A client of a site that allows two searches an hour."""
    folder, template = tmp_path / "limited", site.settings.instance_folder
    found = build_site(folder, template=template, SEARCH_LIMIT="2 per hour")
    yield found.app.test_client()
    found.close()
