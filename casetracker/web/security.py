"""CSRF protection, the rate limiter and the headers that every answer carries."""

from __future__ import annotations

from flask import Flask, Response, request, session
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_wtf.csrf import CSRFProtect

from casetracker.web import languages

csrf = CSRFProtect()
limiter = Limiter(get_remote_address, strategy="moving-window")

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "X-Frame-Options": "DENY",
}


def _harden(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", "max-age=63072000; includeSubDomains")
    # What only staff may see must not stay in a browser's or a proxy's cache.
    if request.path.startswith(("/staff", "/login")) or (
        request.endpoint != "static" and "_user_id" in session
    ):
        response.headers["Cache-Control"] = "no-store"
    return response


def register(app: Flask) -> None:
    """Protect the application."""
    csrf.init_app(app)
    limiter.init_app(app)
    languages.register(app)
    app.after_request(_harden)
