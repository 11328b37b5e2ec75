"""Addresses of built files, which carry a hash of their content in their name."""

import json
from functools import lru_cache
from pathlib import Path

from flask import Flask, current_app, g, url_for

from directory.kernel.errors import Unavailable


def asset(name: str) -> str:
    """Return the address of a built file such as `app.css`; Unavailable when nothing was built.

    A page asks for its icons more than a hundred times: each address is made once a request.
    """
    known: dict[str, str] = g.setdefault("assets", {})
    if name not in known:
        known[name] = _address(name)
    return known[name]


def _address(name: str) -> str:
    folder = Path(current_app.static_folder or "")
    manifest = _manifest(folder, _changed(folder))
    if name not in manifest:
        raise Unavailable(f"The file {name} was not built. Run `make setup`.")
    return url_for("static", filename=manifest[name])


def _changed(folder: Path) -> int:
    try:
        return (folder / "manifest.json").stat().st_mtime_ns
    except OSError:
        return 0


@lru_cache(maxsize=4)
def _manifest(folder: Path, changed: int) -> dict[str, str]:
    if not changed:
        return {}
    found: dict[str, str] = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return found


def init(app: Flask) -> None:
    """Give templates `asset`."""
    app.jinja_env.globals["asset"] = asset
