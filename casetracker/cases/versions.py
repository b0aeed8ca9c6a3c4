"""Two people at one case: who saw an old version is refused, and every change makes a new one."""

from __future__ import annotations

from sqlalchemy.orm.attributes import flag_modified

from casetracker.cases.errors import StaleCase
from casetracker.cases.models import Case


def check_version(case: Case, version: int | None) -> None:
    """Raise :class:`StaleCase` when the case is no longer the one that a person saw (None: nobody looked)."""
    if version is not None and version != case.version:
        raise StaleCase(case.reference)


def renew(case: Case) -> None:
    """Give the case its next version with the next flush, also when only what belongs to it changed.

    Of two changes at once the second then fails: :class:`sqlalchemy.orm.exc.StaleDataError`.
    """
    flag_modified(case, "status")
