"""Case files as version 1 tells them to staff."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from casetracker import labels
from casetracker.accounts import policy
from casetracker.accounts.models import User
from casetracker.api.v1.telling import API, Shown, clock
from casetracker.cases.actions import Registration
from casetracker.cases.models import Case
from casetracker.cases.models.link import FORWARDED, JOINED, NEXT_INSTANCE
from casetracker.cases.receiving import Passed
from casetracker.cases.statuses import STEPS, is_stayed, offered
from casetracker.publication.clocks import public_clocks
from casetracker.runtime import settings

BACK = {NEXT_INSTANCE: "lower-instance", FORWARDED: "forwarded-from", JOINED: JOINED}
NEWEST = 10


def etag(case: Case) -> str:
    """Return the version of a case as a strong entity tag."""
    return etag_of(case.version)


def etag_of(version: int) -> str:
    """Return a version as a strong entity tag."""
    return f'"{version}"'


def href(case: Case) -> str:
    """Return the address of a case in this API."""
    return f"{API}/staff/cases/{case.slug}"


def page(found: Sequence[Case], limit: int) -> dict[str, Any]:
    """Return a page of cases, of which one more was read than is told."""
    told = found[:limit]
    more = len(found) > limit
    return {"items": [_brief(each) for each in told], "next": str(told[-1].id) if more else None}


def case(found: Case, user: User) -> Shown:
    """Return a whole case file."""
    return _brief(
        found,
        parties=[party for party in found.parties if party.removed_at is None],
        deadlines=[clock(told) for told in public_clocks(found)],
        links=list(_links(found, user)),
        steps=[
            {
                "step": step,
                "name": labels.label("step", step),
                "href": f"{href(found)}/steps/{step}",
                "allowed": policy.can(user, STEPS[step].action, found.body),
            }
            for step in offered(found)
        ],
    )


def taken(found: Case, user: User, outcome: object) -> dict[str, Any]:
    """Return what became of a step."""
    passed = outcome if isinstance(outcome, Passed) else None
    registration = passed.registration if passed else None
    waits = passed is not None and registration is None
    return {
        "case": case(found, user),
        "opened": None if registration is None else _opened(registration),
        "hand_over": passed.hand_over.id if passed and waits else None,
    }


def newest(found: Case) -> list[dict[str, str]]:
    """Return what was recorded last in a case, the newest first: what somebody else changed is among it."""
    events = sorted(found.events, key=lambda event: -event.id)[:NEWEST]
    return [{"kind": event.kind, "recorded_at": event.recorded_at.isoformat()} for event in events]


def _opened(registration: Registration) -> dict[str, str]:
    opened = registration.case
    return {
        "reference": opened.reference,
        "href": href(opened),
        "tracking_code": registration.tracking_code,
    }


def _brief(found: Case, **more: Any) -> Shown:
    running = [each.due_on for each in found.deadlines if each.role == "review" and each.state == "running"]
    return Shown(
        found,
        href=href(found),
        url=f"{settings().base_url}/staff/cases/{found.slug}",
        is_stayed=is_stayed(found),
        due_on=min(running, default=None),
        **more,
    )


def _links(found: Case, user: User) -> Iterator[dict[str, Any]]:
    ends = [(BACK.get(it.kind, "parallel-commission"), it.from_case, it) for it in found.links_to]
    ends += [(it.kind, it.to_case, it) for it in found.links_from]
    for relation, other, link in ends:
        if link.ended_at is None:
            yield {
                "relation": relation,
                "reference": other.reference,
                "body": other.body_id,
                "status": other.status,
                "href": href(other) if policy.is_in_scope(user, other.body) else None,
            }
