"""``/healthz``: the process lives. ``/readyz``: it can do its work."""

from __future__ import annotations

from flask import Blueprint, Flask
from flask.typing import ResponseReturnValue

from casetracker import db
from casetracker.alerts.faults import failing_polls
from casetracker.alerts.queries import scheduler_is_late
from casetracker.labels import label
from casetracker.protection import csrf, limiter

pages = Blueprint("health", __name__)


@pages.get("/healthz")
@limiter.exempt
def healthz() -> ResponseReturnValue:
    """Answer as long as the process lives; asks nothing of anything else."""
    return {"status": "ok"}


@pages.get("/readyz")
@limiter.exempt
def readyz() -> ResponseReturnValue:
    """Answer 200 when the database answers, else 503; tells whether alerts run late, and what is not done."""
    if not db.is_reachable():
        return {"status": "unavailable", "database": "unreachable"}, 503
    late = scheduler_is_late(db.db.session, db.now())
    failing = {name: label("failing-poll", name) for name in failing_polls(db.db.session)}
    return {
        "status": "ok",
        "database": "ok",
        "alerts": "late" if late else "ok",
        "failing": failing,
    }


def register(app: Flask) -> None:
    """Attach the two addresses."""
    csrf.exempt(pages)
    app.register_blueprint(pages)
