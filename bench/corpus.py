"""A register of very many published decisions, in Kazakh and Russian: what a search looks through.

The words of a text come from a vocabulary in which few words are frequent and most are rare, as in any
language. *kinds* texts differ and are analysed as the product does it; the database repeats them. Bodies,
stages, grounds and limits differ as in a real register, and its words are known to who mistypes them.
"""

from __future__ import annotations

import datetime as dt
import itertools
import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, cast
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bench.case_store import ELECTION, engine_for, insert, settle
from bench.corpus_cases import Forums, standing
from bench.corpus_index import Indexing
from bench.questions import SEED
from bench.repeating import repeat
from casetracker import migrating
from casetracker.db import Base
from casetracker.labels import SUBJECTS
from casetracker.lawbook import load_lawbook
from casetracker.publication.models import PublicCase, PublicDecision
from casetracker.registry.loading import load_bodies, load_elections
from casetracker.registry.models import Body, Election
from casetracker.registry.reading import read_bodies, read_elections
from casetracker.search.analysis.analyser import ANALYSER_VERSION
from casetracker.search.ddl import create_statements, drop_statements
from casetracker.search.generations import note_changes
from casetracker.search.models import SearchEntry
from casetracker.search.vocabulary import SearchWord
from config.settings import CONFIG_DIR

Row = dict[str, Any]

LETTERS = 2_000
VOCABULARY = 20_000
KAZAKH_SHARE = 0.55
BATCH = 1_000
# For building an index once; the service has its own settings.
MUCH_MEMORY = {
    "sqlite": "PRAGMA cache_size = -1000000",
    "postgresql": "SET LOCAL maintenance_work_mem = '1GB'",
}
KK = (
    "комиссия сайлау учаске дауыс шешім өтініш хаттама байқаушы заң бап құқық мүше төраға бюллетень жәшік "
    "тізім сайлаушы санау нәтиже кандидат тіркеу мерзім отырыс шағым сот орган өкіл көшірме қол қою талап"
)
RU = (
    "комиссия выборы участок голос решение заявление протокол наблюдатель закон статья право член "
    "председатель бюллетень ящик список избиратель подсчёт результат кандидат регистрация срок "
    "заседание жалоба суд орган представитель копия подпись требование"
)
SYLLABLES = {
    "kk": "ба қа са та жа ма на да ке те ре ле бе се ме ау ал ар ас ет ек ер ұл құ өз өт кө сү бү ді қы ты",
    "ru": "ба ва го до за ка ли мо но пе ро со та у фи хо ча ше ща э ра ло ме ни ре се те вы жи зна ста пра",
}
OUTCOMES = ("satisfied", "partly-satisfied", "refused", "returned", "left-without-consideration")
TABLES = tuple(cast("sa.Table", model.__table__) for model in (PublicCase, PublicDecision, SearchEntry))
# When the first complaint was received.
FIRST = dt.datetime(2022, 10, 1, 4, tzinfo=dt.UTC)
CASE: Row = {
    "state": "published",
    "contested_kind": "act",
    "receipt_known": True,
    "timeline": [],
    "corrections": [],
    "version": 1,
}
DECISION: Row = {
    **dict.fromkeys(("ground_text", "provisions", "application", "operative", "appeal_route"), ""),
    "ordinal": 1,
    "ruling": None,
    "inadmissibility_ground": None,
    "refusal_ground": None,
    "ground_citations": [],
    "cited": [],
    "remedy": "none",
    "lag_seconds": 0,
    "version": 1,
}
ENTRY: Row = {"kind": "decision", "ordinal": 1, "analyser_version": ANALYSER_VERSION}


@lru_cache
def vocabulary(language: str) -> tuple[Sequence[str], Sequence[float]]:
    """Return the words of a language, the most frequent first, and how often each is taken, added up."""
    known = (KK if language == "kk" else RU).split()
    chance = random.Random(f"{SEED} {language}")  # noqa: S311  # the same words every time
    syllables, words = SYLLABLES[language].split(), dict.fromkeys(known)
    while len(words) < VOCABULARY:
        words["".join(chance.choices(syllables, k=chance.randint(2, 5)))] = None
    return list(words), list(itertools.accumulate(1 / rank for rank in range(3, VOCABULARY + 3)))


def text_of(number: int) -> tuple[str, str]:
    """Return the text of a decision and its language."""
    chance = random.Random(SEED * 31 + number)  # noqa: S311  # the same texts every time
    language = "kk" if chance.random() < KAZAKH_SHARE else "ru"
    words, weights = vocabulary(language)
    sentences, letters = [], 0
    while letters < LETTERS:
        said = " ".join(chance.choices(words, cum_weights=weights, k=chance.randint(6, 18)))
        sentences.append(f"{said.capitalize()}.")
        letters += len(said) + 2
    return " ".join(sentences), language


def fill_register(url: str, decisions: int, kinds: int, *, clocks: bool = True) -> None:
    """Publish so many decisions in an empty database, *kinds* of them different.

    Without *clocks* the pages of cases tell none, which no search notices: they are most of what is stored.
    """
    kinds = min(kinds, decisions)
    if decisions % kinds:
        raise ValueError(f"{decisions} decisions are not a multiple of {kinds}.")
    migrating.upgrade(url)
    with engine_for(url) as engine, Session(engine, expire_on_commit=False) as session:
        forums = _forums(session)
        indexing = Indexing((*forums.commissions, *forums.courts), forums.election, engine.dialect.name)
        for numbers in _batches(kinds):
            rows = [_rows(number, forums, indexing) for number in numbers]
            insert(engine, TABLES, tuple(list(of_table) for of_table in zip(*rows, strict=True)))
        with _without_full_text(engine):
            if not clocks:
                with engine.begin() as connection:
                    connection.execute(sa.update(PublicCase).values(clocks=[]))
            repeat(engine, TABLES, kinds, decisions)
        note_changes(session, {1})
        indexing.keep_words(session)
        session.commit()
        settle(engine, (*TABLES, cast("sa.Table", SearchWord.__table__)))


@contextmanager
def _without_full_text(engine: sa.Engine) -> Iterator[None]:
    """Build the full-text index anew after the block: row by row it takes many times as long."""
    with engine.begin() as connection:
        for statement in drop_statements(engine.dialect.name):
            connection.exec_driver_sql(statement)
    yield
    with engine.begin() as connection:
        connection.exec_driver_sql(MUCH_MEMORY[engine.dialect.name])
        for statement in create_statements(engine.dialect.name):
            connection.exec_driver_sql(statement)


def _forums(session: Session) -> Forums:
    """Load bodies and the election; return who decides, and by which law."""
    load_bodies(session, read_bodies(CONFIG_DIR / "bodies"))
    load_elections(session, read_elections(CONFIG_DIR / "elections"))
    session.flush()
    election = session.get_one(Election, ELECTION)
    bodies = list(session.scalars(sa.select(Body).order_by(Body.id)))
    session.commit()
    commissions = [body for body in bodies if body.kind == "commission"]
    courts = [body for body in bodies if body.kind == "administrative-court"]
    return Forums(commissions, courts, election, load_lawbook(CONFIG_DIR))


def _batches(kinds: int) -> Iterator[range]:
    for first in range(1, kinds + 1, BATCH):
        yield range(first, min(first + BATCH, kinds + 1))


def _rows(number: int, forums: Forums, indexing: Indexing) -> tuple[Row, ...]:
    """Return the rows of one decision: of its case, of itself, and of the index."""
    chance = random.Random(number)  # noqa: S311  # the same rows every time
    text, language = text_of(number)
    commission = chance.choice(forums.commissions)
    received = FIRST + dt.timedelta(hours=chance.randrange(2_400))
    taken = received + dt.timedelta(days=chance.randrange(1, 6))
    same: Row = {
        "id": number,
        "slug": f"2022-pres/bench-{number:06}",
        "reference": f"2022-PRES/BENCH/{number:06}",
        "election_id": ELECTION,
        "subject": chance.choice(sorted(SUBJECTS)),
        "language": language,
    }
    outcome = chance.choice(OUTCOMES)
    same |= {"reasoned": chance.random() < 0.5, "open_session": chance.random() < 0.3}
    of_case, of_decision = standing(forums, number, commission, (received, taken), outcome)
    case = _only(
        PublicCase,
        same
        | {**CASE, "summary": text[:200], "received_at": received, "is_late": chance.random() < 0.1}
        | dict.fromkeys(("clocks_at", "published_at", "updated_at"), taken)
        | of_case,
    )
    decision = _only(
        PublicDecision,
        same
        | {**DECISION, "number": f"{number}/1", "taken_at": taken, "published_at": taken, "facts": text}
        | {"public_case_id": number}
        | of_decision,
    )
    return case, decision, _entry(case, decision, indexing)


def _entry(case: Row, decision: Row, indexing: Indexing) -> Row:
    zone = ZoneInfo(case["zone"])
    received_on, decided_on = (
        at.astimezone(zone).date() for at in (case["received_at"], decision["taken_at"])
    )
    days = {"received_on": received_on, "decided_on": decided_on, "dated_on": decided_on}
    ids = {"public_case_id": case["id"], "public_decision_id": decision["id"], "year": decided_on.year}
    return _only(SearchEntry, case | decision | ENTRY | days | ids | indexing.entry(case, decision))


def _only(model: type[Base], values: Row) -> Row:
    """Return those of the values that a table has columns for."""
    return {name: value for name, value in values.items() if name in cast("sa.Table", model.__table__).c}
