"""Take a step once, however often its request is sent, and only in the case as the caller saw it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Response
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from casetracker import db
from casetracker.accounts import policy
from casetracker.accounts.models import User
from casetracker.api.access import caller
from casetracker.api.problems import Problem
from casetracker.api.v1 import staff_telling
from casetracker.api.v1.once import Told, digest_of_body, once, plain
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

    def act(session: Session) -> Told:
        return _take(session, step, place, version_seen(header.get("seen")), values)

    with refusals_told(place):
        return once(
            header.get("key"), digest_of_body, lambda session: case_to_change(session, step, place), act
        )


def case_to_change(session: Session, step: str, place: Place) -> Case:
    """Return the case of an address in which the caller may take a step."""
    case = case_in_scope(session, caller(), *place)
    if not policy.can(caller(), STEPS[step].action, case.body):
        raise Problem("not-allowed")
    return case


def _take(session: Session, step: str, place: Place, version: int, values: dict[str, Any]) -> Told:
    user, case = caller(), case_to_change(session, step, place)
    _refuse_private(values)
    outcome = DOORS[step].act(session, lawbook(), case, values, _doer(user, version))
    session.flush()
    session.expire(case)
    told = staff_telling.taken(case_in_scope(session, user, *place), user, outcome)
    body = plain(StepTakenSchema(), told)
    return Told(body, to_keep(body), headers={"ETag": staff_telling.etag_of(body["case"]["version"])})


def _refuse_private(values: dict[str, Any]) -> None:
    for name in WITHOUT_NAMES & values.keys():
        if values[name]:
            refuse_private(name, values[name])


def to_keep(body: dict[str, Any]) -> dict[str, Any]:
    """Return an answer without the tracking code of a case: it is told once, and kept only as a hash."""
    opened = body["opened"]
    return body if opened is None else body | {"opened": opened | {"tracking_code": None}}


def version_seen(seen: str | None) -> int:
    """Return the version that the header If-Match names."""
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
def refusals_told(place: Place) -> Iterator[None]:
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
