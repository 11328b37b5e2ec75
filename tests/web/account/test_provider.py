"""Sign-in by OpenID Connect with a real provider in a process of its own."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from sqlalchemy import text
from werkzeug.test import TestResponse

from directory.kernel.errors import Forbidden
from directory.web.account import oidc
from tests.conftest import make_settings
from tests.people import PASSWORD, House, Visitor
from tests.people import house as make_house


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    """A provider that knows two people."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        sys.executable,
        "-W",
        "ignore",
        "-m",
        "oidc_provider_mock",
        "--port",
        str(port),
        "--require-nonce",
        "true",
    ]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    for _ in range(200):
        try:
            requests.get(f"{address}/.well-known/openid-configuration", timeout=2)
            break
        except requests.ConnectionError:
            time.sleep(0.1)
    for subject, verified in (("grace", True), ("mallory", False)):
        claims = {
            "email": f"{subject}@example.org",
            "email_verified": verified,
            "name": subject.title(),
        }
        requests.put(f"{address}/users/{subject}", json=claims, timeout=5).raise_for_status()
    yield address
    process.terminate()
    process.wait()


@pytest.fixture
def house(tmp_path: Path, database_template: Path, issuer: str) -> Iterator[House]:
    changes = {
        "OIDC_ISSUER": issuer,
        "OIDC_CLIENT_ID": "directory",
        "OIDC_CLIENT_SECRET": "s" * 30,
        "OIDC_NAME": "Agency SSO",
    }
    with make_house(tmp_path, database_template, **changes) as found:
        yield found


def at_provider(visitor: Visitor, subject: str, goal: str = "") -> str:
    """Go to the provider and agree there; returns the path that it leads back to."""
    away = visitor.get(f"/account/provider?next={goal}")
    assert away.status_code == 302, away.text
    query = parse_qs(urlsplit(away.location).query)
    assert query["code_challenge_method"] == ["S256"]
    assert query["state"]
    assert query["nonce"]
    assert query["redirect_uri"] == ["http://127.0.0.1:5000/account/provider/back"]
    answer = requests.post(away.location, data={"sub": subject}, allow_redirects=False, timeout=10)
    back = urlsplit(answer.headers["Location"])
    return f"{back.path}?{back.query}"


def come_back(visitor: Visitor, subject: str, goal: str = "") -> TestResponse:
    return visitor.get(at_provider(visitor, subject, goal))


def test_it_works(house: House, visitor: Visitor) -> None:
    assert "Sign in with Agency SSO" in visitor.get("/account/sign-in").text
    answer = come_back(visitor, "grace", "/account/data")
    assert (answer.status_code, answer.location) == (303, "/account/data")
    page = visitor.get("/account").text
    assert "grace@example.org" in page
    assert "not confirmed" not in page
    visitor.post("/account/sign-out")
    come_back(visitor, "grace")
    with house.database.reading() as session:
        assert session.scalar(text("SELECT count(*) FROM account")) == 1
        assert session.scalar(text("SELECT count(*) FROM identity")) == 1


def test_an_address_that_the_provider_did_not_check_is_not_confirmed(visitor: Visitor) -> None:
    come_back(visitor, "mallory")
    assert visitor.get("/account/organizations").location.startswith("/account/unconfirmed")


@pytest.mark.parametrize("confirmed", [True, False])
def test_an_account_with_the_same_address_is_not_taken_over(
    house: House, visitor: Visitor, confirmed: bool
) -> None:
    house.account("grace@example.org", confirmed=confirmed)
    answer = come_back(visitor, "grace")
    assert answer.location == "/account/sign-in"
    assert not visitor.signed_in()
    assert "Sign in to it in another way" in visitor.get("/account/sign-in").text


def test_its_owner_links_it_and_then_signs_in_with_it(house: House, visitor: Visitor) -> None:
    house.account("grace@example.org")
    visitor.sign_in("grace@example.org")
    assert come_back(visitor, "grace").location == "/account/security"
    assert "linked" in house.mails_to("grace@example.org")[-1].as_string()
    visitor.post("/account/sign-out")
    assert come_back(visitor, "grace").location == "/account"
    assert visitor.signed_in()
    with house.database.reading() as session:
        number = session.scalar(text("SELECT id FROM identity"))
    visitor.post(f"/account/provider/{number}/unlink")
    visitor.post("/account/sign-out")
    come_back(visitor, "grace")
    assert not visitor.signed_in()


def test_staff_need_their_second_factor_here_too(house: House, visitor: Visitor) -> None:
    house.account("grace@example.org", moderator=True)
    visitor.sign_in("grace@example.org")
    visitor.add_app()
    come_back(visitor, "grace")
    visitor.post("/account/sign-out")
    assert come_back(visitor, "grace").location.startswith("/account/second-factor")
    assert visitor.get("/account").status_code == 303
    visitor.second_factor()
    assert visitor.signed_in()


def test_somebody_without_a_password_proves_again_at_the_provider(
    house: House, visitor: Visitor
) -> None:
    come_back(visitor, "grace")
    house.clock.move(minutes=16)
    assert visitor.get("/account/email").location.startswith("/account/verify")
    assert "Confirm with Agency SSO" in visitor.get("/account/verify").text
    assert visitor.post("/account/verify", password="").status_code == 400
    other = come_back(visitor, "mallory", "/account/email")
    assert other.location == "/account/sign-in"
    assert visitor.get("/account/email").status_code == 303
    assert come_back(visitor, "grace", "/account/email").location == "/account/email"
    assert visitor.get("/account/email").status_code == 200
    assert (
        visitor.post("/account/password", password=PASSWORD).status_code == 303
    )  # now there is one


def test_the_last_way_in_stays(house: House, visitor: Visitor) -> None:
    come_back(visitor, "grace")
    with house.database.reading() as session:
        number = session.scalar(text("SELECT id FROM identity"))
    visitor.post(f"/account/provider/{number}/unlink")
    assert "Set a password first" in visitor.get("/account/security").text


def test_an_answer_works_once_and_only_for_who_asked(house: House, visitor: Visitor) -> None:
    path = at_provider(visitor, "grace")
    stranger = house.visitor()
    assert stranger.get(path).location == "/account/sign-in"  # has no such state
    assert not stranger.signed_in()
    assert visitor.get(path).location == "/account"
    visitor.post("/account/sign-out")
    assert visitor.get(path).location == "/account/sign-in"
    assert not visitor.signed_in()


@pytest.mark.parametrize(
    "query", ["", "?code=x", "?code=x&state=forged", "?error=access_denied&state=x"]
)
def test_a_forged_answer_opens_nothing(visitor: Visitor, query: str) -> None:
    at_provider(visitor, "grace")
    answer = visitor.get(f"/account/provider/back{query}")
    assert answer.location == "/account/sign-in"
    assert "could not be trusted" in visitor.get("/account/sign-in").text


def test_a_disabled_account_stays_closed(house: House, visitor: Visitor) -> None:
    come_back(visitor, "grace")
    with house.database.writing() as session:
        session.execute(text("UPDATE account SET disabled_at = created_at"))
    assert not visitor.signed_in()
    assert come_back(visitor, "grace").location == "/account/sign-in"
    assert not visitor.signed_in()


def test_a_provider_that_is_gone_is_said(tmp_path: Path, database_template: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    changes = {"OIDC_ISSUER": f"http://127.0.0.1:{port}", "OIDC_CLIENT_ID": "directory"}
    with make_house(tmp_path, database_template, **changes) as found:
        visitor = found.visitor()
        assert visitor.get("/account/provider").location == "/account/sign-in"
        assert "does not answer" in visitor.get("/account/sign-in").text


def test_without_the_setting_there_is_no_such_sign_in(
    tmp_path: Path, database_template: Path
) -> None:
    with make_house(tmp_path, database_template) as found:
        visitor = found.visitor()
        assert "/account/provider" not in visitor.get("/account/sign-in").text
        assert visitor.get("/account/provider").status_code == 404
        assert visitor.get("/account/provider/back").status_code == 404


def test_claims_of_another_issuer_or_of_nobody_are_refused(tmp_path: Path) -> None:
    settings = make_settings(
        tmp_path, OIDC_ISSUER="https://idp.example", OIDC_CLIENT_ID="x", OIDC_ACR="aal2"
    )
    good = {
        "iss": "https://idp.example",
        "sub": "7",
        "email": "a@b.example",
        "email_verified": "true",
    }
    claims, strong = oidc.claims({"userinfo": good}, settings)
    assert (claims.subject, claims.email_verified, strong) == (
        "7",
        False,
        False,
    )  # only true is true
    assert oidc.claims({"userinfo": {**good, "acr": "aal2"}}, settings)[1]
    for bad in ({**good, "iss": "https://evil.example"}, {**good, "sub": ""}, {}):
        with pytest.raises(Forbidden):
            oidc.claims({"userinfo": bad}, settings)
