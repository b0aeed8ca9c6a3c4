"""Go on with the others when one thing that is to be told cannot be read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from sqlalchemy.exc import SQLAlchemyError

from casetracker.alerts.faults import OCCASION, Fault, error_in_short
from casetracker.alerts.recipients import Responsible
from casetracker.alerts.tellings import Telling
from casetracker.registry.models import Body

People = Callable[[], Responsible]
Timed = tuple[dt.datetime, Telling]
Spoilt = Callable[[Fault, Exception], None]
# By what something is known that cannot be read: its number, its name for people, its body.
Known = tuple[str, str, Body | None]
Item = TypeVar("Item")


def leave_out(_fault: Fault, _error: Exception) -> None:
    """Say nothing of what cannot be read: somebody else does."""


def each_readable(
    items: Iterable[Item],
    told_of: Callable[[Item], Iterable[Timed]],
    known: Callable[[Item], Known],
    spoilt: Spoilt,
) -> Iterator[Timed]:
    """Yield what *told_of* tells of each item; *spoilt* learns of the items of which it fails."""
    for item in items:
        try:
            timed = list(told_of(item))
        except SQLAlchemyError:
            raise
        except Exception as error:
            number, what, body = known(item)
            spoilt(Fault(OCCASION, number, what, error_in_short(error), body.id if body else None), error)
            continue
        yield from timed
