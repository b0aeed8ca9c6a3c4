"""What protects every edge alike: CSRF tokens, the rate limiter, and the headers of every answer.

It stands below the edges because pages and API use the same objects and may not import each other.
"""

from __future__ import annotations

import io

import structlog
from flask import Response, send_file
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_wtf.csrf import CSRFProtect

log = structlog.get_logger(__name__)
csrf = CSRFProtect()
limiter = Limiter(get_remote_address, strategy="moving-window")


def is_counting() -> bool:
    """Tell whether the store of the rate limits answers; it is nobody's where nothing is limited."""
    if not limiter.enabled:
        return True
    try:
        return bool(limiter.storage.check())
    except Exception:
        # Each kind of store has exceptions of its own.
        log.exception("counter_store_failed")
        return False


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
# What came from outside is given with these: whatever it is, a browser runs nothing of it and keeps nothing.
IN_A_SANDBOX = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, no-store",
    "X-Content-Type-Options": "nosniff",
}


def attachment(content: bytes, name: str, media_type: str) -> Response:
    """Return a file as a download that no browser opens by itself."""
    answer = send_file(
        io.BytesIO(content),
        mimetype=media_type,
        as_attachment=True,
        download_name=name,
        conditional=False,
        etag=False,
        max_age=0,
    )
    answer.headers.update(IN_A_SANDBOX)
    return answer
