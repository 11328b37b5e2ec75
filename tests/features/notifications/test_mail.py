"""Mail: one transaction with its change, a real server, checked certificates, no mail lost or repeated."""

import os
import re
import signal
import smtplib
import ssl
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from directory.app import create_app
from directory.config import ROOT, ConfigurationError, Settings
from directory.jobs import queue
from directory.jobs.mail import Message
from directory.jobs.runner import Runner
from directory.kernel.database import Database
from directory.kernel.errors import Conflict, NotFound
from directory.models import Mail
from directory.notifications import queries, service
from directory.notifications.handlers import make_mail_handlers
from directory.notifications.render import compose, render, sender
from directory.notifications.transport import _encrypt, _is_loopback, outlet
from tests.conftest import NOW, make_settings
from tests.mail_server import Authority, Inbox, mail_server

# The test server does not know that a connection that is encrypted from the start is encrypted.
pytestmark = [pytest.mark.database, pytest.mark.filterwarnings("ignore:Requiring AUTH")]
CONTEXT = {"name": "Ada", "token": "t0ken"}
MESSAGE = Message("account_reset", "ada@example.org", CONTEXT, secret=True)


def send(database: Database, message: Message = MESSAGE) -> str:
    with database.writing() as session:
        return service.send(session, message, now=NOW)


def run(database: Database, settings: Settings) -> None:
    """Run due jobs once, as the worker does."""
    Runner(database, make_mail_handlers(database, settings)).run_batch()


def row(database: Database, uid: str) -> Mail:
    with database.new_session(write=False) as session:
        found = next(mail for mail in queries.mail_log(session) if mail.uid == uid)
        session.expunge(found)
        return found


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path)


With = Callable[..., Settings]


@pytest.fixture
def with_url(settings: Settings) -> With:
    def make(url: str) -> Settings:
        return make_settings(settings.instance_folder, MAIL_URL=url)

    return make


@pytest.fixture
def tls_inbox(authority: Authority) -> Iterator[Inbox]:
    with mail_server(starttls=authority.server()) as found:
        yield found


def test_it_works_over_starttls(
    database: Database, tls_inbox: Inbox, authority: Authority, with_url: With
) -> None:
    uid = send(database)
    run(database, with_url(f"smtp://127.0.0.1:{tls_inbox.port}?cafile={authority.file}"))
    (message,) = tls_inbox.messages
    assert tls_inbox.encrypted == [True]
    assert message["To"] == "ada@example.org"
    assert message["Subject"] == "Set a new password"
    assert message["Message-ID"].startswith(f"<{uid}@")
    assert message["Auto-Submitted"] == "auto-generated"
    for kind in ("plain", "html"):
        part = message.get_body((kind,))
        assert part is not None
        assert "http://127.0.0.1:5000/account/reset/t0ken" in part.get_content()
    stored = row(database, uid)
    assert (stored.state, stored.tries, stored.subject) == ("sent", 1, "Set a new password")
    assert stored.context == {}  # the link is not kept
    with database.reading() as session:
        assert queue.waiting(session) == 0


def test_it_works_over_smtps_with_a_login(
    database: Database, authority: Authority, with_url: With
) -> None:
    with mail_server(smtps=authority.server(), login=True) as inbox:
        send(database)
        address = f"smtps://user%40x:right@127.0.0.1:{inbox.port}?cafile={authority.file}"
        run(database, with_url(address))
        assert len(inbox.messages) == 1
        assert inbox.users == [(b"user@x", b"right")]


@pytest.mark.parametrize(
    "fault", ["unknown authority", "another address", "expired", "wrong password"]
)
def test_a_server_that_is_not_what_it_says_gets_nothing(
    database: Database, authority: Authority, with_url: With, tmp_path: Path, fault: str
) -> None:
    trusted = authority.file
    if fault == "unknown authority":
        trusted = Authority(tmp_path, "Somebody else").file
    address = "127.0.0.2" if fault == "another address" else "127.0.0.1"
    context = authority.server(address=address, days=-1 if fault == "expired" else 5)
    for scheme in ("smtp", "smtps"):
        tls: dict[str, ssl.SSLContext] = {"starttls" if scheme == "smtp" else "smtps": context}
        with mail_server(**tls, login=True) as inbox:
            uid = send(database)
            run(database, with_url(f"{scheme}://u:wrong@127.0.0.1:{inbox.port}?cafile={trusted}"))
            assert inbox.messages == []
            if fault != "wrong password":
                assert inbox.users == []  # the password did not leave either
            assert row(database, uid).state == "queued"
            with database.reading() as session:
                assert queue.waiting(session) >= 1  # tried again later
                assert session.scalar(text("SELECT max(last_error) FROM job")) != ""


def test_a_server_without_encryption_is_only_for_this_machine(database: Database) -> None:
    assert _is_loopback("localhost")
    assert _is_loopback("::1")
    assert not _is_loopback("mail.example.org")
    with mail_server() as inbox, smtplib.SMTP("127.0.0.1", inbox.port) as connection:
        _encrypt(connection, "127.0.0.1", ssl.create_default_context())
        with pytest.raises(ConnectionError, match="no encryption"):
            _encrypt(connection, "mail.example.org", ssl.create_default_context())


def test_no_mail_for_a_change_that_was_rolled_back(database: Database, with_url: With) -> None:
    with mail_server() as inbox:
        with database.new_session(write=True) as session, session.begin() as change:
            service.send(session, MESSAGE, now=NOW)
            session.flush()
            change.rollback()
        run(database, with_url(f"smtp://127.0.0.1:{inbox.port}"))
        assert inbox.messages == []
    with database.reading() as session:
        assert queries.mail_log(session) == []


def test_one_bad_mail_does_not_hold_the_others_back(database: Database, with_url: With) -> None:
    with mail_server() as inbox:
        inbox.answers = {
            "gone@example.org": "550 no such user",
            "later@example.org": "451 try later",
        }
        addresses = ["a@example.org", "gone@example.org", "later@example.org", "b@example.org"]
        uids = [send(database, Message("account_reset", to, CONTEXT)) for to in addresses]
        url = with_url(f"smtp://127.0.0.1:{inbox.port}")
        run(database, url)
        assert [m["To"] for m in inbox.messages] == ["a@example.org", "b@example.org"]
        assert [row(database, uid).state for uid in uids] == ["sent", "failed", "queued", "sent"]
        assert "550" in row(database, uids[1]).error
        inbox.answers = {}
        make_due(database)
        run(database, url)
        assert [m["To"] for m in inbox.messages] == [
            "a@example.org",
            "b@example.org",
            "later@example.org",
        ]


def make_due(database: Database) -> None:
    """Let time pass: leases end and put-off jobs are due."""
    with database.writing() as session:
        session.execute(
            text("UPDATE job SET lease_until = NULL, available_at = :then"),
            {"then": NOW - timedelta(days=1)},
        )


def test_line_breaks_reach_no_header(database: Database, settings: Settings) -> None:
    uid = send(database, Message("account_reset", "a@example.org\r\nBcc: b@example.org", CONTEXT))
    run(database, settings)
    assert row(database, uid).state == "failed"
    assert not (settings.instance_folder / "mail").exists() or not list(
        (settings.instance_folder / "mail").iterdir()
    )
    rendered = render(
        settings, "team_removed", {"name": "A", "organization": "Evil\r\nBcc: x@example.org"}
    )
    assert "\n" not in rendered.subject
    assert compose(settings, rendered, "u", "a@example.org", NOW)["Bcc"] is None


def test_markup_in_a_name_stays_text(settings: Settings) -> None:
    rendered = render(settings, "account_reset", {"name": "<b>&\"'", "token": "t"})
    assert "<b>" in rendered.text
    assert "<b>" not in rendered.html
    assert "&lt;b&gt;" in rendered.html


def test_without_a_server_mails_are_private_files(database: Database, settings: Settings) -> None:
    uid = send(database)
    run(database, settings)
    path = settings.instance_folder / "mail" / f"{uid}.eml"
    assert b"account/reset/t0ken" in path.read_bytes()
    assert path.stat().st_mode & 0o077 == 0


def test_a_worker_killed_between_sending_and_noting_repeats_that_mail_once(
    database: Database, settings: Settings, authority: Authority
) -> None:
    """The server takes the mail and kills the worker before it hears of it."""
    with mail_server(starttls=authority.server()) as inbox:
        uid = send(database)
        environment = {
            **os.environ,
            "INSTANCE": str(settings.instance_folder),
            "SECRET_KEY": settings.secret_key,
            "SEARCH_URL": "memory:",
            "MAIL_URL": f"smtp://127.0.0.1:{inbox.port}?cafile={authority.file}",
        }
        if database.engine.dialect.name == "postgresql":
            environment["DATABASE_URL"] = os.environ["TEST_DATABASE_URL"]
        command = [str(Path(sys.executable).parent / "manage"), "worker", "--until-empty"]

        def worker() -> subprocess.Popen[bytes]:
            return subprocess.Popen(
                command,
                cwd=ROOT,
                env=environment,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )

        process = worker()
        inbox.on_mail = lambda: os.kill(process.pid, signal.SIGKILL)
        assert process.wait(60) == -signal.SIGKILL
        assert row(database, uid).state == "queued"
        inbox.on_mail = None
        make_due(database)
        assert worker().wait(60) == 0
        assert worker().wait(60) == 0
        assert len(inbox.messages) == 2
        assert len({m["Message-ID"] for m in inbox.messages}) == 1
        assert row(database, uid).state == "sent"


def test_a_mail_can_be_sent_again_but_not_its_secret(
    database: Database, settings: Settings
) -> None:
    secret = send(database)
    open_ = send(database, Message("account_closed", "a@example.org", {"name": "A"}))
    run(database, settings)
    with database.writing() as session:
        ids = {mail.uid: mail.id for mail in queries.mail_log(session, state="sent")}
        with pytest.raises(Conflict, match="works once"):
            service.resend(session, ids[secret], now=NOW)
        with pytest.raises(NotFound):
            service.resend(session, 9999, now=NOW)
        again = service.resend(session, ids[open_], now=NOW)
        assert service.resend(session, max(ids.values()) + 1, now=NOW) == again  # still queued
    run(database, settings)
    assert again != open_
    assert len(list((settings.instance_folder / "mail").iterdir())) == 3


def test_mails_of_an_account_are_its_own(database: Database) -> None:
    with database.reading() as session:
        assert queries.mails_of(session, 1) == []


@pytest.mark.parametrize("url", ["http://x", "mail.example.org:25", "file:///tmp"])
def test_another_address_of_a_server_is_refused(tmp_path: Path, url: str) -> None:
    with pytest.raises(ConfigurationError, match="MAIL_URL"):
        make_settings(tmp_path, MAIL_URL=url)


def test_the_sender_is_the_site(tmp_path: Path) -> None:
    assert sender(make_settings(tmp_path)) == "no-reply@localhost"
    assert (
        sender(make_settings(tmp_path, BASE_URL="https://d.example.org"))
        == "no-reply@d.example.org"
    )
    assert sender(make_settings(tmp_path, MAIL_FROM="team@example.org")) == "team@example.org"


SAMPLE = {
    "name": "Ada", "token": "t0ken-t0ken", "new": "new@example.org", "old": "old@example.org", "what": "Something happened.",
    "moderator": True, "admin": False, "inviter": "Bob", "by": "Bob", "organization": "Forest Works", "role": "editor",
}  # fmt: skip
TEMPLATES = sorted(
    path.stem for path in (ROOT / "templates" / "mail").glob("*.txt") if path.stem != "base"
)


@pytest.mark.parametrize("template", TEMPLATES)
def test_every_mail_is_whole_and_its_links_lead_to_pages(tmp_path: Path, template: str) -> None:
    settings = make_settings(tmp_path, BASE_URL="https://d.example.org", SEARCH_URL="memory:")
    mail = render(settings, template, SAMPLE)
    assert 5 < len(mail.subject) < 80
    assert "{" not in mail.text + mail.subject
    assert "None" not in mail.text
    links = set(re.findall(r"https://d\.example\.org(/\S*)", mail.text))
    assert links == set(re.findall(r'href="https://d\.example\.org(/[^"]*)"', mail.html))
    routes = create_app(settings).url_map.bind("d.example.org")
    for path in links:
        assert routes.match(path)


def test_the_outlet_closes_its_connection(with_url: With) -> None:
    with mail_server() as inbox, outlet(with_url(f"smtp://127.0.0.1:{inbox.port}")) as way:
        assert way is not None
