"""The synthetic extract as cases, most of them decided and published; every text says that it is invented."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from casetracker.cases.decisions import record_decision
from casetracker.cases.identities import Vault, look
from casetracker.cases.inputs import DecisionSchema, read_input
from casetracker.cases.models import Case, Decision
from casetracker.db import ONLY_THE_DAY
from casetracker.exchange.demo.chains import add_chain
from casetracker.exchange.demo.hearings import add_hearings
from casetracker.exchange.demo.reasoning import Reasoner
from casetracker.exchange.demo.users import four_eyes
from casetracker.exchange.fates import Texts as RowTexts
from casetracker.exchange.imports import Report, Terms, import_journal
from casetracker.exchange.rows import Reply
from casetracker.exchange.tables import open_journal
from casetracker.lawbook import LawBook
from casetracker.publication.actions import proposed_texts, publish

# Overdue clocks to look at: a handful. More would drown the staff in notices about invented cases.
LEFT_PENDING = 8
# The applicant of every row: a word that no sentence of the extract holds, so that masking can be checked.
PLACEHOLDER = "Аноним"
PENDING_REPLY = "explained"


@dataclass
class ExtractReport:
    """What became of the extract."""

    added: int
    known: int
    decided: int = 0
    published: int = 0
    pending: int = 0


@dataclass
class Adjuster:
    """Marks each row as invented and holds back the replies that get a reasoned decision."""

    reasoner: Reasoner
    replies: dict[str, Reply] = field(default_factory=dict)
    pending: int = 0

    def __call__(self, texts: RowTexts) -> RowTexts:
        """Return the texts of a row as they are imported."""
        number, language = str(texts["registered_number"]), str(texts["language"])
        changed: RowTexts = {
            **texts,
            "text": f"{self.reasoner.mark(language)} {texts['text']}",
            "complainant_name": PLACEHOLDER,
        }
        reply = self._reply(texts)
        if reply is None or ordinal(number) % 3 == 0:
            # A third keeps what a journal has: the outcome and the day, without reasons.
            return changed | ({"outcome": reply.outcome, "replied_on": reply.replied_on} if reply else {})
        self.replies[number] = reply
        return changed | {"outcome": None, "inadmissibility_ground": None, "replied_on": None}

    def _reply(self, texts: RowTexts) -> Reply | None:
        if texts.get("outcome"):
            return Reply(str(texts["outcome"]), str(texts["replied_on"]), texts.get("inadmissibility_ground"))
        self.pending += 1
        if self.pending <= LEFT_PENDING:
            return None
        received = dt.datetime.fromisoformat(str(texts["received_at"]))
        return Reply(PENDING_REPLY, (received.date() + dt.timedelta(days=1)).isoformat(), None)


def ordinal(number: str) -> int:
    """Return the running number at the end of a synthetic journal number."""
    return int(number.rsplit("-", 1)[1])


def load_extract(session: Session, book: LawBook, vault: Vault, path: Path, *, actor: str) -> ExtractReport:
    """Import the synthetic extract, decide most of it with reasons, and publish that. Not committed."""
    adjuster = Adjuster(Reasoner())
    with path.open("rb") as file, open_journal(file, path.name) as journal:
        imported = import_journal(session, book, vault, journal, Terms(actor, adjust=adjuster))
    _refuse_errors(imported)
    report = ExtractReport(imported.count("registered"), imported.count("duplicate"))
    cases = _cases(session, [fate.reference for fate in imported.fates if fate.state == "registered"])
    for case in cases:
        _decide_and_publish(session, book, vault, case, adjuster, report, actor)
    upper = add_chain(session, book, vault, cases, adjuster.reasoner, PLACEHOLDER, actor=actor)
    if upper is not None:
        _publish(session, vault, upper, upper.decisions[0])
    return report


def _refuse_errors(imported: Report) -> None:
    wrong = [f"row {fate.row}: {fate.problems[0].sentence}" for fate in imported.fates if fate.problems]
    if wrong:
        raise ValueError("the synthetic extract does not fit the register: " + "; ".join(wrong))


def _cases(session: Session, references: Iterable[str | None]) -> list[Case]:
    # Parameters of a statement are few on SQLite: by chunks.
    wanted = [reference for reference in references if reference]
    found: list[Case] = []
    for start in range(0, len(wanted), 500):
        statement = sa.select(Case).where(Case.reference.in_(wanted[start : start + 500])).order_by(Case.id)
        found += session.scalars(statement).unique()
    return found


def _decide_and_publish(
    session: Session,
    book: LawBook,
    vault: Vault,
    case: Case,
    adjuster: Adjuster,
    report: ExtractReport,
    actor: str,
) -> None:
    number = str(case.import_key).rsplit("/", 1)[1]
    reply = adjuster.replies.get(number)
    if reply:
        taken_at = dt.datetime.combine(dt.date.fromisoformat(reply.replied_on[:10]), ONLY_THE_DAY)
        mark = adjuster.reasoner.mark(case.language)
        add_hearings(session, case, ordinal(number), mark, taken_at.date(), actor=actor)
        data = adjuster.reasoner.decision_data(case, number, PLACEHOLDER, reply, taken_at.isoformat())
        record_decision(session, book, case, read_input(DecisionSchema(), data), actor=actor)
    if not case.decisions:
        report.pending += 1
        return
    report.decided += 1
    # A sixth waits for its publisher.
    if reply or ordinal(number) % 2:
        _publish(session, vault, case, case.decisions[0])
        report.published += 1


def _publish(session: Session, vault: Vault, case: Case, decision: Decision) -> None:
    author, publisher = four_eyes(session)
    people = list(look(session, vault, case, actor=author, reason="publication").values())
    texts: dict[str, str | None] = dict(proposed_texts(case, decision, people))
    publish(session, case, decision, texts, people, actor=publisher, author=author)
