"""A desk that has been at work: very many cases, many of them decided and published, and people to log in."""

from __future__ import annotations

import random

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bench.case_store import ACTOR, TABLES, Row, engine_for, fill, insert, settle
from bench.desk_work import (
    AWAITED,
    EVENTS,
    WORKED,
    events_of_work,
    is_decided,
    is_stayed,
    lacks_clock,
    rows_of_work,
)
from bench.questions import SEED
from bench.repeating import repeat
from casetracker.accounts.actions import create_user
from casetracker.accounts.models import User
from casetracker.cases.awaiting import renew_clocks, renew_courts, renew_service
from casetracker.cases.models import Case, CaseCounter, CaseDeadline
from casetracker.labels import SUBJECTS
from casetracker.lawbook import LawBook
from casetracker.publication.unpublished import renew_unpublished
from casetracker.registry.generating import complete_register
from casetracker.registry.loading import load_bodies
from casetracker.registry.models import Body
from casetracker.registry.reading import read_bodies
from config.settings import CONFIG_DIR

PASSWORD = "a password of the bench"  # noqa: S105  # of a database that lives for minutes
COMMISSION, HIGHEST, EMPTY = "kz-rec-astana", "kz-cec", "kz-pec-astana-372"
CLERK, CHIEF, NEWCOMER = "clerk@bench.example", "chief@bench.example", "newcomer@bench.example"
PEOPLE = (
    (CLERK, "clerk", COMMISSION),
    (CHIEF, "supervisor", HIGHEST),
    (NEWCOMER, "clerk", EMPTY),
    *((f"lawyer-{number}@bench.example", "lawyer", COMMISSION) for number in range(20)),
)
# So many cases differ from each other; the others repeat them, each under its own number.
KINDS = 4_000
# The acts of so many precincts are contested.
CONTESTED = 500
WORDS = tuple(
    word
    for line in (
        "байқаушы учаске комиссия төраға хаттама көшірме дауыс санау бюллетень жәшік сайлаушы тізім",
        "үгіт протокол наблюдатель подсчёт голосов удалён помещение жалоба решение отменить признать",
        "незаконным кандидат регистрация отказ подпись плакат митинг срок нарушение закон статья видео",
    )
    for word in line.split()
)


def text_of(number: int) -> str:
    """Return the text of a case: no two are alike, but one in fifty repeats the one before."""
    chance = random.Random(SEED + number - (number % 50 == 0))  # noqa: S311  # the same texts every time
    return " ".join(chance.choices(WORDS, k=60))


def fill_desk(url: str, book: LawBook, cases: int, kinds: int = KINDS) -> None:
    """Store the cases, the whole register of bodies, people, and the work that was done on the cases.

    *kinds* cases are computed; the database repeats them until there are as many as were asked for.
    """
    kinds = min(kinds, cases)
    if cases % kinds:
        raise ValueError(f"{cases} cases are not a multiple of {kinds}.")
    fill(url, book, kinds, text_of)
    with engine_for(url) as engine:
        with Session(engine) as session, session.begin():
            load_bodies(session, complete_register(read_bodies(CONFIG_DIR / "bodies")))
            people = [_person(session, *person) for person in PEOPLE]
            precincts = list(session.scalars(_precincts()))
        stored = _stored(engine)
        insert(engine, (*WORKED, EVENTS), (*rows_of_work(stored), events_of_work(stored)))
        _work(engine, people, precincts)
        with Session(engine) as session, session.begin():
            _await(session)
        repeat(engine, (*TABLES, *WORKED, AWAITED), kinds, cases)
        with engine.begin() as connection:
            _take_numbers(connection)
        settle(engine, (*TABLES, *WORKED, AWAITED))


def _precincts() -> sa.Select[str]:
    return sa.select(Body.id).where(Body.level == "precinct").order_by(Body.id).limit(CONTESTED)


def _stored(engine: sa.Engine) -> list[Row]:
    """Return the cases that were computed, each with the review clock that it has."""
    review = sa.and_(CaseDeadline.case_id == Case.id, CaseDeadline.role == "review")
    wanted = sa.select(Case.__table__, CaseDeadline.rule_id).join(CaseDeadline, review).order_by(Case.id)
    with engine.connect() as connection:
        return [dict(row._mapping) for row in connection.execute(wanted)]


def _person(session: Session, email: str, role: str, body_id: str) -> int:
    user: User = create_user(
        session,
        email=email,
        name=email.partition("@")[0],
        role=role,
        body_id=body_id,
        language="ru",
        password=PASSWORD,
        actor=ACTOR,
    )
    session.flush()
    return user.id


def _work(engine: sa.Engine, people: list[int], precincts: list[str]) -> None:
    """Decide, stay and give away what is stored."""
    clocks = sa.update(CaseDeadline).where(CaseDeadline.role == "review")
    with engine.begin() as connection:
        numbers = list(connection.scalars(sa.select(Case.id).order_by(Case.id)))
        changed = [_worked(number, people, precincts) for number in numbers]
        table = TABLES[1]
        becomes: Row = {name: sa.bindparam(name) for name in changed[0] if name != "number"}
        connection.execute(
            sa.update(table).where(table.c.id == sa.bindparam("number")).values(becomes), changed
        )
        of = CaseDeadline.case_id
        decided = [number for number in numbers if is_decided(number)]
        ended = {"state": "met", "ended_at": CaseDeadline.started_at}
        connection.execute(clocks.where(of.in_(decided)).values(ended))
        stayed = [number for number in numbers if is_stayed(number)]
        stands = {"state": "stayed", "stayed_on": CaseDeadline.strict_on, "remaining": 2}
        connection.execute(clocks.where(of.in_(stayed)).values(stands))
        lacking = [number for number in numbers if lacks_clock(number)]
        connection.execute(sa.delete(CaseDeadline).where(CaseDeadline.role == "review", of.in_(lacking)))


def _await(session: Session) -> None:
    """Note what the cases wait for, as the product does when it records one after the other."""
    every = sa.select(Case.id)
    for renew in (renew_service, renew_unpublished, renew_clocks, renew_courts):
        renew(session, every)


def _worked(number: int, people: list[int], precincts: list[str]) -> Row:
    """Return what became of a case: half of them are somebody's, and one in twelve was late."""
    chance = random.Random(SEED - number)  # noqa: S311  # the same every time
    place = chance.randrange(2 * len(people))
    return {
        "number": number,
        "status": "decided" if is_decided(number) else chance.choice(("registered", "admitted")),
        "subject": chance.choice(sorted(SUBJECTS)),
        "contested_body_id": chance.choice(precincts),
        "contested_number": str(chance.randrange(1, 400)) if number % 3 else None,
        "is_late": chance.randrange(12) == 0,
        "assignee_id": people[place] if place < len(people) else None,
    }


def _take_numbers(connection: sa.Connection) -> None:
    """Note that the numbers which the cases have are taken."""
    last = sa.select(Case.election_id, Case.body_id, sa.func.max(Case.serial)).group_by(
        Case.election_id, Case.body_id
    )
    columns = ["election_id", "body_id", "last_serial"]
    connection.execute(sa.insert(CaseCounter).from_select(columns, last))
