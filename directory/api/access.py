"""How a view of the API reaches settings, database and engine, and how it answers."""

from typing import Protocol, cast

from flask import Response, current_app, request
from pydantic import BaseModel

from directory.config import Settings
from directory.kernel.database import Database
from directory.kernel.errors import FieldProblem, Invalid
from directory.kernel.urls import absolute
from directory.search.engine import SearchEngine


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


def services() -> Services:
    """Return the services of the running application."""
    return cast(Services, current_app.extensions["directory"])


def address(path: str) -> str:
    """Return an absolute address of ours, from the settings and never from the Host header."""
    return absolute(services().settings.base_url, path)


def answer(body: BaseModel) -> Response:
    """Return the body as JSON with an ETag; 304 without a body when the client has it."""
    response = Response(body.model_dump_json() + "\n", mimetype="application/json")
    response.add_etag(weak=True)  # weak, so that compression on the way does not change it
    response.headers["Cache-Control"] = "public, max-age=60"
    return response.make_conditional(request)


def refuse_parameters() -> None:
    """Raise Invalid when the request has any parameter."""
    found = [
        FieldProblem(name[:40], "unknown_parameter", "This address takes no parameters.")
        for name in dict.fromkeys(request.args)
    ]
    if found:
        raise Invalid(found[:20])
