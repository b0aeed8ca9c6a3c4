"""Elections that the register does not hold."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from casetracker.registry.models import Election

# No source read so far names the day of the first Kurultai election: these are invented for tests.
KURULTAI = "2026-kurultai"


def create_unverified_election(session: Session) -> Election:
    """Store an election called after the last day for which the law is verified."""
    election = Election(
        id=KURULTAI,
        code=KURULTAI.upper(),
        kind="kurultai",
        called_on=dt.date(2026, 7, 10),
        voting_on=dt.date(2026, 9, 13),
        zone="Asia/Almaty",
        overrides={},
        sources={},
        name_kk="Құрылтай сайлауы",
        name_ru="Выборы Курултая",
        name_en="Kurultai election",
    )
    session.add(election)
    session.flush()
    return election
