"""International standards for election disputes, each with what the figures tell of it.

The points are those of the Venice Commission (Code of Good Practice in Electoral Matters, II.3.3; report
CDL-AD(2020)025) and of IFES (the seven standards of its guide). Nothing is judged here: a share is told, and
how it was computed; where the register cannot know, it says so.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from casetracker.labels import REMEDIES
from casetracker.publication import measuring
from casetracker.publication.models import PublicHearing, PublicHearingCase
from casetracker.statistics.queries import counts
from casetracker.statistics.slices import COUNTRY, OF_STANDARDS, Cell, Filters

CODE = "CDL-AD(2002)023rev2, II.3.3"
REPORT = "CDL-AD(2020)025"
GUARDE = "IFES GUARDE"


@dataclass(frozen=True)
class Point:
    """A point of the standards.

    Attributes:
        demand: what the standard asks for.
        source: where it stands.
        how: how the share is computed, or why nothing can be told.
        part: what meets the demand; None when nothing can be told.
        whole: of which cases it is the share.
        is_share: False where a number is told that is neither better high nor low.
    """

    demand: LazyString
    source: str
    how: LazyString
    part: Cell | None = None
    whole: Cell | None = None
    is_share: bool = True


ENDED = ("in-time", "late")
POINTS: tuple[Point, ...] = (
    Point(
        _l("The time limit to file a complaint is three to five days."),
        f"{CODE}.g",
        _l("Cases whose time limit to file ended at most five days after the contested act."),
        Cell("filing-limit", ("short",)),
        Cell("filing-limit"),
    ),
    Point(
        _l("The time limit to decide on it is three to five days."),
        f"{CODE}.g; {GUARDE} 4",
        _l("Cases whose time limit to decide ended at most five days after receipt."),
        Cell("review-limit", ("short",)),
        Cell("review-limit"),
    ),
    Point(
        _l("Complaints are decided within three to five days."),
        f"{CODE}.g; {GUARDE} 4",
        _l("Decided cases in which the decision was taken at most five days after receipt."),
        Cell("duration", ("0", "1", "2-3", "4-5")),
        Cell("duration"),
    ),
    Point(
        _l("The time limits of the law are kept."),
        f"{REPORT}, 75-77; {GUARDE} 4",
        _l("Cases in which every time limit to decide was met, of those in which one was met or missed."),
        Cell("timeliness", ("in-time",)),
        Cell("timeliness", ENDED),
    ),
    Point(
        _l("What is complained of before voting day is decided before voting day."),
        f"{CODE}.g; {GUARDE} 4",
        _l(
            "Cases received before voting day that were decided before it. Pending cases are left out until "
            "voting day has come."
        ),
        Cell("before-voting", ("before",)),
        Cell("before-voting"),
    ),
    Point(
        _l("A time limit is computed for every complaint, and shown."),
        f"{REPORT}, 117; {GUARDE} 2",
        _l("Cases with a time limit to decide, of all cases."),
        Cell("review-limit"),
        Cell("outcomes"),
    ),
    Point(
        _l("Late complaints are counted apart."),
        f"{REPORT}, 26",
        _l("Cases that were filed after the time limit to file, of all cases."),
        Cell("filing", ("late",)),
        Cell("filing"),
        is_share=False,
    ),
    Point(
        _l("It is clear which body is competent, and there is no choice between two."),
        f"{CODE}.c; {REPORT}, 30; {GUARDE} 2",
        _l(
            "Cases not examined because another body was competent or had the matter before it, of all cases."
        ),
        Cell("grounds", ("no-jurisdiction", "lis-pendens")),
        Cell("outcomes"),
        is_share=False,
    ),
    Point(
        _l("All voters and candidates have the right to complain."),
        f"{CODE}.f; {GUARDE} 1",
        _l("Cases not examined for lack of standing, of all cases."),
        Cell("grounds", ("no-standing",)),
        Cell("outcomes"),
        is_share=False,
    ),
    Point(
        _l("Complaints are considered in open session."),
        f"{REPORT}, 129",
        _l("Decisions taken in open session, of those of which it is recorded."),
        Cell("sessions", ("open",)),
        Cell("sessions", ("open", "closed")),
    ),
    Point(
        _l("Decisions give their reasons."),
        f"{REPORT}, 120",
        _l("Decisions with facts, provisions and how these apply, of those whose text is known."),
        Cell("reasons", ("reasoned",)),
        Cell("reasons", ("reasoned", "unreasoned")),
    ),
    Point(
        _l("Decisions are published at once."),
        f"{REPORT}, 117",
        _l("Decisions published here on the day on which they were taken, of all ever published here."),
        Cell("publication", ("0",)),
        Cell("publication"),
    ),
    Point(
        _l("Who wins gets an effective remedy."),
        f"{CODE}.e; {GUARDE} 6",
        _l("Satisfied complaints with a recorded remedy, of all satisfied ones."),
        Cell("remedies", tuple(slug for slug in REMEDIES if slug != "none")),
        Cell("remedies"),
    ),
    Point(
        _l("It is told how a decision can be contested, and until when."),
        f"{CODE}.a; {GUARDE} 2",
        _l("Decisions that name the way to contest them, or whose time limit to contest is shown."),
        Cell("contesting", ("told",)),
        Cell("contesting"),
    ),
    Point(
        _l("Both sides are heard."),
        f"{CODE}.h",
        _l("What was said in a hearing, and by whom, is not published."),
    ),
    Point(
        _l("The complainant is informed of the decision."),
        f"{REPORT}, 26",
        _l("On whom a decision was served, and when, is not published."),
    ),
    Point(
        _l("The body that decides is impartial and competent."),
        f"{GUARDE} 3",
        _l("No figure can tell it."),
    ),
    Point(
        _l("Voters, candidates and officials know how to complain."),
        f"{GUARDE} 7",
        _l("Only complaints that were made are on the register."),
    ),
)


OF_HEARING: Mapping[str, Any] = {
    "election": PublicHearing.election_id,
    "forum": measuring.forum_in(PublicHearing.body_level),
    "body_level": PublicHearing.body_level,
    "region": sa.func.coalesce(PublicHearing.region, COUNTRY),
    "body": PublicHearing.body_id,
}
OF_HEARD_CASE: Mapping[str, Any] = {
    "subject": PublicHearingCase.subject,
    "complainant": PublicHearingCase.complainant_kind,
}


@dataclass(frozen=True)
class HearingFigures:
    """Hearings that have begun: how many, how many of them open, how many announced before they began.

    *past* counts with them what was to begin and was cancelled.
    """

    total: int
    open: int
    announced: int
    past: int


@dataclass(frozen=True)
class Standards:
    """What the figures tell of the standards."""

    counts: Mapping[str, Mapping[str, int]]
    hearings: HearingFigures

    def count(self, cell: Cell) -> int:
        """Return the number of a cell."""
        parts = self.counts[cell.measure]
        return sum(parts.get(value, 0) for value in cell.values or parts)


def standards(session: Session, filters: Filters, now: dt.datetime) -> Standards:
    """Return the numbers of every point, in two statements."""
    return Standards(counts(session, filters, OF_STANDARDS, now), _hearings(session, filters, now))


def _hearings(session: Session, filters: Filters, now: dt.datetime) -> HearingFigures:
    has_begun = PublicHearing.result.is_distinct_from("cancelled")
    told = sa.select(
        sa.func.count(sa.case((has_begun, 1))),
        sa.func.count(sa.case((has_begun & PublicHearing.is_open.is_(True), 1))),
        sa.func.count(sa.case((has_begun & (PublicHearing.set_at < PublicHearing.starts_at), 1))),
        sa.func.count(),
    ).where(PublicHearing.starts_at <= now, *_heard_under(filters))
    return HearingFigures(*session.execute(told).one())


def _heard_under(filters: Filters) -> list[sa.ColumnElement[bool]]:
    """Return what the filters demand of a hearing, or of one of the cases that are heard in it."""
    given = filters.given()
    case = [column == given[name] for name, column in OF_HEARD_CASE.items() if name in given]
    conditions = [column == given[name] for name, column in OF_HEARING.items() if name in given]
    return [*conditions, *([PublicHearing.cases.any(sa.and_(*case))] if case else [])]
