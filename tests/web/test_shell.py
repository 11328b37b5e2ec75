"""What holds for every response: headers, errors, methods, limits, access, hosts."""

import json
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.routing import Rule

from directory.app import create_app
from directory.config import ROOT
from directory.kernel.database import Database
from directory.web.shared.services import Services
from tests.conftest import SECRET, Site, make_settings
from tests.web.conftest import Clock
from tests.web.forms import VALID, open_form, send

ARGUMENTS = {
    "kind_path": "products", "kind": "product", "slug": "khan-academy", "vocabulary": "subject", "term": "mathematics",
    "filename": "manifest.json", "number": 1, "token": "x", "page": 1,
    "uid": "0" * 32, "key": "a" * 64,
}  # fmt: skip


def get_rules(app: Flask) -> list[Rule]:
    """All addresses that can be read, but static files: they have a test of their own."""
    rules = [rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or set())]
    return [rule for rule in rules if rule.endpoint != "static"]


def address(app: Flask, rule: Rule) -> str:
    values = {name: ARGUMENTS[name] for name in rule.arguments}
    with app.test_request_context():
        return str(app.url_map.bind("localhost").build(rule.endpoint, values))


def test_every_page_has_all_security_headers(site: Site, client: FlaskClient) -> None:
    paths = [address(site.app, rule) for rule in get_rules(site.app)]
    paths += ["/nope", "/products/nope", "/search?page=101", "/api/v1/nope", "/static/nope.css"]
    for path in paths:
        response = client.get(path)
        headers = response.headers
        assert response.status_code < 500, path
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy, path
        assert "unsafe" not in policy, path
        assert headers["X-Content-Type-Options"] == "nosniff", path
        assert headers["X-Frame-Options"] == "DENY", path
        assert headers["Referrer-Policy"] in {"strict-origin-when-cross-origin", "same-origin"}, (
            path
        )
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin", path
        assert "Server" not in headers, path
        if headers["Content-Type"].startswith("text/"):
            assert "charset=utf-8" in headers["Content-Type"], path


def test_reading_sets_no_cookie(site: Site) -> None:
    for rule in get_rules(site.app):
        if rule.endpoint in {"public.contact", "public.contact_sent"}:
            continue
        if rule.endpoint.startswith("account."):  # their forms carry tokens; tested on their own
            continue
        response = site.app.test_client().get(address(site.app, rule))
        assert "Set-Cookie" not in response.headers, rule.rule
        response.close()


def test_reading_changes_nothing(own_site: Site) -> None:
    def rows() -> dict[str, int]:
        with own_site.database.reading() as session:
            tables = (
                "listing",
                "revision",
                "audit",
                "job",
                "note",
                "relation",
                "fact",
                "term",
                "account",
                "account_session",
                "account_token",
                "attempt",
                "mail",
                "membership",
            )
            return {t: session.scalar(text(f"SELECT count(*) FROM {t}")) or 0 for t in tables}  # noqa: S608

    before = rows()
    client = own_site.app.test_client()
    for rule in get_rules(own_site.app):
        client.get(address(own_site.app, rule)).close()
    assert rows() == before


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
@pytest.mark.parametrize("path", ["/", "/search", "/products/khan-academy", "/api/v1/search"])
def test_wrong_methods_are_refused_clearly(client: FlaskClient, method: str, path: str) -> None:
    response = client.open(path, method=method)
    assert response.status_code == 405
    assert "GET" in response.headers["Allow"]
    assert (
        ("error" in response.get_json())
        if path.startswith("/api/")
        else ("cannot be done here" in response.text)
    )


def test_https_brings_hsts_and_a_host_cookie(tmp_path: Path) -> None:
    settings = make_settings(
        tmp_path,
        ENVIRONMENT="production",
        BASE_URL="https://example.org",
        SECRET_KEY="zQ9-" + SECRET[::-1].replace("test", "tqst"),
    )
    app = create_app(settings)
    response = app.test_client().get("/about", base_url="https://example.org")
    assert "max-age=63072000" in response.headers["Strict-Transport-Security"]
    assert "upgrade-insecure-requests" in response.headers["Content-Security-Policy"]
    assert app.config["SESSION_COOKIE_NAME"] == "__Host-session"
    assert app.config["SESSION_COOKIE_SECURE"]
    assert app.test_client().get("/about", base_url="https://evil.example").status_code == 400


def test_absolute_addresses_come_from_the_settings_alone(client: FlaskClient) -> None:
    for path in (
        "/products/khan-academy",
        "/sitemap.xml",
        "/feeds/new.atom",
        "/opensearch.xml",
        "/robots.txt",
    ):
        html = client.get(
            path, headers={"Host": "evil.example", "X-Forwarded-Host": "evil.example"}
        ).text
        assert "evil.example" not in html, path


def test_an_error_page_works_without_the_database(tmp_path: Path) -> None:
    app = create_app(make_settings(tmp_path, DATABASE_URL=f"sqlite:///{tmp_path}/missing/none.db"))
    response = app.test_client().get("/")
    assert response.status_code == 503
    assert response.headers["Retry-After"]
    assert "missing/none.db" not in response.text
    assert app.test_client().get("/readyz").status_code == 503
    assert app.test_client().get("/healthz").status_code == 200


def test_an_unexpected_error_tells_no_secret(site: Site, tmp_path: Path) -> None:
    app = create_app(make_settings(tmp_path))

    class Exploding(Database):
        def new_session(self, *, write: bool) -> object:  # type: ignore[override]
            raise RuntimeError(f"secret detail {write}")

    old: Services = app.extensions["directory"]
    app.extensions["directory"] = Services(
        old.settings, Exploding("sqlite://"), old.engine, old.clock
    )
    for path in ("/", "/api/v1/search"):
        response = app.test_client().get(path)
        assert response.status_code == 500
        assert "secret detail" not in response.text
        assert response.headers["X-Request-ID"] in response.text


@pytest.mark.parametrize(
    ("failure", "status"),
    [
        (OperationalError("COMMIT", {}, Exception("database is locked")), 503),
        (StaleDataError("1 row expected, 0 matched"), 409),
        (RuntimeError("secret detail"), 500),
    ],
    ids=["locked", "stale", "unexpected"],
)
def test_what_fails_at_the_commit_is_said_and_not_kept(
    own_site: Site, visitor: FlaskClient, clock: Clock, failure: Exception, status: int
) -> None:
    fields = {**open_form(visitor), **VALID}
    clock.move(seconds=30)

    def fail(session: Session) -> None:
        if not session.in_nested_transaction():  # at the very end, when the view has returned
            raise failure

    event.listen(Session, "before_commit", fail)
    try:
        response = send(visitor, fields)
    finally:
        event.remove(Session, "before_commit", fail)
    assert response.status_code == status
    assert status != 503 or response.headers["Retry-After"]
    assert "secret detail" not in response.text
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    with own_site.database.reading() as session:
        assert session.scalar(text("SELECT count(*) FROM note")) == 0
    assert send(visitor, fields).status_code == 303  # nothing stands in the way of trying again


@pytest.mark.parametrize("path", ["/", "/search?q=math", "/products/khan-academy", "/browse/level"])
@pytest.mark.parametrize("encoding", ["br", "gzip", "identity"])
def test_an_unchanged_page_is_not_sent_again(client: FlaskClient, path: str, encoding: str) -> None:
    first = client.get(path, headers={"Accept-Encoding": encoding})
    headers = {"Accept-Encoding": encoding, "If-None-Match": first.headers["ETag"]}
    again = client.get(path, headers=headers)
    assert (again.status_code, again.data) == (304, b"")
    assert "default-src 'none'" in again.headers["Content-Security-Policy"]
    changed = client.get(path, headers={**headers, "If-None-Match": 'W/"other"'})
    assert (changed.status_code, changed.headers["ETag"]) == (200, first.headers["ETag"])


def test_a_request_keeps_its_own_id(client: FlaskClient) -> None:
    good = client.get("/about", headers={"X-Request-ID": "proxy-12345678"})
    bad = client.get("/about", headers={"X-Request-ID": "a b\tc"})
    assert good.headers["X-Request-ID"] == "proxy-12345678"
    assert bad.headers["X-Request-ID"] != "a b\tc"


def test_too_many_searches_get_a_clear_answer(tmp_path: Path, site: Site) -> None:
    app = create_app(make_settings(site.settings.instance_folder, SEARCH_LIMIT="2 per minute"))
    client = app.test_client()
    codes = [client.get("/suggest?q=khan").status_code for _ in range(4)]
    assert codes == [200, 200, 429, 429]
    page = client.get("/suggest?q=khan")
    assert "wait a moment" in page.text
    assert page.headers["Retry-After"]
    app.extensions["directory"].engine.close()
    app.extensions["directory"].database.close()


def test_a_route_without_a_declaration_answers_nobody(tmp_path: Path) -> None:
    app = create_app(make_settings(tmp_path))
    app.add_url_rule("/forgotten", "forgotten", lambda: "open")
    assert app.test_client().get("/forgotten").status_code == 403


def test_pages_are_compressed(client: FlaskClient) -> None:
    response = client.get("/search", headers={"Accept-Encoding": "br, gzip"})
    assert response.headers["Content-Encoding"] == "br"
    assert len(response.data) < 30_000


def test_static_files_are_kept_for_a_year_because_their_names_change(client: FlaskClient) -> None:
    manifest = json.loads(
        (ROOT / "directory" / "static" / "manifest.json").read_text(encoding="utf-8")
    )
    for name in ("app.css", "app.js"):
        with client.get(f"/static/{manifest[name]}") as response:
            assert response.status_code == 200
            assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
            assert response.headers["X-Content-Type-Options"] == "nosniff"
