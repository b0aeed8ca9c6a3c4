"""The blueprint of the public pages; they need no account and set no cookie of their own."""

from __future__ import annotations

from flask import Blueprint

pages = Blueprint("public", __name__)
