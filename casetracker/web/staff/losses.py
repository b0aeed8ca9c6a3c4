"""A token that is out of date, a database that fails: on the intake form nothing typed is lost by them."""

from __future__ import annotations

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from werkzeug.exceptions import HTTPException, ServiceUnavailable

from casetracker import db
from casetracker.web import errors
from casetracker.web.staff.blueprint import pages
from casetracker.web.staff.intake import form_again
from casetracker.web.staff.keeping import INTAKE, after_expiry, not_saved, owner_of

FORM = "staff.new_case"


@pages.errorhandler(CSRFError)
def token_out_of_date(error: HTTPException) -> ResponseReturnValue:
    """Keep what was typed; whether it is registered, its writer must say again."""
    if request.endpoint not in INTAKE:
        return errors.told(error)
    if not current_user.is_authenticated or owner_of(request.form) not in (None, int(current_user.id)):
        return after_expiry()
    if request.endpoint != FORM:
        return errors.told(error)
    sentence = _(
        "This page was open for too long, so nothing was done. Look at what you typed, then send it again."
    )
    return form_again(sentence), 400


@pages.errorhandler(DBAPIError)
def database_failed(error: DBAPIError) -> ResponseReturnValue:
    """Answer with what was typed when the database fails in the middle; nothing of it was saved."""
    if not _posts_the_form():
        return errors.database_error(error)
    answer = errors.database_error(error)
    db.db.session.rollback()
    return not_saved(answer[1] if isinstance(answer, tuple) and isinstance(answer[1], int) else 500)


@pages.errorhandler(PoolTimeoutError)
def no_connection(error: PoolTimeoutError) -> ResponseReturnValue:
    """Answer with what was typed when no connection became free."""
    return not_saved(503) if _posts_the_form() else errors.pool_exhausted(error)


@pages.errorhandler(ServiceUnavailable)
def unavailable(error: ServiceUnavailable) -> ResponseReturnValue:
    """Answer with what was typed when not even the accounts can be read."""
    return not_saved(503) if _posts_the_form() else errors.told(error)


def _posts_the_form() -> bool:
    return request.endpoint == FORM and request.method == "POST"
