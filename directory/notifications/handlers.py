"""The job `notify.mail`: render and send what the mail log has queued."""

import logging
from collections.abc import Mapping, Sequence

from directory.config import Settings
from directory.jobs.queue import LeasedJob
from directory.jobs.runner import Handler
from directory.kernel.clock import Clock, utcnow
from directory.kernel.database import Database
from directory.notifications import service
from directory.notifications.render import compose, render
from directory.notifications.transport import Outlet, Refused, outlet

_log = logging.getLogger(__name__)


class NotAllSent(Exception):
    """Some mails of a batch could not be sent; the job is tried again, sent ones are left alone."""


def make_mail_handlers(
    database: Database, settings: Settings, clock: Clock = utcnow
) -> Mapping[str, Handler]:
    """Return the handlers of mail by the name of the job."""

    def send(jobs: Sequence[LeasedJob]) -> None:
        with outlet(settings) as way:
            errors = [_send(database, settings, way, job.key, clock) for job in jobs]
        if failed := [error for error in errors if error]:
            raise NotAllSent(f"{len(failed)} of {len(jobs)} mails: {failed[0]}")

    return {"notify.mail": send}


def _send(database: Database, settings: Settings, way: Outlet, uid: str, clock: Clock) -> str:
    """Send one mail unless it is sent; returns why it has to be tried again, or nothing.

    The mark follows the sending at once and alone, so that a crash repeats at most one mail.
    """
    with database.reading() as session:
        mail = service.waiting(session, uid)
    if mail is None:
        return ""
    try:
        rendered = render(settings, mail.template, mail.context)
        way.put(compose(settings, rendered, uid, mail.recipient, clock()))
    except (Refused, ValueError) as error:
        problem, final = f"{type(error).__name__}: {error}", True
    except Exception as error:  # whatever it is, the other mails of the batch go on
        _log.exception("mail %s could not be sent", uid)
        problem, final = f"{type(error).__name__}: {error}", False
    else:
        with database.writing() as session:
            service.mark_sent(session, uid, rendered.subject, now=clock())
        return ""
    with database.writing() as session:
        service.mark_failed(session, uid, problem, final=final)
    return "" if final else problem
