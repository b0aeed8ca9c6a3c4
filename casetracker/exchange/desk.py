"""Judge a batch of rows, and register what may be registered."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import sqlalchemy as sa
import structlog
from flask_babel import gettext as _
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlalchemy.orm import Session

from casetracker.bulk import planned_for_values
from casetracker.cases.errors import InvalidInput
from casetracker.cases.identities import Vault
from casetracker.cases.inputs import DecisionSchema, read_input
from casetracker.cases.intake import Register, check_complaint
from casetracker.cases.many import Draft, draft_of, is_late, register_many, with_slip
from casetracker.cases.models import Case
from casetracker.cases.ruling_inputs import RulingSchema, SlipSchema
from casetracker.exchange.columns import Columns
from casetracker.exchange.errors import ImportFileError
from casetracker.exchange.fates import Fate, Problem, Terms, outside_scope
from casetracker.exchange.rows import Application, decision_data, read_application, slip_data, texts_of
from casetracker.exchange.tables import Row
from casetracker.lawbook import LawBook
from casetracker.registry.models import Body, Election
from casetracker.registry.queries import body_by_id_or_code

log = structlog.get_logger(__name__)

# Two imports of one file at once would both find its rows unknown.
ONE_IMPORT_LOCK = 7_241_001
# Where the fields of a decision stand in a journal.
DECISION_COLUMNS = {"taken_at": "replied_on", "number": "registered_number", "ruling": "outcome"}
SLIP_COLUMNS = {"taken_at": "corrected_on", "number": "correction_number"}
DECISION, RULING, SLIP = DecisionSchema(), RulingSchema(), SlipSchema()


@dataclass(frozen=True)
class Judged:
    """A row: its fate if that is known, else the draft that can be registered, with its import key."""

    row: Row
    key: str | None = None
    number: str | None = None
    draft: Draft | None = None
    fate: Fate | None = None


@dataclass(frozen=True)
class Earlier:
    """What is known under an import key: its case, or the row of the same file that will become one."""

    reference: str | None
    received_at: dt.datetime
    row: int | None = None


def election_id(session: Session, name: str) -> str | None:
    """Return the id of the election of an id or a code, capitals or not; None when there is none."""
    statement = sa.select(Election.id).where(
        sa.or_(Election.id == name.lower(), Election.code == name.upper())
    )
    return session.scalar(statement)


def check_terms(session: Session, terms: Terms) -> None:
    """Raise :class:`ImportFileError` when the terms name an election or a body that does not exist."""
    if terms.election and election_id(session, terms.election) is None:
        raise ImportFileError(
            _("There is no election “%(name)s”. Choose one from the list.", name=terms.election)
        )
    if terms.body and body_by_id_or_code(session, terms.body) is None:
        raise ImportFileError(_("There is no body “%(name)s”. Choose one from the list.", name=terms.body))


@dataclass
class Desk:
    """Takes the rows of one journal.

    Attributes:
        earlier: finds, by import key, what a preview has seen in earlier batches.
        keys: of the last batch, the import key and the moment of receipt of each row that was understood.
    """

    session: Session
    book: LawBook
    vault: Vault
    columns: Columns
    terms: Terms
    earlier: Callable[[set[str]], dict[str, Earlier]] = field(default=lambda _keys: {})
    keys: dict[int, tuple[str, dt.datetime]] = field(default_factory=dict)
    bodies: dict[str, Body | None] = field(default_factory=dict)
    elections: dict[str, str | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.register = Register(self.session)

    def foresee(self, rows: Sequence[Row]) -> list[Fate]:
        """Return the fate that each row would have."""
        fates = []
        for judged in self._judge_all(rows):
            if judged.draft is None:
                fates.append(_known(judged))
                continue
            fates.append(Fate(judged.row.number, "registered", is_late=is_late(self.book, judged.draft)))
        return fates

    def take(self, rows: Sequence[Row]) -> list[Fate]:
        """Register what may be registered, and return what became of each row."""
        if self.session.get_bind().dialect.name == "postgresql":
            self.session.execute(sa.select(sa.func.pg_advisory_xact_lock(ONE_IMPORT_LOCK)))
        judged = self._judge_all(rows)
        if not self._registered(judged):
            return [fate for row in rows for fate in self._take_alone(row)]
        return [self._fate(each) for each in judged]

    def _registered(self, judged: Sequence[Judged]) -> bool:
        """Write many cases at once; False, with nothing written, when one of them cannot be."""
        drafts = [each.draft for each in judged if each.draft]
        try:
            with self.session.begin_nested():
                register_many(self.session, self.book, self.vault, drafts)
        except OperationalError:
            raise
        except SQLAlchemyError as error:
            log.warning("import_batch_refused", error=type(error).__name__)
            return False
        return True

    def _take_alone(self, row: Row) -> list[Fate]:
        judged = self._judge_all([row])
        if self._registered(judged):
            return [self._fate(each) for each in judged]
        sentence = _("The database refused this row. Look for unusual characters in it.")
        return [Fate(row.number, "error", problems=(Problem("_schema", None, sentence),))]

    def _fate(self, judged: Judged) -> Fate:
        if judged.draft is not None:
            case = judged.draft.case
            return Fate(judged.row.number, "registered", case.reference, is_late=case.is_late)
        fate = _known(judged)
        if fate.state == "duplicate" and fate.reference is None and judged.key:
            return replace(fate, reference=self._reference(judged.key))
        return fate

    def _reference(self, key: str) -> str | None:
        return self.session.scalar(sa.select(Case.reference).where(Case.import_key == key))

    def _judge_all(self, rows: Sequence[Row]) -> list[Judged]:
        judged = [self._judge(row) for row in rows]
        self.keys = {
            each.row.number: (each.key, each.draft.received_at) for each in judged if each.draft and each.key
        }
        keys = {key for key, _moment in self.keys.values()}
        known = self._known_as(keys)
        told = []
        for each in judged:
            if each.draft is None or each.key is None:
                told.append(each)
                continue
            before = known.get(each.key)
            if before is None:
                known[each.key] = Earlier(None, each.draft.received_at, each.row.number)
                told.append(each)
            else:
                told.append(replace(each, draft=None, fate=self._repeated(each, before)))
        return told

    def _known_as(self, keys: set[str]) -> dict[str, Earlier]:
        if not keys:
            return {}
        statement = sa.select(Case.import_key, Case.reference, Case.received_at)
        with planned_for_values(self.session):
            rows = self.session.execute(statement.where(Case.import_key.in_(keys)))
            stored = {key: Earlier(reference, received_at) for key, reference, received_at in rows if key}
            return self.earlier(keys) | stored

    def _repeated(self, judged: Judged, before: Earlier) -> Fate:
        """Return the fate of a row whose key is known; a number given twice is refused.

        Silence would lose the second application. The moment of receipt tells: a text may have been
        corrected since, the moment hardly.
        """
        if judged.draft is not None and before.received_at == judged.draft.received_at:
            return Fate(judged.row.number, "duplicate", before.reference)
        sentence = (
            _(
                "The number “%(number)s” is that of %(reference)s already, which was received at "
                "another time. Give this application its own number, or correct the case file.",
                number=judged.number,
                reference=before.reference,
            )
            if before.reference
            else _(
                "The number “%(number)s” stands in row %(row)d too, with another time of receipt. "
                "Give each application its own number.",
                number=judged.number,
                row=before.row,
            )
        )
        return self._refused(judged.row, InvalidInput({"registered_number": [sentence]}))

    def _judge(self, row: Row) -> Judged:
        try:
            return self._drafted(row)
        except InvalidInput as wrong:
            return Judged(row, fate=self._refused(row, wrong))

    def _drafted(self, row: Row) -> Judged:
        texts = self.terms.adjust(texts_of(row, self.terms.defaults()))
        application = read_application(texts)
        self._check_election(application.values)
        key = self._key(application)
        complaint = check_complaint(self.session, self.book, application.values, self.register)
        if not self.terms.may_take(complaint.body):
            raise InvalidInput({"body": [outside_scope(application.values["body"])]})
        decision = None
        if application.reply:
            schema = RULING if application.reply.is_ruling else DECISION
            decision = read_input(schema, decision_data(application, complaint.body.zone))
        draft = draft_of(complaint, decision, actor=self.terms.actor, import_key=key)
        if application.slip:
            draft = _with_slip(draft, slip_data(application, application.slip, complaint.body.zone))
        return Judged(row, key, application.number, draft)

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
            return f"journal/{election}/{body.id}/{application.number}"
        content = application.values | {"body": body.id, "election": election}
        canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, default=str)
        return f"content/{hashlib.sha256(canonical.encode()).hexdigest()}"

    def _body(self, name: str) -> Body | None:
        if name not in self.bodies:
            self.bodies[name] = body_by_id_or_code(self.session, name)
        return self.bodies[name]

    def _election(self, name: str) -> str | None:
        if name not in self.elections:
            self.elections[name] = election_id(self.session, name)
        return self.elections[name]

    def _refused(self, row: Row, wrong: InvalidInput) -> Fate:
        headings = self.columns.headings
        named = ((DECISION_COLUMNS.get(name, name), sentences) for name, sentences in wrong.errors.items())
        problems = tuple(
            Problem(name, headings.get(name), sentence) for name, sentences in named for sentence in sentences
        )
        return Fate(row.number, "error", problems=problems)


def _known(judged: Judged) -> Fate:
    if judged.fate is None:
        raise ValueError("a row without a draft has a fate")
    return judged.fate


def _with_slip(draft: Draft, data: dict[str, Any]) -> Draft:
    """Return a draft with the correction of its decision; what is wrong is told at the journal's columns."""
    try:
        return with_slip(draft, read_input(SLIP, data))
    except InvalidInput as wrong:
        told = {SLIP_COLUMNS.get(field, field): sentences for field, sentences in wrong.errors.items()}
        raise InvalidInput(told) from wrong
