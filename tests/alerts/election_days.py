"""Forty days of an election: what is done to cases and when, and what is told of it, to whom and when.

Local time of Astana; voting on Sunday 20 November 2022. Nights from 17 to 21 November are not quiet.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import sqlalchemy as sa
import time_machine
from sqlalchemy.orm import Session

from casetracker.alerts.actions import plan_alerts
from casetracker.alerts.delivery import deliver
from casetracker.alerts.letters import Letter
from casetracker.alerts.models import AlertMark, OutboxMail
from casetracker.alerts.preview import coming_mails
from casetracker.cases.models import Case
from casetracker.db import now, unit_of_work
from config.settings import Settings
from tests.builders.cases import create_case, create_decision
from tests.builders.hearings import create_hearing
from tests.builders.proceedings import correct, create_stay, on, resume

Step = Callable[[Session, Case], object]
COURT = {"body": "kz-siac-astana", "procedure": "election-claim"}


def decide(session: Session, case: Case) -> object:
    taken = now().astimezone(dt.timezone(dt.timedelta(hours=6)))
    return create_decision(session, case, taken_at=taken.strftime("%Y-%m-%dT%H:%M"))


@dataclass(frozen=True)
class Story:
    """What happens to a case; all its copies have the same story."""

    received: str
    steps: tuple[tuple[str, Step], ...] = ()
    complaint: dict[str, Any] = field(default_factory=dict)


STORIES: dict[str, Story] = {
    "decided in time": Story("2022-11-21T10:00", (("2022-11-23T15:00", decide),)),
    "decided late": Story("2022-11-21T10:00", (("2022-11-27T12:00", decide),)),
    "never decided": Story("2022-11-30T10:00", (), {"contested_on": "2022-11-29"}),
    "before the campaign's end": Story(
        "2022-11-04T16:00", (("2022-11-07T10:00", decide),), {"contested_on": "2022-11-03"}
    ),
    "immediately": Story(
        "2022-11-19T16:30", (("2022-11-20T01:00", decide),), {"contested_on": "2022-11-19"} | COURT
    ),
    "perhaps immediately": Story(
        "2022-11-15T09:00", (("2022-11-20T12:00", decide),), {"contested_on": "2022-11-14"} | COURT
    ),
    "stayed": Story(
        "2022-11-21T10:00",
        (("2022-11-22T12:00", create_stay), ("2022-11-28T10:00", resume), ("2022-11-30T11:00", decide)),
    ),
    "corrected": Story(
        "2022-11-21T10:00",
        (
            (
                "2022-11-22T12:00",
                lambda session, case: correct(session, case, received_at="2022-11-22T10:00"),
            ),
            ("2022-11-25T16:00", decide),
        ),
    ),
    "heard": Story(
        "2022-11-21T10:00",
        (
            (
                "2022-11-21T11:00",
                lambda session, case: create_hearing(session, case, starts_at="2022-11-23T10:00"),
            ),
            ("2022-11-23T12:00", decide),
        ),
    ),
    "to the central commission": Story(
        "2022-11-10T09:00",
        (("2022-11-20T09:00", decide),),
        {"body": "kz-cec", "procedure": "violation-application", "contested_on": "2022-11-09"},
    ),
}

BEGIN, END = on("2022-11-01T00:00"), on("2022-12-11T00:00")


@dataclass
class Post:
    """A transport that notes what was handed over, and when."""

    taken: list[tuple[dt.datetime, str, str]] = field(default_factory=list)

    def send(self, letter: Letter, sender: str) -> None:
        self.taken.append((now(), letter.message_id, letter.recipient))

    def close(self) -> None:
        """Do nothing."""


class Election:
    """Lives through the stories, each told of so many cases; the planner and the sender run as it goes on."""

    def __init__(self, session: Session, settings: Settings, stories: dict[str, Story], copies: int) -> None:
        self.session, self.settings, self.post = session, settings, Post()
        self.minutes = 0
        self.cases: dict[str, list[str]] = {name: [] for name in stories}
        self.events = sorted(self._events(stories, copies), key=lambda event: event[0])

    def _events(
        self, stories: dict[str, Story], copies: int
    ) -> Iterator[tuple[dt.datetime, Callable[[], object]]]:
        for name, story in stories.items():
            yield on(story.received), partial(self._register, name, story, copies)
            for at, step in story.steps:
                yield on(at), partial(self._do, name, step)

    def _register(self, name: str, story: Story, copies: int) -> None:
        with unit_of_work(self.session):
            for _ in range(copies):
                case = create_case(self.session, received_at=story.received, **story.complaint)
                self.cases[name].append(case.reference)

    def _do(self, name: str, step: Step) -> None:
        with unit_of_work(self.session):
            chosen = sa.select(Case).where(Case.reference.in_(self.cases[name])).order_by(Case.id)
            for case in self.session.scalars(chosen.execution_options(populate_existing=True)).all():
                step(self.session, case)

    def live(self, until: dt.datetime, windows: Sequence[tuple[dt.datetime, dt.datetime]] = ()) -> None:
        """Let time go on: from event to event and planned moment to moment; in *windows* by the minute."""
        moment = BEGIN
        with time_machine.travel(moment, tick=False) as clock:
            while moment < until:
                soon = moment + dt.timedelta(minutes=1)
                by_minute = any(begin <= soon <= end for begin, end in windows)
                self.minutes += by_minute
                ahead = [soon] if by_minute else self._planned(moment)
                ahead += [begin for begin, _end in windows if begin > moment]
                moment = min([*ahead, *(at for at, _act in self.events[:1]), until])
                clock.move_to(moment)
                while self.events and self.events[0][0] <= moment:
                    self.events.pop(0)[1]()
                self.run()

    def wake_up(self, at: dt.datetime) -> None:
        """Let everything happen while nobody plans or sends, until *at*; then look twice."""
        with time_machine.travel(BEGIN, tick=False) as clock:
            for moment, act in self.events:
                clock.move_to(moment)
                act()
            for minutes in (0, 1):
                clock.move_to(at + dt.timedelta(minutes=minutes))
                self.run()

    def run(self) -> None:
        """Do what the scheduler does at a moment."""
        with unit_of_work(self.session):
            plan_alerts(self.session, now())
        deliver(self.settings, "the only", transport=self.post)

    def _planned(self, moment: dt.datetime) -> list[dt.datetime]:
        """Return when something goes out next, as the dry run tells; half a day later if that is sooner."""
        with unit_of_work(self.session):
            half_a_day = moment + dt.timedelta(hours=12)
            coming = coming_mails(self.session, None, moment, half_a_day)
            marked = sa.select(sa.func.min(AlertMark.change_at)).where(AlertMark.change_at > moment)
            again = self.session.scalar(marked)
        return [*(it.at for it in coming if it.at > moment), *([again] if again else []), half_a_day]

    def told(self) -> dict[str, list[list[str]]]:
        """Return what went out about each case of each story, in order: when, what and to whom."""
        mails = {mail.message_id: mail for mail in self.session.scalars(sa.select(OutboxMail))}
        by_case: dict[str, dict[tuple[dt.datetime, str, str], list[str]]] = {}
        for at, message_id, recipient in self.post.taken:
            mail = mails[message_id]
            what = (at, mail.intent, mail.variables.get("occurrence", "once"))
            by_case.setdefault(mail.case_reference or "", {}).setdefault(what, []).append(
                recipient.split("@")[0]
            )
        return {name: [_lines(by_case.get(ref, {})) for ref in refs] for name, refs in self.cases.items()}


def _lines(told: dict[tuple[dt.datetime, str, str], list[str]]) -> list[str]:
    lines = []
    for (at, intent, occurrence), people in sorted(told.items()):
        local = at.astimezone(dt.timezone(dt.timedelta(hours=6)))
        what = intent if occurrence == "once" else f"{intent}/{occurrence}"
        lines.append(f"{local:%a %d %b %H:%M} {what} {'+'.join(sorted(people))}")
    return lines
