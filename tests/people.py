"""A small site with people on it: their browsers, their mail, their authenticator apps, and a clock."""

import email
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from email import policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pyotp
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from directory.accounts import queries, roles
from directory.accounts.passwords import make_hash
from directory.accounts.registration import NewAccount, create
from directory.app import build_tools, create_app
from directory.catalog.types import Kind
from directory.cli.tools import Tools
from directory.config import Settings
from directory.jobs.runner import Runner
from directory.kernel.actors import system_actor
from directory.kernel.database import Database
from directory.models import Account
from directory.taxonomy.queries import load_taxonomy
from directory.teams import service as teams
from directory.teams.types import TeamRole
from directory.web.shared.services import Services
from tests.conftest import make_settings
from tests.factories import organization, publish
from tests.web.conftest import Clock

PASSWORD = "violet kettle under snow 9"
OTHER_PASSWORD = "eleven quiet maps of tin"
OPERATOR = system_actor("manage")
_HASHES: dict[str, str] = {}


def password_hash(password: str) -> str:
    """The hash of a password, made once: it is slow on purpose."""
    return _HASHES.setdefault(password, make_hash(password))


@dataclass
class House:
    """The site. State is in one folder; nothing is indexed on disk."""

    settings: Settings
    tools: Tools
    app: Flask
    clock: Clock

    @property
    def database(self) -> Database:
        return self.tools.database

    def account(self, address: str, *, confirmed: bool = True, **roles_: bool) -> int:
        """An account with the usual password; returns its id."""
        name = address.partition("@")[0].title()
        with self.database.writing() as session:
            new = NewAccount(address, name, password_hash(PASSWORD))
            account = create(session, new, now=self.clock(), confirmed=confirmed)
            if roles_:
                values = {"moderator": False, "admin": False, **roles_}
                roles.set_roles(session, OPERATOR, account.id, now=self.clock(), **values)
            return account.id

    def read(self, account_id: int) -> Account:
        """The row of an account, detached."""
        with self.database.new_session(write=False) as session:
            found = session.get_one(Account, account_id)
            session.expunge(found)
            return found

    def id_of(self, address: str) -> int:
        with self.database.reading() as session:
            found = queries.by_email(session, address)
            assert found is not None, address
            return found.id

    def organization(
        self, name: str = "Forest Works", *, owner: int | None = None
    ) -> tuple[int, str]:
        """A published organization, perhaps with an owner: (id, slug)."""
        with self.database.writing() as session:
            taxonomy = load_taxonomy(session)
            listing = publish(session, taxonomy, organization(name=name), Kind.ORGANIZATION)
            if owner is not None:
                teams.add_member(
                    session, OPERATOR, listing.id, owner, TeamRole.OWNER, now=self.clock()
                )
            return listing.id, listing.slug

    def member(self, organization_id: int, account_id: int, role: TeamRole) -> None:
        with self.database.writing() as session:
            teams.add_member(session, OPERATOR, organization_id, account_id, role, now=self.clock())

    def visitor(self) -> "Visitor":
        return Visitor(self, self.app.test_client())

    def mails(self) -> list[EmailMessage]:
        """All mails that were sent, oldest first; jobs run first."""
        runner = Runner(self.database, self.tools.handlers, clock=self.clock)
        while runner.run_batch():
            pass
        files = sorted(
            (self.settings.instance_folder / "mail").glob("*.eml"),
            key=lambda p: p.stat().st_mtime_ns,
        )
        return [_parse(path) for path in files]

    def mails_to(self, address: str) -> list[EmailMessage]:
        return [mail for mail in self.mails() if mail["To"] == address]

    def link(self, address: str, part: str) -> str:
        """The path of the newest link with this part that was mailed to an address."""
        for mail in reversed(self.mails_to(address)):
            if found := re.findall(rf"http://[^/\s]+(/account/{part}/[\w-]+)", plain(mail)):
                return str(found[0])
        raise AssertionError(f"no link {part} for {address}")

    def close(self) -> None:
        services: Services = self.app.extensions["directory"]
        services.database.close()
        self.tools.database.close()


def _parse(path: Path) -> EmailMessage:
    found = email.message_from_bytes(path.read_bytes(), policy=policy.default)
    assert isinstance(found, EmailMessage)
    return found


def plain(mail: EmailMessage) -> str:
    """The plain text of a mail."""
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


@dataclass
class Visitor:
    """A browser of somebody."""

    house: House
    client: FlaskClient
    secret: str = ""
    codes: list[str] = field(default_factory=list)

    def get(self, path: str, **arguments: Any) -> TestResponse:
        return self.client.get(path, **arguments)

    def token(self) -> str:
        """The token that a form of this browser carries now."""
        for path in ("/account/sign-in", "/account", "/account/second-factor", "/account/protect"):
            if found := re.search(r'name="csrf_token"[^>]*?value="([^"]+)"', self.get(path).text):
                return found.group(1)
        raise AssertionError("no form has a token")

    def post(self, path: str, **data: str) -> TestResponse:
        return self.client.post(path, data={"csrf_token": self.token(), **data})

    def sign_in(self, address: str, password: str = PASSWORD, **data: str) -> TestResponse:
        return self.post("/account/sign-in", email=address, password=password, **data)

    def signed_in(self) -> bool:
        return self.get("/account").status_code == 200

    def code(self) -> str:
        """What the authenticator app shows now."""
        return str(pyotp.TOTP(self.secret).at(self.house.clock()))

    def add_app(self) -> None:
        """Set an authenticator app up, as a person does with the key on the page."""
        page = self.get("/account/protect/app").text
        found = re.search(r'class="key">([A-Z2-7 ]+)<', page)
        assert found, page
        self.secret = found.group(1).replace(" ", "")
        hidden = re.search(r'name="secret"[^>]*?value="([^"]+)"', page)
        assert hidden
        answer = self.post("/account/protect/app", secret=hidden.group(1), code=self.code())
        assert answer.status_code == 200, answer.text
        self.codes = re.findall(r"<code>([a-z0-9-]{14})</code>", answer.text)
        self.house.clock.move(seconds=60)  # so that the next code is another one

    def second_factor(self, code: str | None = None) -> TestResponse:
        return self.post("/account/second-factor", code=self.code() if code is None else code)

    def cookie(self) -> str:
        """The session's cookie."""
        found = self.client.get_cookie("account")
        return found.value if found else ""


@contextmanager
def house(folder: Path, template: Path, **changes: str) -> Iterator[House]:
    """A site in this folder, with vocabularies and nothing else."""
    settings = make_settings(folder, SEARCH_URL="memory:", **changes)
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(template, folder / "directory.db")
    app, clock = create_app(settings), Clock()
    services: Services = app.extensions["directory"]
    app.extensions["directory"] = replace(services, clock=clock)
    found = House(settings, replace(build_tools(settings), clock=clock), app, clock)
    yield found
    found.close()
