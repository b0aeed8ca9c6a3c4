"""What is kept in memory of the index never differs from what stands in the database."""

from __future__ import annotations

import datetime as dt
import random

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from casetracker.publication.models import PublicCase
from casetracker.search import generations, memory
from casetracker.search.actions import index_case
from casetracker.search.queries import SearchResult, Sort, search
from casetracker.search.query import parse
from tests.search.builders import RECEIVED, limit, public_case, public_decision

TEXTS = (
    "Бақылаушы хаттаманың көшірмесін сұрады.",
    "Наблюдателю отказано в копии протокола.",
    "Комиссия бақылаушыны шығарып жіберді, жалоба отклонена.",
    "The observer asked for a copy of the protocol.",
)
QUERIES = (
    "бақылаушы",
    "протокол",
    '"копии протокола"',
    "жалоба -бақылаушы",
    "комисси*",
    "сайлау",
    "слон",
    "",
)
SUBJECTS = ("counting", "observers", "voter-lists")
STEPS = 14


def told(result: SearchResult) -> tuple[object, ...]:
    return result.total, [hit.id for hit in result.hits], result.facets


def everything(session: Session) -> list[tuple[object, ...]]:
    """Return what many searches give, with and without filters, in each order."""
    found = [told(search(session, parse(typed), sort=sort)) for typed in QUERIES for sort in Sort]
    narrowed = [
        search(session, parse(it), {"subject": ["counting", "nothing"], "filed_late": ["no"]})
        for it in QUERIES
    ]
    return found + [told(result) for result in narrowed]


def change_something(session: Session, chance: random.Random, serial: int) -> None:
    cases = session.scalars(sa.select(PublicCase).order_by(PublicCase.id)).all()
    do = chance.choice(("add", "add", "change", "withdraw", "late", "limit"))
    if do == "add" or not cases:
        case = public_case(session, serial, summary=chance.choice(TEXTS), subject=chance.choice(SUBJECTS))
        if chance.random() < 0.7:
            public_decision(case, facts=chance.choice(TEXTS))
    else:
        case = chance.choice(cases)
        if do == "change":
            case.summary, case.subject = chance.choice(TEXTS), chance.choice(SUBJECTS)
        elif do == "late":
            case.is_late = not case.is_late
        elif do == "limit":
            due_at = RECEIVED + dt.timedelta(days=chance.randrange(3))
            case.status, case.clocks = chance.choice(("admitted", "decided")), [limit(due_at)]
        else:
            case.state = "withdrawn" if case.state == "published" else "published"
    index_case(session, case)


@pytest.mark.parametrize("seed", range(2))
def test_memory_follows_every_change_and_forgets_what_was_undone(index_session: Session, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - the same every time
    index_session.commit()
    for serial in range(1, STEPS):
        change_something(index_session, chance, serial)
        if chance.random() < 0.3:
            # Somebody in the same transaction has seen what is then undone.
            everything(index_session)
            index_session.rollback()
        else:
            index_session.commit()
        kept = everything(index_session)
        memory._MEMORIES.clear()
        assert kept == everything(index_session)


def test_who_is_too_far_behind_reads_everything_anew(
    index_session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(generations, "KEPT_GENERATIONS", 2)
    monkeypatch.setattr(memory, "MOST_PENDING", 3)
    everything(index_session)
    for serial in range(1, 6):
        index_case(index_session, public_case(index_session, serial, summary=TEXTS[serial % 4]))
        index_session.commit()
        if serial == 3:
            everything(index_session)
    kept = everything(index_session)
    memory._MEMORIES.clear()
    assert kept == everything(index_session)


def test_words_that_nobody_asks_for_are_let_go(index_session: Session) -> None:
    for serial in range(1, 10):
        index_case(index_session, public_case(index_session, serial, summary=TEXTS[serial % 4]))
    small = memory.Memory(most_bytes=4)
    columns = small.columns(index_session)
    groups = [parse(word).wanted[0] for word in ("бақылаушы", "протокол", "комиссия", "көшірме")]
    for group in groups:
        once = small.holding(index_session, columns, memory.STEMS, group)
        assert (small.holding(index_session, columns, memory.STEMS, group) == once).all()
    assert len(small._postings) <= 2


def test_who_still_looks_in_older_columns_leaves_nothing_stale_behind(index_session: Session) -> None:
    (group,) = parse("протокол").wanted
    kept = memory.Memory()
    older = kept.columns(index_session)
    index_case(index_session, public_case(index_session, 1, summary=TEXTS[1]))
    newer = kept.columns(index_session)
    assert not kept.holding(index_session, older, memory.STEMS, group).any()
    assert kept.holding(index_session, newer, memory.STEMS, group).any()
