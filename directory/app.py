"""The composition root: the web application and the `manage` command are put together here."""

import logging
import sys

from flask import Flask

from directory.cli import Tools, manage
from directory.config import ROOT, ConfigurationError, Settings
from directory.kernel.clock import utcnow
from directory.kernel.database import Database
from directory.search.handlers import make_idle
from directory.web.shared import init_web
from directory.web.shared.services import Services
from directory.wiring import BLUEPRINTS, build_engine, build_handlers


def create_app(settings: Settings | None = None) -> Flask:
    """Return the web application; ConfigurationError when the settings are not safe to run with."""
    settings = settings or Settings.from_environment()
    app = Flask(
        "directory",
        template_folder=str(ROOT / "templates"),
        static_folder=str(ROOT / "directory" / "static"),
    )
    services = Services(settings, Database(settings.database), build_engine(settings), utcnow)
    init_web(app, services)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    return app


def build_tools(settings: Settings) -> Tools:
    """Return what the commands of `manage` work with."""
    database, engine = Database(settings.database), build_engine(settings)
    return Tools(
        settings=settings,
        database=database,
        engine=engine,
        handlers=build_handlers(settings, database, engine),
        idle=make_idle(database, engine),
        clock=utcnow,
    )


def run_manage() -> None:
    """Entry of the `manage` command."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    try:
        tools = build_tools(Settings.from_environment())
    except ConfigurationError as error:
        sys.exit(f"manage: {error}")
    manage(obj=tools)
