"""Take a step once, however often its request is sent, and only in the case as the caller saw it."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Response, jsonify, request
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from casetracker import db
from casetracker.accounts import policy
from casetracker.accounts.models import AnsweredRequest, User
from casetracker.accounts.queries import answered_request
from casetracker.api.access import caller, caller_token
from casetracker.api.problems import Problem
from casetracker.api.v1 import staff_telling
from casetracker.api.v1.schemas.staff_cases import StepTakenSchema
from casetracker.cases.errors import ImpossibleStep, StaleCase
from casetracker.cases.identities import Vault
from casetracker.cases.models import Case
from casetracker.cases.queries import case_by_reference
from casetracker.cases.receiving import Doer
from casetracker.cases.statuses import STEPS
from casetracker.cases.steps import DOORS
from casetracker.publication.reasons import refuse_private
from casetracker.runtime import lawbook, settings

ELECTION = re.compile(r"[a-z0-9-]{1,40}", re.ASCII)
SLUG = re.compile(r"(?P<body>[a-z0-9-]{1,40})-(?P<serial>[0-9]{4,9})", re.ASCII)
SEEN = re.compile(r'"(\d{1,9})"', re.ASCII)
# These stay in histories for ever.
WITHOUT_NAMES = frozenset({"reason", "note"})
Place = tuple[str, str]


def case_in_scope(session: Session, user: User, election: str, slug: str) -> Case:
    """Return the case of an address; 404 also outside the scope, so that existence is not told."""
    place, case = SLUG.fullmatch(slug), None
    if place is not None and ELECTION.fullmatch(election):
        case = case_by_reference(session, f"{election}/{place['body']}/{place['serial']}")
    if case is None or not policy.is_in_scope(user, case.body):
        raise Problem("not-found", _("There is no case at this address, or it is not in your scope."))
    return case


def take(step: str, place: Place, header: dict[str, Any], values: dict[str, Any]) -> Response:
    """Return the answer to a step: of now, or the one that was given to the same request before."""
    key = header.get("key")
    try:
        return _take_once(step, place, key, header.get("seen"), values)
    except IntegrityError:
        if key is None:
            raise
        # The same key in the same moment: the other request was first, and now its answer can be seen.
        return _take_once(step, place, key, header.get("seen"), values)


def _take_once(
    step: str, place: Place, key: str | None, seen: str | None, values: dict[str, Any]
) -> Response:
    user, token_id, digest = caller(), caller_token().id, _digest()
    with _refusals_told(place), db.unit_of_work() as session:
        case = case_in_scope(session, user, *place)
        if not policy.can(user, STEPS[step].action, case.body):
            raise Problem("not-allowed")
        known = answered_request(session, token_id, key) if key else None
        if known is not None:
            return _again(known, digest)
        version = _version(seen)
        _refuse_private(values)
        outcome = DOORS[step].act(session, lawbook(), case, values, _doer(user, version))
        session.flush()
        session.expire(case)
        told = staff_telling.taken(case_in_scope(session, user, *place), user, outcome)
        body: dict[str, Any] = json.loads(json.dumps(StepTakenSchema().dump(told)))
        if key:
            session.add(_answer(token_id, key, digest, to_keep(body)))
    return _told(body)


def _refuse_private(values: dict[str, Any]) -> None:
    for name in WITHOUT_NAMES & values.keys():
        if values[name]:
            refuse_private(name, values[name])


def _again(known: AnsweredRequest, digest: str) -> Response:
    if known.digest != digest:
        detail = _("A different request was sent with this Idempotency-Key. Nothing was done now.")
        raise Problem("key-reused", detail)
    return _told(known.body)


def to_keep(body: dict[str, Any]) -> dict[str, Any]:
    """Return an answer without the tracking code of a case: it is told once, and kept only as a hash."""
    opened = body["opened"]
    return body if opened is None else body | {"opened": opened | {"tracking_code": None}}


def _told(body: dict[str, Any]) -> Response:
    answer = jsonify(body)
    answer.headers["ETag"] = staff_telling.etag_of(body["case"]["version"])
    return answer


def _answer(token_id: int, key: str, digest: str, body: dict[str, Any]) -> AnsweredRequest:
    return AnsweredRequest(token_id=token_id, key=key, digest=digest, body=body, answered_at=db.now())


def _digest() -> str:
    """Return what makes a request the same: where it was sent, and its body."""
    return hashlib.sha256(request.path.encode() + b"\n" + request.get_data(cache=True)).hexdigest()


def _version(seen: str | None) -> int:
    if seen is None:
        raise Problem("precondition-required")
    found = SEEN.fullmatch(seen.strip())
    if found is None:
        raise Problem("precondition-failed", _("If-Match is not an ETag of a case. Read the case first."))
    return int(found[1])


def _doer(user: User, version: int) -> Doer:
    return Doer(
        user.ref,
        Vault(settings().identity_keys),
        may_register=lambda body: policy.can(user, policy.REGISTER, body),
        may_see=lambda body: policy.is_in_scope(user, body),
        version=version,
    )


@contextmanager
def _refusals_told(place: Place) -> Iterator[None]:
    """Tell what the case room refuses as problems."""
    try:
        yield
    except ImpossibleStep as impossible:
        possible = list(impossible.possible)
        raise Problem("step-impossible", impossible.reason, possible=possible) from impossible
    except (StaleCase, StaleDataError) as stale:
        case = case_in_scope(db.db.session, caller(), *place)
        told = staff_telling.newest(case)
        raise Problem("precondition-failed", version=case.version, changes=told) from stale
