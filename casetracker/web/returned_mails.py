"""``/returned-mails``: a mail server hands in a mail that came back, where none can deliver to a mailbox.

The body is the report as it came, ``message/rfc822``, or its parts with their boundary in the header,
``multipart/report``. Answers are JSON: nobody but programs comes here.
"""

from __future__ import annotations

import secrets
from collections import Counter

import structlog
from flask import Blueprint, Flask, abort, jsonify, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException

from casetracker import db
from casetracker.alerts.bounces.reading import LONGEST
from casetracker.alerts.bounces.receiving import ASIDE, keep_and_put_aside, note_message
from casetracker.protection import csrf, limiter
from casetracker.runtime import settings
from casetracker.sealing.box import SealBox

pages = Blueprint("returned_mails", __name__)
log = structlog.get_logger(__name__)

PATH = "/returned-mails"
WHOLE, PARTS = "message/rfc822", "multipart/report"


@pages.post(PATH)
@limiter.exempt
def take_returned_mail() -> ResponseReturnValue:
    """Note what a mail that came back reports; to whoever does not show the token there is nothing here."""
    token = settings().bounces_token
    shown = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not token or not secrets.compare_digest(shown.encode(), token.encode()):
        abort(404)
    raw = _message()
    try:
        became = Counter(note_message(raw, SealBox(settings().identity_keys), db.now()))
    except OperationalError:
        # The database is gone; whoever hands it in tries again after the 503.
        raise
    except Exception as error:
        keep_and_put_aside(raw, settings().var_dir, error)
        became = Counter([ASIDE])
    return jsonify(noted=became)


def _message() -> bytes:
    """Return the message of the request, whole."""
    request.max_content_length = LONGEST
    kind = request.mimetype
    if kind not in (WHOLE, PARTS):
        abort(415, f"Send the report as {WHOLE}, or its parts as {PARTS}.")
    body = request.get_data(cache=False)
    if kind == WHOLE:
        return body
    return f"Content-Type: {request.content_type}\r\n\r\n".encode("latin-1", "replace") + body


def _tell(error: HTTPException) -> ResponseReturnValue:
    headers = [(name, value) for name, value in error.get_headers() if name.lower() != "content-type"]
    return jsonify(error=f"{error.name}. {error.description}"), error.code or 500, headers


def register(app: Flask) -> None:
    """Attach the address."""
    csrf.exempt(pages)
    app.extensions.setdefault("error_tellers", {})[PATH] = _tell
    app.register_blueprint(pages)
