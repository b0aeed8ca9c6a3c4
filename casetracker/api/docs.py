"""``/api/docs``: the documentation of the API, shown by Swagger UI from our own host."""

from __future__ import annotations

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

pages = Blueprint("api", __name__, url_prefix="/api")


@pages.get("/docs")
def docs() -> ResponseReturnValue:
    """Show the OpenAPI document to people."""
    return render_template("api/docs.html", spec_url=url_for("api-docs.openapi_json"))
