"""Keep the search index in step with the public projection.

Publishing, correcting and withdrawing a case are followed, in the same unit of work, by `index_case`:
`casetracker.search.following` sees to it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from casetracker.publication.models import PublicCase, PublicDecision
from casetracker.registry.models import Body, Election
from casetracker.search.analysis.analyser import ANALYSER_VERSION, LANGUAGES, analyse
from casetracker.search.generations import note_changes
from casetracker.search.models import SearchEntry
from casetracker.search.streams import as_tsvector, as_words, stream
from casetracker.search.texts import numbers_of, texts_of

_COPIED = ("slug", "reference", "election_id", "body_id", "body_level", "region", "subject", "status")
_BATCH = 500


def index_case(session: Session, case: PublicCase) -> list[SearchEntry]:
    """Make the entries of one case what its projection says now; a withdrawn case loses them all.

    A case is found through each of its decisions; while none is shown, it has an entry of its own.
    """
    session.flush()
    if case.state != "published":
        remove_case(session, case)
        return []
    known = {entry.ordinal: entry for entry in _entries_of(session, case)}
    current: list[SearchEntry] = []
    shown = [decision for decision in case.decisions if decision.withdrawn_at is None]
    indexed: list[PublicDecision | None] = [*shown] or [None]
    for decision in indexed:
        entry = known.pop(decision.ordinal if decision else 0, None) or SearchEntry()
        _fill(session, entry, case, decision)
        session.add(entry)
        current.append(entry)
    for stale in known.values():
        session.delete(stale)
    session.flush()
    note_changes(session, {entry.id for entry in (*current, *known.values())})
    return current


def remove_case(session: Session, case: PublicCase) -> None:
    """Take every entry of a case out of the index."""
    entries = list(_entries_of(session, case))
    for entry in entries:
        session.delete(entry)
    session.flush()
    note_changes(session, {entry.id for entry in entries})


def reindex(session: Session, *, outdated_only: bool = False) -> int:
    """Index every public case anew, or only those that another analyser read; give how many there were.

    Entries keep their ids, so that result pages keep their order. Memory stays bounded: each batch is
    flushed and let go.
    """
    wanted = sa.select(PublicCase.id).order_by(PublicCase.id)
    if outdated_only:
        up_to_date = sa.exists().where(
            SearchEntry.public_case_id == PublicCase.id, SearchEntry.analyser_version == ANALYSER_VERSION
        )
        wanted = wanted.where(~up_to_date, PublicCase.state == "published")
    ids = list(session.scalars(wanted))
    for start in range(0, len(ids), _BATCH):
        batch = sa.select(PublicCase).where(PublicCase.id.in_(ids[start : start + _BATCH]))
        for case in session.scalars(batch.options(selectinload(PublicCase.decisions))).all():
            index_case(session, case)
    return len(ids)


def _entries_of(session: Session, case: PublicCase) -> Iterable[SearchEntry]:
    return session.scalars(sa.select(SearchEntry).where(SearchEntry.public_case_id == case.id)).all()


def _fill(session: Session, entry: SearchEntry, case: PublicCase, decision: PublicDecision | None) -> None:
    for name in _COPIED:
        setattr(entry, name, getattr(case, name))
    entry.kind = "decision" if decision else "case"
    entry.case, entry.decision = case, decision
    entry.ordinal = decision.ordinal if decision else 0
    entry.language = decision.language if decision else case.language
    entry.outcome = decision.outcome if decision else None
    entry.reasoned = decision.reasoned if decision else None
    entry.open_session = decision.open_session if decision else None
    entry.received_on = _local_day(case.received_at, case.zone)
    entry.decided_on = _local_day(decision.taken_at, case.zone) if decision else None
    entry.dated_on = entry.decided_on or entry.received_on
    entry.year = entry.dated_on.year
    _fill_stems(session, entry, case, decision)


def _local_day(at: dt.datetime, zone: str) -> dt.date:
    return at.astimezone(ZoneInfo(zone)).date()


def _fill_stems(
    session: Session, entry: SearchEntry, case: PublicCase, decision: PublicDecision | None
) -> None:
    title = _title(session, case, decision)
    texts = [analyse(text.text, text.language) for text in texts_of(case, decision)]
    stored = as_tsvector if session.get_bind().dialect.name == "postgresql" else as_words
    entry.title_stems = stored(stream(*title))
    entry.stems = stored(stream(*title, *texts))
    entry.analyser_version = ANALYSER_VERSION


def _title(session: Session, case: PublicCase, decision: PublicDecision | None) -> list[list[str]]:
    """The stems by which a searcher means this very case: its numbers, its body and its election."""
    numbers = [analyse(number, case.language) for number in numbers_of(case, decision)]
    named = (session.get(Body, case.body_id), session.get(Election, case.election_id))
    names = [analyse(thing.name(lang), lang) for thing in named if thing for lang in LANGUAGES]
    return [*numbers, *names]
