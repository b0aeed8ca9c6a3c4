"""Every time limit of the cases in a scope, narrowed down: what can be asked of the board, as conditions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from casetracker.cases.awaiting import waits_for
from casetracker.cases.models import Case, CaseDeadline
from casetracker.cases.models.awaited import SERVICE
from casetracker.registry.models import Body

PAGE_SIZE = 50
# Whoever needs more than this narrows the list down; counting further would only cost time.
MOST_COUNTED = 2_000
# In so many cases of a list, from its beginning, words are looked for; the page says so where there are more.
MOST_READ = 5_000
NOBODY = "nobody"
RUNNING, OVERDUE, TODAY, WEEK, STAYED, MET, MISSED, ANY = (
    *("running", "overdue", "today", "week"),
    *("stayed", "met", "missed", "any"),
)
CLOCKS = (RUNNING, OVERDUE, TODAY, WEEK, STAYED, MET, MISSED, ANY)
DUE, NEWEST, OLDEST = "due", "newest", "oldest"
ORDERS = (DUE, NEWEST, OLDEST)
A_DAY = dt.timedelta(days=1)
A_WEEK = dt.timedelta(days=7)
# No zone is farther than that from UTC: a day's last moment lies within.
FARTHEST = dt.timedelta(hours=14)


@dataclass(frozen=True)
class Wanted:
    """What is asked of the board.

    Attributes:
        clock: of ``CLOCKS``: where the time limit to decide stands; ``any`` lists cases without one too.
        body_path: of the body whose cases, with those of all below it, are meant.
        assignee: the id of a user, or ``NOBODY``.
        words: each must stand in the reference, in the number of the contested act, or in the text.
        today: the civil day of the person who asks.
    """

    now: dt.datetime
    today: dt.date
    clock: str = RUNNING
    order: str = DUE
    due_from: dt.date | None = None
    due_to: dt.date | None = None
    election_id: str | None = None
    body_path: str | None = None
    procedure: str | None = None
    subject: str | None = None
    status: str | None = None
    assignee: int | str | None = None
    late: bool = False
    immediate: bool = False
    unserved: bool = False
    words: tuple[str, ...] = ()

    @property
    def by_clock(self) -> bool:
        """Tell whether only cases with a time limit are meant, so that they can be in its order."""
        return self.clock != ANY or bool(self.due_from or self.due_to or self.immediate)

    @property
    def is_by_due(self) -> bool:
        """Tell whether the lines are in the order of their time limits."""
        return self.by_clock and self.order == DUE

    @property
    def of_cases(self) -> bool:
        """Tell whether something is asked of the cases themselves, besides their place."""
        asked = (self.election_id, self.procedure, self.subject, self.status, self.assignee, self.words)
        return any(asked) or self.late or self.unserved


def reading_words(wanted: Wanted) -> tuple[str, ...]:
    """Return the words that texts must be read for: any but a whole reference, which an index finds."""
    return tuple(word for word in wanted.words if not _is_reference(word))


def whole_references(wanted: Wanted) -> tuple[str, ...]:
    """Return the words that are a whole reference, such as ``2022-PRES/CEC-0142``."""
    return tuple(word for word in wanted.words if _is_reference(word))


def _is_reference(word: str) -> bool:
    return word.count("/") == 2 and all(word.split("/"))


def narrowed(
    statement: Any,
    scope: sa.ColumnElement[bool],
    wanted: Wanted,
    more: Sequence[sa.ColumnElement[bool]],
    *,
    cases_lead: bool = False,
) -> Any:
    """Return a statement on cases and their clocks, narrowed to what is asked of the board.

    With *cases_lead* the database does not begin with the clocks: when something is asked of the cases, it
    would look at the cases of all the clocks in vain.
    """
    state = sa.func.coalesce(CaseDeadline.state, "") if cases_lead else CaseDeadline.state
    return (
        statement.select_from(Case)
        .join(CaseDeadline, its_clock(cases_lead), isouter=not wanted.by_clock)
        .join(Body, Case.body_id == Body.id)
        .where(scope, *_of_clock(wanted, state), *_of_case(wanted), *more)
    )


def its_clock(cases_lead: bool = False) -> sa.ColumnElement[bool]:
    """Return the condition that joins a case and its time limit to decide."""
    role: Any = CaseDeadline.role
    if cases_lead:
        # By no index of its own, only by that of the case.
        role = sa.func.coalesce(role, "")
    return sa.and_(CaseDeadline.case_id == Case.id, role == "review", CaseDeadline.state != "replaced")


def order_of(wanted: Wanted) -> tuple[Any, ...]:
    """Return what the lines are put in order by."""
    if wanted.is_by_due:
        return (CaseDeadline.due_at, CaseDeadline.id)
    if wanted.order == OLDEST:
        return (Case.received_at, Case.id)
    return (Case.received_at.desc(), Case.id.desc())


def _of_clock(wanted: Wanted, state: Any) -> list[sa.ColumnElement[bool]]:
    runs = state == RUNNING
    known: dict[str, list[sa.ColumnElement[bool]]] = {
        RUNNING: [runs],
        OVERDUE: [runs, CaseDeadline.due_at <= wanted.now],
        TODAY: [runs, CaseDeadline.due_at > wanted.now, CaseDeadline.due_on == wanted.today],
        WEEK: [runs, CaseDeadline.due_at > wanted.now, CaseDeadline.due_at <= wanted.now + A_WEEK],
        ANY: [],
    }
    conditions = known.get(wanted.clock, [state == wanted.clock])
    if wanted.due_from:
        conditions += [
            CaseDeadline.due_on >= wanted.due_from,
            CaseDeadline.due_at >= _midnight(wanted.due_from) - FARTHEST,
        ]
    if wanted.due_to:
        end = _midnight(wanted.due_to) + A_DAY + FARTHEST
        conditions += [CaseDeadline.due_on <= wanted.due_to, CaseDeadline.due_at <= end]
    if wanted.immediate:
        conditions.append(CaseDeadline.immediate.is_(True))
    return conditions


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), tzinfo=dt.UTC)


def _of_case(wanted: Wanted) -> list[sa.ColumnElement[bool]]:
    equal = {
        Case.election_id: wanted.election_id,
        Case.procedure: wanted.procedure,
        Case.subject: wanted.subject,
        Case.status: wanted.status,
    }
    conditions: list[sa.ColumnElement[bool]] = [
        column == value for column, value in equal.items() if value is not None
    ]
    if wanted.body_path:
        conditions.append(Body.path.startswith(wanted.body_path, autoescape=True))
    if wanted.assignee is not None:
        nobody = wanted.assignee == NOBODY
        conditions.append(Case.assignee_id.is_(None) if nobody else Case.assignee_id == wanted.assignee)
    if wanted.late:
        conditions.append(Case.is_late.is_(True))
    if wanted.unserved:
        conditions.append(is_unserved())
    return conditions + [_holds(word) for word in wanted.words]


def is_unserved() -> sa.ColumnElement[bool]:
    """Return the condition on ``Case`` that a decision of it waits for its service."""
    return waits_for(SERVICE)


def _holds(word: str) -> sa.ColumnElement[bool]:
    # SQLite folds the case of ASCII only, so Cyrillic is asked for in each way that it is written.
    written = sorted({word, word.lower(), word.upper(), word.capitalize()})
    if _is_reference(word):
        return Case.reference == word.upper()
    columns = (Case.reference, Case.contested_number, Case.text)
    return sa.or_(*(column.icontains(form, autoescape=True) for column in columns for form in written))
