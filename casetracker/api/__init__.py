"""The HTTP API: version 1, its OpenAPI document and its documentation; every error a problem (RFC 9457)."""

from __future__ import annotations

from flask import Flask

from casetracker.api import docs, headers, problems, v1
from casetracker.api.document import describe

ROOT = "/api"
DOCUMENT = "api-docs"


def register(app: Flask) -> None:
    """Attach the API; what goes wrong below ``/api`` is told as a problem."""
    app.extensions.setdefault("error_tellers", {})[ROOT] = problems.tell
    v1.register(describe(app))
    app.register_blueprint(docs.pages)
    public = (*(resource.name for resource in v1.PUBLIC), DOCUMENT)
    headers.register(app, public, tuple(resource.name for resource in v1.STAFF))
