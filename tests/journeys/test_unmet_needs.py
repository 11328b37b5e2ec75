"""Educators search in vain; those who build tools see it; nobody's rare words are shown."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from sqlalchemy import select

from directory.analytics.collector import SearchCounter
from directory.config import ROOT
from directory.models import SearchCount
from tests.conftest import SECRET, Site, build_site

PERSON = {"User-Agent": "Mozilla/5.0 Firefox/140.0", "Accept-Language": "es"}


def test_what_is_searched_for_in_vain_becomes_public_at_five(site: Site, tmp_path: Path) -> None:
    own = build_site(tmp_path / "own", template=site.settings.instance_folder, COUNT_SEARCHES="1")
    counter: SearchCounter = own.app.extensions["search_counter"]
    client = own.app.test_client()
    for _ in range(5):
        client.get("/search?q=Braille+qu%C3%ADmica", headers=PERSON)
        client.get("/search?q=ada@example.org", headers=PERSON)
    for _ in range(4):
        client.get("/search?q=zyzzyva+trainer", headers=PERSON)
    assert "Nothing to show yet" in client.get("/unmet-needs").text
    assert counter.flush()
    page = client.get("/unmet-needs").text
    assert "braille quimica" in page
    assert "zyzzyva" not in page
    assert "ada" not in client.get("/unmet-needs.csv").text
    client.get("/search?q=zyzzyva+trainer", headers=PERSON)
    counter.stop()
    assert "zyzzyva trainer" in client.get("/unmet-needs").text
    own.drain()  # the job that removes old counts leaves these alone
    assert "zyzzyva trainer" in client.get("/unmet-needs").text
    own.close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def search_live(url: str, words: str) -> None:
    """Search as a person does, once the server is there."""
    request = urllib.request.Request(f"{url}/search?q={words}", headers=PERSON)  # noqa: S310 - our own address
    for _ in range(300):
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310 - our own address
                assert answer.status == 200
                return
        except OSError:
            time.sleep(0.1)
    pytest.fail("the server did not start")


def test_a_server_that_is_stopped_stores_what_it_counted(own_site: Site) -> None:
    port = free_port()
    environment = {
        **os.environ,
        "INSTANCE": str(own_site.settings.instance_folder),
        "SECRET_KEY": SECRET,
        "BASE_URL": f"http://127.0.0.1:{port}",
        "COUNT_SEARCHES": "1",
    }
    command = [str(Path(sys.executable).parent / "gunicorn"), "wsgi:app", "-b", f"127.0.0.1:{port}"]
    command += ["-w", "1", "-k", "gthread", "--log-level", "warning", "--no-control-socket"]
    server = subprocess.Popen(command, cwd=ROOT, env=environment)
    try:
        for words in ("zyzzyva", "zyzzyva", "math"):
            search_live(environment["BASE_URL"], words)
    finally:
        server.send_signal(signal.SIGTERM)
        assert server.wait(60) == 0
    with own_site.database.reading() as session:
        columns = (SearchCount.query, SearchCount.found, SearchCount.count)
        found = session.execute(select(*columns).order_by(SearchCount.query)).all()
    assert [tuple(row) for row in found] == [("math", "many", 1), ("zyzzyva", "none", 2)]
