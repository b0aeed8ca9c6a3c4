"""One pass of the planner: what it works with, what it made, and what it went on without."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from casetracker.alerts.faults import CLOCK, Fault, error_in_short, forget_faults, known_faults, note_faults
from casetracker.alerts.recipients import Responsible
from casetracker.alerts.rules_of_bodies import RulesOfBodies
from casetracker.alerts.tellings import Telling, insert_new

log = structlog.get_logger(__name__)

MOST_PER_PASS = 2000


@dataclass
class Pass:
    """One pass over clocks, or over occasions (``kind``)."""

    session: Session
    now: dt.datetime
    domain: str
    rules: RulesOfBodies
    kind: str = CLOCK
    mails: int = 0
    is_done: bool = True
    silent: set[str] = field(default_factory=set)
    known: Responsible | None = None
    _apart: dict[str, Fault] = field(default_factory=dict)
    _well: set[str] = field(default_factory=set)
    _before: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._before = known_faults(self.session, self.kind)

    @property
    def responsible(self) -> Responsible:
        """Return the people, read when the first of them is to be told something."""
        self.known = self.known or Responsible.load(self.session)
        return self.known

    def tell(self, tellings: Sequence[Telling]) -> None:
        """Put tellings into the outbox, in their order: two planners never wait in a circle."""
        self.mails += insert_new(self.session, [row for each in tellings for row in self._rows(each)])
        self.silent |= {each.body.id for each in tellings if not each.users}

    def _rows(self, telling: Telling) -> Iterator[dict[str, Any]]:
        what = telling.reference or telling.stem
        try:
            rows = list(telling.rows(self.responsible, self.now, self.domain))
        except SQLAlchemyError:
            raise
        except Exception as error:
            # What tells of it cannot be made; the mails about everything else go on.
            fault = Fault(self.kind, telling.stem, what, error_in_short(error), telling.body.id)
            self.set_apart(fault, error)
            return
        self.works(telling.stem)
        yield from rows

    def set_apart(self, fault: Fault, error: Exception) -> None:
        """Go on without something that cannot be read."""
        log.error("alert_fault", key=fault.key, what=fault.what, exc_info=error)
        self._apart[fault.key] = fault

    def works(self, number: str | int) -> None:
        """Note that something could be read, whatever was so before."""
        if self._before:
            self._well.add(f"{self.kind}:{number}")

    def note_faults(self) -> None:
        """Note what was set apart, and forget what works again; of occasions, all that was not met now."""
        gone = self._well if self.kind == CLOCK else self._before
        forget_faults(self.session, gone & self._before - self._apart.keys())
        note_faults(self.session, self._apart.values(), self.now)

    def is_full(self) -> bool:
        """Tell whether the rest is left to the next pass, so that a long sleep locks nobody else out."""
        if self.mails >= MOST_PER_PASS:
            self.is_done = False
        return self.mails >= MOST_PER_PASS
