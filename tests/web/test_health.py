"""Health for monitors: the right status, and no details."""

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from flask.testing import FlaskClient

from directory.app import create_app
from directory.jobs.queue import enqueue
from directory.kernel.clock import utcnow
from directory.web.shared.services import Services
from tests.conftest import Site, make_settings


def ready(client: FlaskClient) -> tuple[int, str, dict[str, str]]:
    response = client.get("/readyz")
    assert response.headers["Cache-Control"] == "no-store"
    body = response.get_json()
    assert set(body) == {"status", "checks"}
    assert set(body["checks"].values()) <= {"ok", "degraded", "down"}
    return response.status_code, body["status"], body["checks"]


def test_it_works(client: FlaskClient) -> None:
    assert client.get("/healthz").get_json() == {"status": "ok"}
    status, word, parts = ready(client)
    assert (status, word) == (200, "ok")
    assert set(parts) == {"database", "schema", "search", "disk", "jobs"}


@pytest.fixture
def broken(tmp_path: Path) -> Iterator[FlaskClient]:
    """A client of a site whose database cannot be opened."""
    app = create_app(make_settings(tmp_path, DATABASE_URL=f"sqlite:///{tmp_path}"))
    yield app.test_client()
    services: Services = app.extensions["directory"]
    services.database.close()


def test_without_a_database_it_lives_but_is_not_ready(broken: FlaskClient) -> None:
    assert broken.get("/healthz").status_code == 200
    status, word, parts = ready(broken)
    assert (status, word, parts["database"]) == (503, "down", "down")


def test_nothing_of_the_cause_is_shown(broken: FlaskClient, tmp_path: Path) -> None:
    text = broken.get("/readyz").get_data(as_text=True)
    assert str(tmp_path) not in text
    assert "sqlite" not in text.lower()


def test_an_empty_database_is_not_ready(tmp_path: Path) -> None:
    app = create_app(make_settings(tmp_path, DATABASE_URL=f"sqlite:///{tmp_path}/new.db"))
    status, word, parts = ready(app.test_client())
    assert (status, word, parts["schema"]) == (503, "down", "down")
    services: Services = app.extensions["directory"]
    services.database.close()


def test_without_an_index_it_is_degraded(own_site: Site) -> None:
    (own_site.settings.index_folder / "CURRENT").unlink()
    status, word, parts = ready(own_site.app.test_client())
    assert (status, word, parts["search"]) == (200, "degraded", "degraded")


def test_jobs_that_nobody_does_are_noticed(own_site: Site) -> None:
    client = own_site.app.test_client()
    with own_site.database.writing() as session:
        enqueue(session, "search.sync", "listing/1", now=utcnow() - timedelta(minutes=4))
    assert ready(client)[1] == "ok"
    with own_site.database.writing() as session:
        enqueue(session, "search.sync", "listing/2", now=utcnow() - timedelta(minutes=6))
    assert ready(client)[1:2] == ("degraded",)
    own_site.drain()
    assert ready(client)[1] == "ok"


@pytest.mark.parametrize(("free", "expected"), [(6, "ok"), (4, "degraded")])
def test_a_full_disk_is_noticed(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, free: int, expected: str
) -> None:
    usage = SimpleNamespace(total=100, free=free)
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: usage)
    assert ready(client)[2]["disk"] == expected
