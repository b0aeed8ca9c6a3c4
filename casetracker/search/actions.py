"""Keep the search index in step with the public projection.

Publishing, correcting and withdrawing a case are followed, in the same unit of work, by `index_case`:
`casetracker.search.following` sees to it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from casetracker.publication.measuring import due_at_of, timeliness_of
from casetracker.publication.models import PublicCase, PublicDecision
from casetracker.registry.models import Body, Election
from casetracker.search.analysis.analyser import (
    ANALYSER_VERSION,
    LANGUAGES,
    analyse,
    stems,
    words_with_language,
)
from casetracker.search.generations import note_changes
from casetracker.search.models import SearchEntry
from casetracker.search.streams import as_tsvector, as_words, stream
from casetracker.search.texts import labels_of, numbers_of, texts_of
from casetracker.search.vocabulary import Spelling, drop_words, note_words, spellings

_COPIED = ("slug", "reference", "election_id", "body_id", "body_level", "region", "subject", "status")
_BATCH = 500
# Words as they stand in a text, each with its language.
Spoken = list[tuple[str, str]]


class _Words(NamedTuple):
    """What an entry holds: the words to propose, each with its stem, and every stem."""

    spelt: set[Spelling]
    stems: set[str]


def index_case(session: Session, case: PublicCase) -> list[SearchEntry]:
    """Make the entries of one case what its projection says now; a withdrawn case loses them all.

    A case is found through each of its decisions; while none is shown, it has an entry of its own.
    """
    session.flush()
    if case.state != "published":
        remove_case(session, case)
        return []
    known, stems_before = _held_of(session, case)
    current: list[SearchEntry] = []
    spelt: set[Spelling] = set()
    held: set[str] = set()
    names = _names(session, case)
    shown = [decision for decision in case.decisions if decision.withdrawn_at is None]
    indexed: list[PublicDecision | None] = [*shown] or [None]
    for decision in indexed:
        entry = known.pop(decision.ordinal if decision else 0, None) or SearchEntry()
        words = _fill(session, entry, case, decision, names)
        spelt |= words.spelt
        held |= words.stems
        session.add(entry)
        current.append(entry)
    for stale in known.values():
        session.delete(stale)
    session.flush()
    note_changes(session, {entry.id for entry in (*current, *known.values())})
    note_words(session, spelt)
    drop_words(session, stems_before - held)
    return current


def remove_case(session: Session, case: PublicCase) -> None:
    """Take every entry of a case out of the index."""
    entries, stems_before = _held_of(session, case)
    for entry in entries.values():
        session.delete(entry)
    session.flush()
    note_changes(session, {entry.id for entry in entries.values()})
    drop_words(session, stems_before)


def reindex(session: Session, *, outdated_only: bool = False, most: int | None = None) -> int:
    """Index every public case anew, or only those that another analyser read; give how many there were.

    Not more than *most*, if that is given.

    Entries keep their ids, so that result pages keep their order. Memory stays bounded: each batch is
    flushed and let go.
    """
    wanted = sa.select(PublicCase.id).order_by(PublicCase.id)
    if outdated_only:
        up_to_date = sa.exists().where(
            SearchEntry.public_case_id == PublicCase.id, SearchEntry.analyser_version == ANALYSER_VERSION
        )
        wanted = wanted.where(~up_to_date, PublicCase.state == "published")
    ids = list(session.scalars(wanted.limit(most)))
    for start in range(0, len(ids), _BATCH):
        batch = sa.select(PublicCase).where(PublicCase.id.in_(ids[start : start + _BATCH]))
        for case in session.scalars(batch.options(selectinload(PublicCase.decisions))).all():
            index_case(session, case)
    return len(ids)


def _held_of(session: Session, case: PublicCase) -> tuple[dict[int, SearchEntry], set[str]]:
    """Return the entries of a case by their ordinals, and the stems that they hold in the database."""
    rows = session.execute(_held(session.get_bind().dialect.name), {"case": case.id}).all()
    return {entry.ordinal: entry for entry, _text in rows}, {
        stem for _entry, text in rows for stem in text.split()
    }


@cache
def _held(dialect: str) -> sa.Select[SearchEntry, str]:
    held: sa.ColumnElement[str] = sa.type_coerce(SearchEntry.stems, sa.Text)
    if dialect == "postgresql":
        held = sa.func.array_to_string(sa.func.tsvector_to_array(SearchEntry.stems), " ")
    return sa.select(SearchEntry, held).where(SearchEntry.public_case_id == sa.bindparam("case"))


def _fill(
    session: Session,
    entry: SearchEntry,
    case: PublicCase,
    decision: PublicDecision | None,
    names: Sequence[Spoken],
) -> _Words:
    """Let an entry say what its case and decision say; give the words by which it can be found."""
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
    entry.due_at, entry.timeliness = due_at_of(case), timeliness_of(case)
    return _fill_stems(session, entry, case, decision, names)


def _local_day(at: dt.datetime, zone: str) -> dt.date:
    return at.astimezone(ZoneInfo(zone)).date()


def _fill_stems(
    session: Session,
    entry: SearchEntry,
    case: PublicCase,
    decision: PublicDecision | None,
    named: Sequence[Spoken],
) -> _Words:
    numbers = [analyse(number, case.language) for number in numbers_of(case, decision)]
    labels = [_spoken(it.text, it.language) for it in labels_of(case, decision)]
    names = [*named, *labels]
    texts = [_spoken(text.text, text.language) for text in texts_of(case, decision)]
    title = [*numbers, *map(_stems, names)]
    stored = as_tsvector if session.get_bind().dialect.name == "postgresql" else as_words
    entry.title_stems = stored(stream(*title))
    held = stream(*title, *map(_stems, texts))
    entry.stems = stored(held)
    entry.analyser_version = ANALYSER_VERSION
    # What lies beyond the end of the stream cannot be found, so nobody is led to it.
    findable = set(held)
    spelt = spellings(word for spoken in (*names, *texts) for word in spoken)
    return _Words({(word, stem) for word, stem in spelt if stem in findable}, findable)


def _names(session: Session, case: PublicCase) -> list[Spoken]:
    """The names of the body and the election, in all languages: the title, with numbers and labels."""
    asked = {"body": case.body_id, "election": case.election_id}
    rows = sorted(tuple(row) for row in session.connection().execute(_NAMED, asked))
    return [_spoken_name(*name) for _place, *names in rows for name in zip(names, LANGUAGES, strict=True)]


_NAMED = sa.union_all(
    *(
        sa.select(sa.literal(place), *(getattr(kind, f"name_{lang}") for lang in LANGUAGES)).where(
            kind.id == sa.bindparam(asked)
        )
        for place, kind, asked in ((0, Body, "body"), (1, Election, "election"))
    )
)


# The same few names stand in every entry of an election.
@lru_cache(maxsize=1_024)
def _spoken_name(text: str, language: str) -> Spoken:
    return _spoken(text, language)


def _spoken(text: str, language: str) -> Spoken:
    return [(word.raw, spoken) for word, spoken in words_with_language(text, language)]


def _stems(spoken: Spoken) -> list[str]:
    return [stem for raw, language in spoken for stem in stems(raw, language)]
