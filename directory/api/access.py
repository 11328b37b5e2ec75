"""How a view of the API is opened, reaches settings, database and engine, and answers."""

from contextlib import AbstractContextManager
from typing import Protocol, cast

from flask import Response, current_app, request
from flask_limiter import Limiter
from pydantic import BaseModel

from directory.config import Settings
from directory.kernel.clock import Clock
from directory.kernel.database import Database
from directory.kernel.errors import FieldProblem, Invalid
from directory.kernel.urls import absolute
from directory.search.engine import SearchEngine

MAX_PROBLEMS = 20


class Services(Protocol):
    """What the application keeps for its edges; built in `app.py`."""

    @property
    def settings(self) -> Settings:
        """Everything that the operator set."""
        ...

    @property
    def database(self) -> Database:
        """The database with its sessions."""
        ...

    @property
    def engine(self) -> SearchEngine:
        """The search engine."""
        ...

    @property
    def clock(self) -> Clock:
        """What says the time."""
        ...


def services() -> Services:
    """Return the services of the running application."""
    return cast(Services, current_app.extensions["directory"])


def address(path: str) -> str:
    """Return an absolute address of ours, from the settings and never from the Host header."""
    return absolute(services().settings.base_url, path)


def search_limit() -> AbstractContextManager[None]:
    """Count one search of this client; 429 on entering when there were too many."""
    limiter: Limiter = next(iter(current_app.extensions["limiter"]))
    return limiter.limit(services().settings.search_limit)


def answer(body: BaseModel) -> Response:
    """Return the body as JSON with an ETag; 304 without a body when the client has it."""
    response = Response(body.model_dump_json() + "\n", mimetype="application/json")
    response.add_etag(weak=True)  # weak, so that compression on the way does not change it
    response.headers["Cache-Control"] = "public, max-age=0, must-revalidate"
    response.make_conditional(request)
    return response


def refuse_parameters() -> None:
    """Raise Invalid when the request has any parameter."""
    found = [
        FieldProblem(name[:40], "unknown_parameter", "This address takes no parameters.")
        for name in dict.fromkeys(request.args)
    ]
    if found:
        raise Invalid(found[:MAX_PROBLEMS])
