"""Register a complaint once, however often its request is sent."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from casetracker.accounts import policy
from casetracker.api.access import caller
from casetracker.api.problems import Problem
from casetracker.api.v1 import staff_telling, telling
from casetracker.api.v1.once import Told, digest_of_body, once, plain
from casetracker.api.v1.schemas.staff import RegisteredCaseSchema
from casetracker.cases.actions import register_complaint
from casetracker.cases.identities import Vault
from casetracker.registry.models import Body
from casetracker.registry.queries import body_by_id_or_code
from casetracker.runtime import lawbook, settings


def register(values: dict[str, Any], key: str | None) -> Response:
    """Return the answer to a complaint: of now, or the one that was given to the same request before.

    *values* is what ``ComplaintSchema`` gives. Raises :class:`InvalidInput` for what does not fit, and
    :class:`Problem` for a body outside the user's scope and for a key of a different complaint.
    """
    return once(
        key,
        digest_of_body,
        lambda session: _check_scope(session, values["body"]),
        lambda session: _register(session, values),
    )


def _register(session: Session, values: dict[str, Any]) -> Told:
    registration = register_complaint(
        session, lawbook(), Vault(settings().identity_keys), values, actor=caller().ref
    )
    session.flush()
    _check(registration.case.body)
    told = telling.registered_case(registration.case, registration.tracking_code)
    body = plain(RegisteredCaseSchema(), told)
    headers = {
        "Location": staff_telling.href(registration.case),
        "ETag": staff_telling.etag(registration.case),
    }
    # The tracking code is told once: only a hash of it is kept.
    kept = {name: value for name, value in body.items() if name != "tracking_code"}
    return Told(body, kept, 201, headers)


def _check_scope(session: Session, name: str) -> None:
    """Refuse a body outside the user's scope; whether there is such a body is checked with all else."""
    body = body_by_id_or_code(session, name)
    if body is not None:
        _check(body)


def _check(body: Body) -> None:
    if not policy.can(caller(), policy.REGISTER, body):
        name = body.name(telling.language())
        raise Problem(
            "not-allowed", _("The user of this token does not register complaints for %(name)s.", name=name)
        )
