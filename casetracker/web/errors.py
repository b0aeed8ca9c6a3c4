"""Errors as pages: what was wrong, what was expected, what to do. Under ``/api`` the API tells them.

The handlers stand here once for the whole application. Another edge that tells errors in its own way
puts ``path prefix -> teller`` into ``app.extensions["error_tellers"]``; a teller takes an HTTPException.
"""

from __future__ import annotations

import structlog
from cryptography.fernet import InvalidToken
from flask import Flask, current_app, render_template, request
from flask.typing import ResponseReturnValue
from jinja2 import TemplateNotFound
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from werkzeug.exceptions import HTTPException, InternalServerError, ServiceUnavailable

log = structlog.get_logger(__name__)


def told(error: HTTPException) -> ResponseReturnValue:
    """Answer an error as its edge tells errors."""
    tellers = current_app.extensions.get("error_tellers", {})
    for prefix, tell in tellers.items():
        if request.path == prefix or request.path.startswith(f"{prefix}/"):
            answer: ResponseReturnValue = tell(error)
            return answer
    return _page(error)


def _page(error: HTTPException) -> ResponseReturnValue:
    code = error.code or 500
    try:
        body = render_template(f"errors/{code}.html", error=error)
    except TemplateNotFound:
        body = render_template("errors/400.html" if code < 500 else "errors/500.html", error=error)
    # The error's own headers stay (Allow on 405, Retry-After on 429); only the body is ours.
    headers = [(name, value) for name, value in error.get_headers() if name.lower() != "content-type"]
    return body, code, headers


def _http_error(error: HTTPException) -> ResponseReturnValue:
    if error.response is not None:
        return error.response
    return told(error)


def database_error(error: DBAPIError) -> ResponseReturnValue:
    """Answer that the database failed."""
    log.error("database_error", path=request.path, error=_first_line(error))
    return told(
        ServiceUnavailable() if error.connection_invalidated or _is_gone(error) else InternalServerError()
    )


def _identities_locked(_error: InvalidToken) -> ResponseReturnValue:
    log.error("identities_cannot_be_opened", path=request.path, hint="check IDENTITY_KEYS")
    return told(ServiceUnavailable())


def _first_line(error: DBAPIError) -> str:
    # What follows the first line may quote the row.
    return (str(error.orig).splitlines() or [type(error).__name__])[0]


def pool_exhausted(_error: PoolTimeoutError) -> ResponseReturnValue:
    """Answer that no connection became free."""
    log.error("no_free_database_connection", path=request.path)
    return told(ServiceUnavailable())


def _is_gone(error: DBAPIError) -> bool:
    return type(error).__name__ == "OperationalError"


def _unexpected(error: Exception) -> ResponseReturnValue:
    log.exception("unexpected_error", path=request.path)
    return told(InternalServerError(original_exception=error))


def register(app: Flask) -> None:
    """Answer every error with a page."""
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(DBAPIError, database_error)
    app.register_error_handler(PoolTimeoutError, pool_exhausted)
    app.register_error_handler(InvalidToken, _identities_locked)
    if not app.testing:
        app.register_error_handler(Exception, _unexpected)
