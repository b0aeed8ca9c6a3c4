"""Forty days of an election: exactly these mails, whether the planner looks each minute or when it must."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from casetracker.alerts import delivery
from casetracker.alerts.claims import MINUTE, ClaimedMail
from casetracker.alerts.letters import Letter
from casetracker.db import unit_of_work
from config.settings import Settings
from tests.alerts.election_days import END, STORIES, Election
from tests.builders.accounts import create_user
from tests.builders.proceedings import on
from tests.builders.registry import ASTANA, CENTRAL

# What is planned does not depend on the database's engine; tests/alerts/test_actions.py asks both.
pytestmark = pytest.mark.parametrize("database_engine", ["sqlite"], indirect=True)

COPIES = 20
# The court has no publisher and nobody above it: what is to be published there reaches nobody.
PEOPLE = (
    *(("lawyer", "lawyer", ASTANA), ("supervisor", "supervisor", ASTANA), ("publisher", "publisher", ASTANA)),
    *(("judge", "lawyer", "kz-siac-astana"), ("member", "lawyer", CENTRAL), ("boss", "supervisor", CENTRAL)),
)
EXPECTED = {
    "decided in time": """
        Wed 23 Nov 07:00 deadline-strict lawyer
        Thu 24 Nov 15:00 decision-unpublished publisher
        Thu 24 Nov 15:00 decision-unserved lawyer""",
    "decided late": """
        Wed 23 Nov 07:00 deadline-strict lawyer
        Thu 24 Nov 07:00 deadline-reminder/last-day lawyer
        Thu 24 Nov 22:00 deadline-reminder/2h lawyer
        Fri 25 Nov 07:00 deadline-overdue lawyer+supervisor
        Sat 26 Nov 07:00 deadline-overdue/day-1 boss+lawyer+supervisor
        Sun 27 Nov 07:00 deadline-overdue/day-2 boss+lawyer+supervisor
        Mon 28 Nov 12:00 decision-unpublished publisher
        Mon 28 Nov 12:00 decision-unserved lawyer""",
    "never decided": """
        Fri 02 Dec 07:00 deadline-strict lawyer
        Sat 03 Dec 07:00 deadline-reminder/last-day lawyer
        Sat 03 Dec 22:00 deadline-reminder/2h lawyer
        Sun 04 Dec 07:00 deadline-overdue lawyer+supervisor
        Mon 05 Dec 07:00 deadline-overdue/day-1 boss+lawyer+supervisor
        Tue 06 Dec 07:00 deadline-overdue/day-2 boss+lawyer+supervisor
        Wed 07 Dec 07:00 deadline-overdue/day-3 boss+lawyer+supervisor
        Thu 08 Dec 07:00 deadline-overdue/day-4 boss+lawyer+supervisor
        Fri 09 Dec 07:00 deadline-overdue/day-5 boss+lawyer+supervisor
        Sat 10 Dec 07:00 deadline-overdue/day-6 boss+lawyer+supervisor""",
    "before the campaign's end": """
        Sun 06 Nov 07:00 deadline-strict lawyer
        Mon 07 Nov 07:00 deadline-reminder/last-day lawyer
        Tue 08 Nov 10:00 decision-unpublished publisher
        Tue 08 Nov 10:00 decision-unserved lawyer""",
    "immediately": """
        Sat 19 Nov 16:30 deadline-immediate judge
        Sat 19 Nov 18:30 deadline-immediate/again-1 judge
        Sat 19 Nov 20:30 deadline-immediate/again-2 judge
        Sat 19 Nov 22:30 deadline-immediate/again-3 judge
        Sun 20 Nov 00:00 deadline-overdue judge
        Mon 21 Nov 01:00 decision-unserved judge""",
    # Half of the time is over at half past four in the night: two days before voting that is told.
    "perhaps immediately": """
        Tue 15 Nov 09:00 deadline-reminder/early judge
        Fri 18 Nov 04:30 deadline-reminder/half judge
        Sat 19 Nov 00:00 deadline-strict judge
        Sun 20 Nov 00:00 deadline-reminder/last-day judge
        Mon 21 Nov 12:00 decision-unserved judge""",
    "stayed": """
        Tue 22 Nov 12:00 clock-stayed lawyer
        Mon 28 Nov 10:00 clock-resumed lawyer
        Tue 29 Nov 07:00 deadline-strict lawyer
        Wed 30 Nov 07:00 deadline-reminder/last-day lawyer
        Thu 01 Dec 11:00 decision-unpublished publisher
        Thu 01 Dec 11:00 decision-unserved lawyer""",
    "corrected": """
        Tue 22 Nov 12:00 deadline-moved lawyer
        Thu 24 Nov 07:00 deadline-strict lawyer
        Fri 25 Nov 07:00 deadline-reminder/last-day lawyer
        Sat 26 Nov 16:00 decision-unpublished publisher
        Sat 26 Nov 16:00 decision-unserved lawyer""",
    "heard": """
        Tue 22 Nov 10:00 hearing-soon lawyer
        Wed 23 Nov 07:00 deadline-strict lawyer
        Thu 24 Nov 12:00 decision-unpublished publisher
        Thu 24 Nov 12:00 decision-unserved lawyer""",
    # Who decides there is told of half of the time; nobody is above them.
    "to the central commission": """
        Sun 13 Nov 07:00 deadline-reminder/half member
        Mon 14 Nov 07:00 deadline-strict member
        Tue 15 Nov 07:00 deadline-reminder/last-day member
        Tue 15 Nov 22:00 deadline-reminder/2h member
        Wed 16 Nov 07:00 deadline-overdue boss+member
        Thu 17 Nov 00:00 deadline-overdue/day-1 boss+member
        Fri 18 Nov 00:00 deadline-overdue/day-2 boss+member
        Sat 19 Nov 00:00 deadline-overdue/day-3 boss+member
        Sun 20 Nov 00:00 deadline-overdue/day-4 boss+member
        Mon 21 Nov 09:00 decision-unpublished boss
        Mon 21 Nov 09:00 decision-unserved member""",
}


@pytest.fixture(autouse=True)
def bare_mails(monkeypatch: pytest.MonkeyPatch) -> None:
    """Send mails without a text: tests/alerts/test_rendering.py reads them all."""

    def compose(mail: ClaimedMail, _settings: Settings) -> Letter:
        return Letter(mail.message_id, mail.recipient, b"")

    monkeypatch.setattr(delivery, "compose_claimed", compose)


@pytest.fixture
def people(registry: Session) -> Session:
    with unit_of_work(registry):
        for name, role, body in PEOPLE:
            create_user(registry, role=role, body_id=body, email=f"{name}@register.example")
    return registry


def lines(story: str) -> list[str]:
    return [line.strip() for line in EXPECTED[story].strip().splitlines()]


@pytest.mark.slow
def test_two_hundred_cases_in_forty_days_are_told_of_exactly_like_this(
    people: Session, settings: Settings
) -> None:
    election = Election(people, settings, STORIES, COPIES)
    election.live(END)
    told = election.told()
    assert sum(len(cases) for cases in told.values()) == 200
    assert {name: cases[0] for name, cases in told.items()} == {name: lines(name) for name in STORIES}
    assert [name for name, cases in told.items() if cases != [cases[0]] * COPIES] == []
    ids = [message_id for _at, message_id, _to in election.post.taken]
    assert len(ids) == len(set(ids))


@pytest.mark.slow
def test_looking_each_minute_tells_the_same(people: Session, settings: Settings) -> None:
    # Thursday night: two hours before the end, the end, and the morning when quiet hours end.
    names = ("decided late", "corrected", "heard")
    election = Election(people, settings, {name: STORIES[name] for name in names}, 1)
    hours = [on(text) for text in ("2022-11-24T22:00", "2022-11-25T00:00", "2022-11-25T07:00")]
    election.live(hours[-1] + 10 * MINUTE, [(hour - 10 * MINUTE, hour + 10 * MINUTE) for hour in hours])
    assert election.minutes == 60
    until = {"decided late": 4, "corrected": 3, "heard": 4}
    assert {name: cases[0] for name, cases in election.told().items()} == {
        name: lines(name)[: until[name]] for name in names
    }


@pytest.mark.slow
def test_forty_days_of_sleep_are_caught_up_once(people: Session, settings: Settings) -> None:
    asleep = Election(people, settings, {"never decided": STORIES["never decided"]}, 3)
    asleep.wake_up(on("2023-01-13T09:00"))
    # Forty days after the end: one notice, not fourteen, and none of before the end.
    once = ["Fri 13 Jan 09:00 deadline-overdue/day-14 boss+lawyer+supervisor"]
    assert asleep.told() == {"never decided": [once] * 3}
