"""Whether the parts that the site needs are as they should be. Details go to the log only."""

import logging
import shutil
from collections.abc import Callable
from datetime import timedelta
from enum import StrEnum
from functools import cache

from sqlalchemy import text

from directory.jobs.queue import oldest_due
from directory.kernel import migrations
from directory.web.shared.services import Services

# A batch of jobs is due for a second or two; after five minutes nobody works on them.
MAX_WAIT = timedelta(minutes=5)
MIN_FREE_DISK = 0.05
_log = logging.getLogger(__name__)


class Status(StrEnum):
    """`down` means that pages cannot be served; `degraded` that something is missing from them."""

    OK = "ok"
    DEGRADED = "degraded"
    DOWN = "down"


Check = Callable[[Services], str]


def database(services: Services) -> str:
    """Say what is wrong with the database, or nothing."""
    with services.database.reading() as session:
        session.execute(text("SELECT 1"))
    return ""


def schema(services: Services) -> str:
    """Say whether the schema is not the one that this program needs."""
    at, heads = migrations.current(services.database), _heads()
    return "" if (at,) == heads else f"the schema is at {at}, the program needs {heads}"


@cache
def _heads() -> tuple[str, ...]:
    return migrations.heads()


def search(services: Services) -> str:
    """Say whether the index cannot be read."""
    health = services.engine.health()
    return "" if health.ok else health.problem or "the index cannot be read"


def disk(services: Services) -> str:
    """Say whether the disk of the state folder is nearly full."""
    folder = services.settings.instance_folder
    usage = shutil.disk_usage(folder if folder.exists() else folder.anchor)
    free = usage.free / usage.total
    return "" if free > MIN_FREE_DISK else f"only {free:.1%} of the disk is free"


def jobs(services: Services) -> str:
    """Say whether due jobs wait longer than a running worker lets them."""
    now = services.clock()
    with services.database.reading() as session:
        since = oldest_due(session, now=now)
    return "" if since is None or now - since < MAX_WAIT else f"a job waits since {since}"


# Without one of the first the site cannot answer; without one of the others it answers less.
CHECKS: tuple[tuple[str, Check, Status], ...] = (
    ("database", database, Status.DOWN),
    ("schema", schema, Status.DOWN),
    ("search", search, Status.DEGRADED),
    ("disk", disk, Status.DEGRADED),
    ("jobs", jobs, Status.DEGRADED),
)


def run(services: Services) -> dict[str, Status]:
    """Return the status of every part; what is wrong with it is logged, never shown."""
    return {name: _status(services, name, check, worst) for name, check, worst in CHECKS}


def _status(services: Services, name: str, check: Check, worst: Status) -> Status:
    try:
        problem = check(services)
    except Exception as error:  # whatever it is, the part does not answer
        problem = f"{type(error).__name__}: {error}"
    if problem:
        _log.error("readiness: %s is %s: %s", name, worst, problem)
    return worst if problem else Status.OK


def overall(parts: dict[str, Status]) -> Status:
    """Return the worst status of all parts."""
    order = (Status.DOWN, Status.DEGRADED)
    return next((status for status in order if status in parts.values()), Status.OK)
