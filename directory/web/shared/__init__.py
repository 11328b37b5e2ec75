"""What all pages share: services, session, access, errors, headers, filters."""

from flask import Flask

from directory.web.shared import (
    access,
    assets,
    configure,
    csrf,
    errors,
    filters,
    headers,
    identity,
    limits,
    logs,
    session,
)
from directory.web.shared.services import Services

__all__ = ["init_web"]


def init_web(app: Flask, services: Services) -> None:
    """Set an application up; blueprints are registered after this."""
    app.extensions["directory"] = services
    configure.init(app, services.settings)
    logs.init(app, services.settings)
    headers.init(app, services.settings)
    errors.init(app)
    limits.init(app, services.settings)
    headers.init_etags(app)
    identity.init(app)
    access.init(app)
    csrf.init(app)
    session.init(app)
    assets.init(app)
    filters.init(app)
