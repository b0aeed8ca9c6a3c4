"""How a published case or decision is cited: an identifier in the shape of an ECLI.

Its parts are ECLI, KZ, the kind of body, the year, and an ordinal of at most 25 letters, digits and dots.
Kazakhstan takes no part in ECLI: the identifier is stable and says the same as the reference, but nobody
else registers or resolves it.
"""

from __future__ import annotations

import hashlib
import re
from zoneinfo import ZoneInfo

from casetracker.publication.models import PublicCase, PublicDecision

COUNTRY = "KZ"
LONGEST_COURT, LONGEST_ORDINAL = 7, 25
_FOREIGN = re.compile(r"[^A-Z0-9]+")


def decision_identifier(decision: PublicDecision) -> str:
    """Return the identifier of a decision."""
    case = decision.case
    year = decision.taken_at.astimezone(ZoneInfo(case.zone)).year
    return _identifier(case.reference, year, decision.ordinal)


def case_identifier(case: PublicCase) -> str:
    """Return the identifier of a case: that of no decision, so its last part is 0."""
    return _identifier(case.reference, case.received_at.astimezone(ZoneInfo(case.zone)).year, 0)


def _identifier(reference: str, year: int, number: int) -> str:
    election, body, serial = reference.upper().split("/")
    kind, *place = _parts(body)
    ordinal = ".".join((*_parts(election), *place, serial, str(number)))
    if len(ordinal) > LONGEST_ORDINAL:
        ordinal = _short(reference, number)
    return f"ECLI:{COUNTRY}:{_court(kind)}:{year}:{ordinal}"


def _short(reference: str, number: int) -> str:
    """Return an ordinal for a name that is too long: a digest of it, with serial and number left to read."""
    serial = reference.rsplit("/", 1)[-1]
    digest = hashlib.sha256(reference.upper().encode()).hexdigest()[:10].upper()
    return f"{digest}.{serial}.{number}"


def _court(kind: str) -> str:
    # The code of a court begins with a letter.
    return (kind if kind[:1].isalpha() else f"B{kind}")[:LONGEST_COURT]


def _parts(name: str) -> list[str]:
    return [part for part in _FOREIGN.split(name) if part] or ["X"]
