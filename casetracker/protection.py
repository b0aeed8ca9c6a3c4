"""What protects every edge alike: CSRF tokens, the rate limiter, and the headers of every answer.

It stands below the edges because pages and API use the same objects and may not import each other.
"""

from __future__ import annotations

from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_wtf.csrf import CSRFProtect

csrf = CSRFProtect()
limiter = Limiter(get_remote_address, strategy="moving-window")

CONTENT_POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
}


def content_policy(**relaxed: str) -> str:
    """Return the Content-Security-Policy; *relaxed* replaces directives (``style_src="…"``) for one page."""
    changes = {name.replace("_", "-"): sources for name, sources in relaxed.items()}
    return "; ".join(f"{name} {sources}" for name, sources in (CONTENT_POLICY | changes).items())


HEADERS = {
    "Content-Security-Policy": content_policy(),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "X-Frame-Options": "DENY",
}
