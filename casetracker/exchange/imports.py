"""Import a journal of applications: each row becomes a case, is known already, or is refused with reasons.

Every row is its own savepoint inside the caller's unit of work: a row is registered with everything that
belongs to it or not at all, and a bad row never stops the others. Nothing here commits.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, Literal
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from casetracker.cases.actions import register_complaint
from casetracker.cases.decisions import record_decision
from casetracker.cases.errors import DuplicateImport, InvalidInput
from casetracker.cases.identities import Vault
from casetracker.cases.inputs import DecisionSchema, read_input
from casetracker.cases.models import Case
from casetracker.exchange.columns import check_required
from casetracker.exchange.errors import ImportFileError
from casetracker.exchange.rows import Application, decision_data, read_application, texts_of
from casetracker.exchange.tables import Journal, Row
from casetracker.lawbook import LawBook
from casetracker.registry.models import Election
from casetracker.registry.queries import body_by_id_or_code

# Two imports at once would lock the counters of bodies in different orders and wait for each other.
ONE_IMPORT_LOCK = 7_241_001
# Where the fields of a decision stand in a journal.
DECISION_COLUMNS = {"taken_at": "replied_on", "number": "registered_number"}

State = Literal["registered", "duplicate", "error"]
Texts = dict[str, str | None]


@dataclass(frozen=True)
class Problem:
    """What is wrong in a row: the field, its heading in the file (None: the row as a whole), a sentence."""

    field: str
    column: str | None
    sentence: str


@dataclass(frozen=True)
class Fate:
    """What became of a row; ``reference`` is its case, the earlier one for a duplicate."""

    row: int
    state: State
    reference: str | None = None
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Report:
    """What became of every row of a journal, and what of the file was not read."""

    fates: tuple[Fate, ...]
    unknown_columns: tuple[str, ...] = ()
    other_sheets: tuple[str, ...] = ()

    def count(self, state: State) -> int:
        """Return how many rows had this fate."""
        return sum(fate.state == state for fate in self.fates)


@dataclass(frozen=True)
class Terms:
    """On which terms a journal is imported.

    ``election`` and ``body`` (id or code) stand in where a row names none; a row that names another
    election is refused. ``adjust`` may change the texts of a row before they are read.
    """

    actor: str
    election: str | None = None
    body: str | None = None
    adjust: Callable[[Texts], Texts] = field(default=lambda texts: texts)

    def defaults(self) -> dict[str, str]:
        """Return what stands in for an empty cell."""
        named = {"election": self.election, "body": self.body, "channel": "import"}
        return {name: value for name, value in named.items() if value}


def import_journal(session: Session, book: LawBook, vault: Vault, journal: Journal, terms: Terms) -> Report:
    """Register every row of *journal* that can be registered, with the reply it tells of.

    A row that was imported before (same election, body and journal number; without a number, same
    content) is a duplicate and changes nothing. Raises :class:`ImportFileError` when columns are missing,
    the terms name nothing that exists, or the file breaks on the way; then the caller's unit of work must
    not be committed.
    """
    check_required(journal.columns, terms.defaults())
    if session.get_bind().dialect.name == "postgresql":
        session.execute(sa.select(sa.func.pg_advisory_xact_lock(ONE_IMPORT_LOCK)))
    desk = _Desk(session, book, vault, journal, terms)
    desk.check_terms()
    fates = tuple(desk.take(row) for row in journal.rows)
    return Report(fates, journal.columns.unknown, journal.other_sheets)


def preview_journal(session: Session, book: LawBook, vault: Vault, journal: Journal, terms: Terms) -> Report:
    """Return the fate that every row would have, and leave nothing behind.

    The rows are really taken and then undone: a preview that judged by other means could promise what
    the import does not keep. Cases that would be made have no reference yet.
    """
    savepoint = session.begin_nested()
    try:
        report = import_journal(session, book, vault, journal, terms)
    finally:
        savepoint.rollback()
    imagined = {fate.reference for fate in report.fates if fate.state == "registered"}
    fates = (replace(fate, reference=None) if fate.reference in imagined else fate for fate in report.fates)
    return replace(report, fates=tuple(fates))


@dataclass
class _Desk:
    session: Session
    book: LawBook
    vault: Vault
    journal: Journal
    terms: Terms
    bodies: dict[str, tuple[str, str] | None] = field(default_factory=dict)
    elections: dict[str, str | None] = field(default_factory=dict)

    def check_terms(self) -> None:
        """Raise :class:`ImportFileError` when the terms name an election or a body that does not exist."""
        if self.terms.election and self._election(self.terms.election) is None:
            raise ImportFileError(
                _("There is no election “%(name)s”. Choose one from the list.", name=self.terms.election)
            )
        if self.terms.body and self._body(self.terms.body) is None:
            raise ImportFileError(
                _(
                    "There is no commission or court “%(name)s”. Choose one from the list.",
                    name=self.terms.body,
                )
            )

    def take(self, row: Row) -> Fate:
        """Return the fate of a row; what it changed is undone unless it was registered."""
        try:
            with self.session.begin_nested():
                return Fate(row.number, "registered", self._register(row))
        except DuplicateImport as known:
            return Fate(row.number, "duplicate", known.reference)
        except InvalidInput as wrong:
            return Fate(row.number, "error", problems=self._problems(wrong))

    def _register(self, row: Row) -> str:
        texts = self.terms.adjust(texts_of(row, self.terms.defaults()))
        application = read_application(texts)
        self._check_election(application.values)
        key = self._key(application)
        try:
            registered = register_complaint(
                self.session,
                self.book,
                self.vault,
                application.values,
                actor=self.terms.actor,
                import_key=key,
            )
        except DuplicateImport as known:
            self._check_same(known.reference, application)
            raise
        if application.reply:
            data = decision_data(application, registered.case.body.zone)
            values = read_input(DecisionSchema(), data)
            # A journal tells how an application ended, not what the decision says.
            case, actor = registered.case, self.terms.actor
            record_decision(self.session, self.book, case, values, actor=actor, text_known=False)
        return registered.case.reference

    def _check_election(self, values: dict[str, Any]) -> None:
        wanted, named = self.terms.election, values["election"]
        if wanted and self._election(named) not in (None, self._election(wanted)):
            raise InvalidInput(
                {
                    "election": [
                        _(
                            "The row belongs to the election “%(named)s”, but the journal is imported for "
                            "“%(wanted)s”. Correct the cell or import the row with its own election.",
                            named=named,
                            wanted=wanted,
                        )
                    ]
                }
            )

    def _key(self, application: Application) -> str | None:
        """Return the row's key, or None when its body or election is not known (which is refused later)."""
        body, election = (
            self._body(application.values["body"]),
            self._election(application.values["election"]),
        )
        if body is None or election is None:
            return None
        if application.number:
            return f"journal/{election}/{body[0]}/{application.number}"
        content = application.values | {"body": body[0], "election": election}
        canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, default=str)
        return f"content/{hashlib.sha256(canonical.encode()).hexdigest()}"

    def _check_same(self, reference: str, application: Application) -> None:
        """Refuse a number that was given twice: silence would lose the second application.

        The moment of receipt tells: a text may have been corrected since, the moment hardly.
        """
        body = self._body(application.values["body"])
        moment: dt.datetime = application.values["received_at"]
        if body and moment.tzinfo is None:
            moment = moment.replace(tzinfo=ZoneInfo(body[1]))
        known = self.session.scalar(sa.select(Case.received_at).where(Case.reference == reference))
        if known != moment:
            raise InvalidInput(
                {
                    "registered_number": [
                        _(
                            "The number “%(number)s” is that of %(reference)s already, which was received at "
                            "another time. Give this application its own number, or correct the case file.",
                            number=application.number,
                            reference=reference,
                        )
                    ]
                }
            )

    def _body(self, name: str) -> tuple[str, str] | None:
        if name not in self.bodies:
            found = body_by_id_or_code(self.session, name)
            self.bodies[name] = (found.id, found.zone) if found else None
        return self.bodies[name]

    def _election(self, name: str) -> str | None:
        if name not in self.elections:
            statement = sa.select(Election.id).where(
                sa.or_(Election.id == name.lower(), Election.code == name.upper())
            )
            self.elections[name] = self.session.scalar(statement)
        return self.elections[name]

    def _problems(self, wrong: InvalidInput) -> tuple[Problem, ...]:
        headings = self.journal.columns.headings
        named = ((DECISION_COLUMNS.get(name, name), sentences) for name, sentences in wrong.errors.items())
        return tuple(
            Problem(name, headings.get(name), sentence) for name, sentences in named for sentence in sentences
        )
