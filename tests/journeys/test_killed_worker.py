"""A worker is killed while it indexes: nothing that was acknowledged is lost, and the index ends right."""

import os
import random
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

from directory.catalog.maintenance import reproject
from directory.jobs import queue
from directory.jobs.runner import Runner
from directory.kernel.clock import utcnow
from directory.models import Listing
from directory.search import indexer
from tests.conftest import SECRET, Site

KILLS = 6


MANAGE = str(Path(sys.executable).parent / "manage")


def environment(site: Site) -> dict[str, str]:
    folder = str(site.settings.instance_folder)
    return {**os.environ, "INSTANCE": folder, "SECRET_KEY": SECRET}


def start_worker(site: Site) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [MANAGE, "worker"],
        env=environment(site),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def run_manage(site: Site, *command: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [MANAGE, *command], env=environment(site), capture_output=True, text=True, check=True
    )


def change_everything(site: Site, number: int) -> None:
    """Give every listing another name in the index's eyes, and ask for all of them to be indexed."""
    with site.database.writing() as session:
        for listing in session.query(Listing):
            listing.sort_name = f"{number} {listing.sort_name}"[:200]
        queue.enqueue_many(
            session,
            "search.sync",
            [f"listing/{row.id}" for row in session.query(Listing)],
            now=utcnow(),
        )


def test_a_killed_worker_loses_nothing(own_site: Site) -> None:
    chance = random.Random(7)  # noqa: S311 - moments to kill at, the same in each run
    for number in range(KILLS):
        change_everything(own_site, number)
        worker = start_worker(own_site)
        time.sleep(1.2 + chance.random() * 1.5)  # it needs about a second to start
        worker.kill()
        worker.wait()
    # Its leases end, another worker takes over.
    later = Runner(
        own_site.database, own_site.tools.handlers, clock=lambda: utcnow() + timedelta(minutes=5)
    )
    while later.run_batch():
        pass
    with own_site.database.reading() as session:
        assert queue.waiting(session) == 0
        assert queue.dead(session) == []
    assert not indexer.verify(own_site.database, own_site.tools.engine)
    assert own_site.tools.engine.health().documents == 547
    verified = run_manage(own_site, "search", "verify")
    assert verified.stdout.strip() == "Index and database agree."


def test_rebuilding_all_projections_changes_no_page(own_site: Site) -> None:
    client = own_site.app.test_client()
    paths = ("/products/kolibri", "/browse/subject/mathematics", "/search?q=math&sort=name")
    before = [client.get(path).text for path in paths]
    reproject(own_site.database, now=utcnow(), progress=lambda _n: None)
    own_site.drain()
    after = [client.get(path).text for path in paths]
    assert before == after
