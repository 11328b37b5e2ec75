"""Health for load balancers and monitors: status words only."""

from flask import Response, jsonify

from directory.kernel.access import Access, allow
from directory.web.ops import checks
from directory.web.ops.blueprint import ops
from directory.web.shared.services import services


@ops.get("/healthz")
@allow(Access.PUBLIC)
def healthz() -> Response:
    """Answer as long as the process runs; depends on nothing else."""
    return _uncached(jsonify({"status": checks.Status.OK}))


@ops.get("/readyz")
@allow(Access.PUBLIC)
def readyz() -> Response:
    """Answer 200 `ok` or `degraded`, or 503 `down` when pages cannot be served."""
    parts = checks.run(services())
    status = checks.overall(parts)
    response = jsonify({"status": status, "checks": parts})
    response.status_code = 503 if status is checks.Status.DOWN else 200
    return _uncached(response)


def _uncached(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response
