"""Put the protection to work: CSRF tokens, the rate limiter and the headers that every answer carries."""

from __future__ import annotations

from flask import Flask, Response, request, session

from casetracker.protection import HEADERS, csrf, limiter
from casetracker.web import languages

# What stands at an address that is itself a key: no search engine, cache or other page learns of it.
KEPT_BY_NOBODY = {
    "Cache-Control": "private, no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
}


def _harden(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", "max-age=63072000; includeSubDomains")
    # What only staff may see must not stay in a browser's or a proxy's cache.
    for_staff = request.path.startswith(("/staff", "/login")) or (
        request.endpoint != "static" and "_user_id" in session
    )
    if for_staff and "no-store" not in response.headers.get("Cache-Control", ""):
        response.headers["Cache-Control"] = "no-store"
    return response


def register(app: Flask) -> None:
    """Protect the application."""
    csrf.init_app(app)
    limiter.init_app(app)
    languages.register(app)
    app.after_request(_harden)
