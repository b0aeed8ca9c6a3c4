"""A desk that has been at work: very many cases, many of them decided and published, and people to log in."""

from __future__ import annotations

import datetime as dt
import random
from typing import cast

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bench.case_store import ACTOR, Row, engine_for, fill, insert, settle
from bench.questions import SEED
from casetracker.accounts.actions import create_user
from casetracker.accounts.models import User
from casetracker.cases.likeness import sketch
from casetracker.cases.models import Case, CaseCounter, CaseDeadline, CaseSketch, Decision
from casetracker.lawbook import LawBook
from casetracker.publication.models import PublicCase, PublicDecision
from casetracker.registry.generating import complete_register
from casetracker.registry.loading import load_bodies
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
BATCH = 2_000
# Of ten cases six are decided; of ten of those nine are served, and eight published.
DECIDED, SERVED, PUBLISHED = 6, 9, 8
WORDS = tuple(
    word
    for line in (
        "байқаушы учаске комиссия төраға хаттама көшірме дауыс санау бюллетень жәшік сайлаушы тізім",
        "үгіт протокол наблюдатель подсчёт голосов удалён помещение жалоба решение отменить признать",
        "незаконным кандидат регистрация отказ подпись плакат митинг срок нарушение закон статья видео",
    )
    for word in line.split()
)
TABLES = tuple(
    cast("sa.Table", model.__table__) for model in (CaseSketch, Decision, PublicCase, PublicDecision)
)


def text_of(number: int) -> str:
    """Return the text of a case: no two are alike, but one in fifty repeats the one before."""
    chance = random.Random(SEED + number - (number % 50 == 0))  # noqa: S311  # the same texts every time
    return " ".join(chance.choices(WORDS, k=60))


def fill_desk(url: str, book: LawBook, cases: int) -> None:
    """Store the cases, the whole register of bodies, people, decisions and publications."""
    fill(url, book, cases, text_of)
    with engine_for(url) as engine:
        with Session(engine) as session, session.begin():
            load_bodies(session, complete_register(read_bodies(CONFIG_DIR / "bodies")))
            people = [_person(session, *person) for person in PEOPLE]
        _work(engine, people)
        for first in range(1, cases + 1, BATCH):
            insert(engine, TABLES, _rows(engine, range(first, min(first + BATCH, cases + 1))))
        settle(engine)


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


def _work(engine: sa.Engine, people: list[int]) -> None:
    """Decide and give away what is stored."""
    with engine.begin() as connection:
        decided = sa.update(Case).where(Case.id % 10 < DECIDED).values(status="decided")
        connection.execute(decided)
        of_decided = CaseDeadline.case_id % 10 < DECIDED
        running = sa.update(CaseDeadline).where(CaseDeadline.state == "running", of_decided)
        connection.execute(running.values(state="met", ended_at=CaseDeadline.started_at))
        # The numbers that the cases have are taken.
        last = sa.select(Case.election_id, Case.body_id, sa.func.max(Case.serial)).group_by(
            Case.election_id, Case.body_id
        )
        columns = ["election_id", "body_id", "last_serial"]
        connection.execute(sa.insert(CaseCounter).from_select(columns, last))
        for place, user_id in enumerate(people):
            share = sa.update(Case).where(Case.id % (2 * len(people)) == place)
            connection.execute(share.values(assignee_id=user_id))


def _rows(engine: sa.Engine, numbers: range) -> tuple[list[Row], list[Row], list[Row], list[Row]]:
    wanted = sa.select(Case.__table__).where(Case.id.between(numbers[0], numbers[-1])).order_by(Case.id)
    with engine.connect() as connection:
        cases = [dict(row._mapping) for row in connection.execute(wanted)]
    sketches = [{"number": it, "case_id": case["id"]} for case in cases for it in sketch(case["text"])]
    decided = [case for case in cases if case["id"] % 10 < DECIDED]
    published = [case for case in decided if case["id"] // 10 % 10 < PUBLISHED]
    return (
        sketches,
        [_decision(case) for case in decided],
        [_public_case(case) for case in published],
        [_public_decision(case) for case in published],
    )


def _decision(case: Row) -> Row:
    taken_at = case["received_at"] + dt.timedelta(days=2)
    return {
        "id": case["id"],
        "case_id": case["id"],
        "number": str(case["serial"]),
        "taken_at": taken_at,
        "outcome": "refused",
        "facts": "",
        "provisions": "",
        "application": "",
        "operative": "",
        "remedy": "none",
        "appeal_route": "",
        "language": "kk",
        "served_at": taken_at if case["id"] // 100 % 10 < SERVED else None,
        "text_known": True,
        "recorded_at": taken_at,
        "recorded_by": ACTOR,
    }


def _public_case(case: Row) -> Row:
    election, body, serial = case["reference"].lower().split("/")
    same = ("id", "reference", "election_id", "body_id", "procedure", "subject", "language", "received_at")
    return {name: case[name] for name in (*same, "contested_kind", "contested_on", "is_late")} | {
        "slug": f"{election}/{body}-{serial}",
        "state": "published",
        "body_level": "territorial-region",
        "status": "decided",
        "complainant_kind": "observer",
        "summary": "",
        "receipt_known": True,
        "zone": "Asia/Almaty",
        "clocks": [],
        "timeline": [],
        "clocks_at": case["received_at"],
        "published_at": case["received_at"],
        "updated_at": case["received_at"],
        "version": 1,
    }


def _public_decision(case: Row) -> Row:
    decision = _decision(case)
    same = ("id", "number", "taken_at", "outcome", "facts", "provisions", "application", "operative")
    return {name: decision[name] for name in (*same, "remedy", "appeal_route", "language")} | {
        "public_case_id": case["id"],
        "ordinal": 1,
        "published_at": decision["taken_at"],
        "lag_seconds": 0,
        "version": 1,
    }
