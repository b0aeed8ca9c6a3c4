"""Version 1 of the HTTP API."""

from __future__ import annotations

from casetracker.api.document import LANGUAGE_PARAMETERS, DescribedApi
from casetracker.api.v1 import (
    cases,
    forum,
    hearings,
    matters,
    places,
    problem_kinds,
    published,
    rules,
    staff_cases,
    staff_documents,
    statistics,
)
from casetracker.api.v1.telling import API
from casetracker.protection import csrf, limiter

__all__ = ["PUBLIC", "STAFF", "register"]

PUBLIC = tuple(
    module.resource
    for module in (published, matters, hearings, statistics, places, rules, forum, problem_kinds)
)
STAFF = (cases.resource, staff_cases.resource, staff_documents.resource)
# Each address may ask so often; beyond it stands 429 with Retry-After.
PUBLIC_LIMIT, STAFF_LIMIT = "120 per minute", "60 per minute"

for _limit, _resources in ((PUBLIC_LIMIT, PUBLIC), (STAFF_LIMIT, STAFF)):
    for _resource in _resources:
        limiter.limit(_limit)(_resource)
        # Nothing here acts on a cookie, so a forged form has nothing to ride on.
        csrf.exempt(_resource)


def register(api: DescribedApi) -> None:
    """Attach every resource of this version."""
    for resource in (*PUBLIC, *STAFF):
        api.register_blueprint(resource, url_prefix=API, parameters=list(LANGUAGE_PARAMETERS))
