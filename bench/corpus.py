"""A register of very many published decisions, in Kazakh and Russian: what a search looks through.

The words of a text come from a vocabulary in which few words are frequent and most are rare, as in any
language. *kinds* texts differ and are analysed as the product does it; the database repeats them.
"""

from __future__ import annotations

import datetime as dt
import itertools
import random
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bench.case_store import engine_for, insert, settle
from bench.questions import SEED
from bench.repeating import repeat
from casetracker import migrating
from casetracker.labels import SUBJECTS
from casetracker.publication.models import PublicCase, PublicDecision
from casetracker.registry.loading import load_bodies, load_elections
from casetracker.registry.models import Body
from casetracker.registry.reading import read_bodies, read_elections
from casetracker.search.analysis.analyser import ANALYSER_VERSION, analyse
from casetracker.search.generations import note_changes
from casetracker.search.models import SearchEntry
from casetracker.search.streams import as_tsvector, as_words, stream
from config.settings import CONFIG_DIR

Row = dict[str, Any]
Place = tuple[str, str, str | None]

LETTERS = 2_000
VOCABULARY = 20_000
KAZAKH_SHARE = 0.55
BATCH = 1_000
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
    "procedure": "commission-complaint",
    "complainant_kind": "observer",
    "contested_kind": "act",
    "receipt_known": True,
    "zone": "Asia/Almaty",
    "clocks": [],
    "timeline": [],
    "corrections": [],
    "version": 1,
}
DECISION: Row = {
    **dict.fromkeys(("ground_text", "provisions", "application", "operative", "appeal_route"), ""),
    "ordinal": 1,
    "kind": "final",
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


def fill_register(url: str, decisions: int, kinds: int) -> None:
    """Publish so many decisions in an empty database, *kinds* of them different."""
    kinds = min(kinds, decisions)
    if decisions % kinds:
        raise ValueError(f"{decisions} decisions are not a multiple of {kinds}.")
    migrating.upgrade(url)
    with engine_for(url) as engine:
        places = _places(engine)
        for numbers in _batches(kinds):
            rows = [_rows(number, places, engine.dialect.name) for number in numbers]
            insert(engine, TABLES, tuple(list(of_table) for of_table in zip(*rows, strict=True)))
        repeat(engine, TABLES, kinds, decisions)
        with Session(engine) as session, session.begin():
            note_changes(session, {1})
        settle(engine, TABLES)


def _places(engine: sa.Engine) -> list[Place]:
    """Load bodies and the election; return the commissions that decide."""
    with Session(engine) as session, session.begin():
        load_bodies(session, read_bodies(CONFIG_DIR / "bodies"))
        load_elections(session, read_elections(CONFIG_DIR / "elections"))
        bodies = session.scalars(sa.select(Body).where(Body.kind == "commission").order_by(Body.id))
        return [(it.id, it.level, it.region) for it in bodies]


def _batches(kinds: int) -> Iterator[range]:
    for first in range(1, kinds + 1, BATCH):
        yield range(first, min(first + BATCH, kinds + 1))


def _rows(number: int, places: Sequence[Place], dialect: str) -> tuple[Row, ...]:
    """Return the rows of one decision: of its case, of itself, and of the index."""
    chance = random.Random(number)  # noqa: S311  # the same rows every time
    text, language = text_of(number)
    body_id, level, region = chance.choice(places)
    received = FIRST + dt.timedelta(hours=chance.randrange(2_400))
    taken = received + dt.timedelta(days=chance.randrange(1, 6))
    same: Row = {
        "id": number,
        "slug": f"2022-pres/bench-{number:06}",
        "reference": f"2022-PRES/BENCH/{number:06}",
        "election_id": "2022-pres",
        "body_id": body_id,
        "body_level": level,
        "region": region,
        "subject": chance.choice(sorted(SUBJECTS)),
        "status": "decided",
        "language": language,
        "outcome": chance.choice(OUTCOMES),
        "reasoned": chance.random() < 0.5,
        "open_session": chance.random() < 0.3,
    }
    title = [analyse(same["reference"], language), analyse(f"{number}/1", language)]
    stored = as_tsvector if dialect == "postgresql" else as_words
    more: tuple[Row, ...] = (
        {**CASE, "summary": text[:200], "received_at": received, "is_late": chance.random() < 0.1}
        | dict.fromkeys(("clocks_at", "published_at", "updated_at"), taken),
        {**DECISION, "number": f"{number}/1", "taken_at": taken, "published_at": taken, "facts": text}
        | {"public_case_id": number},
        {**ENTRY, "public_case_id": number, "public_decision_id": number, "received_on": received.date()}
        | {"decided_on": taken.date(), "dated_on": taken.date(), "year": taken.year}
        | {"stems": stored(stream(*title, analyse(text, language))), "title_stems": stored(stream(*title))},
    )
    return tuple(
        {name: value for name, value in (same | row).items() if name in table.c}
        for table, row in zip(TABLES, more, strict=True)
    )
