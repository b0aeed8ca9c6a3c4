"""Proceedings on public record as cases: what the sources say, and nothing that they do not.

A source seldom tells the day a claim was received. Such a case bears the first day that the sources
name, says so in its text, and has no clock: a time limit counted from a guess would accuse somebody.
What names no court, or no day at all, cannot become a case and is left out.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from itertools import product
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from casetracker.cases.actions import Provenance, register_complaint
from casetracker.cases.decisions import record_decision
from casetracker.cases.errors import DuplicateImport
from casetracker.cases.identities import Vault
from casetracker.cases.inputs import ComplaintSchema, DecisionSchema, read_input
from casetracker.cases.matters import join_matters
from casetracker.cases.models import Case, Decision
from casetracker.cases.models.link import PARALLEL
from casetracker.db import ONLY_THE_DAY
from casetracker.exchange.demo.telling import in_each_language, in_words, read_data
from casetracker.exchange.demo.users import four_eyes
from casetracker.lawbook import LawBook
from casetracker.publication.actions import publish
from casetracker.registry.models import COMMISSION_LEVELS

Record = dict[str, Any]
LANGUAGE = "kk"


@dataclass
class RecordReport:
    """How many proceedings were added or known, and why the others were left out."""

    added: int = 0
    known: int = 0
    left_out: Counter[str] = field(default_factory=Counter)


def load_record(session: Session, book: LawBook, vault: Vault, *, actor: str) -> RecordReport:
    """Register and publish the proceedings of ``public-record.yaml`` that can be cases, and link them.

    Not committed.
    """
    notes = read_data("public-record-notes.yaml")
    report = RecordReport()
    for entry in read_data("public-record.yaml")["proceedings"]:
        reason = why_left_out(entry)
        if reason:
            report.left_out[reason] += 1
            continue
        try:
            _add(session, book, vault, Telling(entry, notes), actor)
            report.added += 1
        except DuplicateImport:
            report.known += 1
    _link(session, actor)
    return report


def _link(session: Session, actor: str) -> None:
    """Link the proceedings that the record ties together: before a commission, and before a court."""
    matters: dict[str, list[Case]] = {}
    for entry in read_data("public-record.yaml")["proceedings"]:
        case = session.scalars(sa.select(Case).where(Case.import_key == _key(entry))).one_or_none()
        if case is not None:
            matters.setdefault(entry["matter"], []).append(case)
    for cases in matters.values():
        commissions = [case for case in cases if case.body.level in COMMISSION_LEVELS]
        courts = [case for case in cases if case.body.level not in COMMISSION_LEVELS]
        for lower, upper in product(commissions, courts):
            join_matters(session, lower, upper, actor=actor, kind=PARALLEL)


def why_left_out(entry: Record) -> str | None:
    """Return why a proceeding cannot become a case, or None."""
    if entry["body"] is None:
        return "no source names the court"
    if not days_of(entry):
        return "no source names a day"
    return None


def days_of(entry: Record) -> list[dt.date]:
    """Return the days on which the proceeding was under way or decided, by the sources."""
    dates = entry["dates"]
    days = [dates[name] for name in ("filed_on", "registered_on", "decided_on")]
    days += [event["happened_on"] for event in entry["events"]]
    return sorted(day for day in days if day)


@dataclass(frozen=True)
class Telling:
    """An entry of the record with the sentences that the register adds to it."""

    entry: Record
    notes: Record

    @property
    def received_on(self) -> dt.date:
        """Return the day of filing, or else the first day that the sources name."""
        day: dt.date = self.entry["dates"]["filed_on"] or days_of(self.entry)[0]
        return day

    @property
    def has_clock(self) -> bool:
        """Tell whether both ends of a time limit are known."""
        return bool(self.entry["dates"]["filed_on"] and self.entry["dates"]["decided_on"])

    @property
    def provenance(self) -> Provenance:
        """Return how much the sources tell."""
        return Provenance(receipt_known=bool(self.entry["dates"]["filed_on"]), has_clocks=self.has_clock)

    def summary(self) -> str:
        """Return the text of the case: what the register says of it, the facts, and their sources."""
        return in_each_language(self._paragraph)

    def _paragraph(self, language: str) -> str:
        contested = self.entry["contested"]["what"][language]
        said = [self.notes["compiled"][language], self.notes["contested"][language].format(what=contested)]
        if not self.entry["dates"]["filed_on"]:
            day = in_words(self.received_on, language)
            said.append(self.notes["receipt_unknown"][language].format(day=day))
        if not self.has_clock:
            said.append(self.notes["no_clock"][language])
        return "\n".join([" ".join(said), self.facts(language)])

    def facts(self, language: str) -> str:
        """Return each fact with the address it was read at."""
        source = self.notes["source"][language]
        told = (f"{fact[language]} ({source.format(url=fact['source_url'])})" for fact in self.entry["facts"])
        return "\n".join(told)

    def operative(self, language: str) -> str:
        """Return how the proceeding ended, and that the text of the decision is not known."""
        return f"{self.notes['outcomes'][self.entry['outcome']][language]} {self.notes['excerpt'][language]}"


def _add(session: Session, book: LawBook, vault: Vault, telling: Telling, actor: str) -> None:
    entry = telling.entry
    values = read_input(ComplaintSchema(), complaint_data(telling))
    case = register_complaint(
        session, book, vault, values, actor=actor, import_key=_key(entry), provenance=telling.provenance
    ).case
    decision = None
    if entry["outcome"] and entry["dates"]["decided_on"]:
        data = read_input(DecisionSchema(), _decision_data(telling))
        decision = record_decision(session, book, case, data, actor=actor, text_known=False)
    author, publisher = four_eyes(session)
    publish(session, case, decision, _texts(case, decision), (), actor=publisher, author=author)


def complaint_data(telling: Telling) -> Record:
    """Return the complaint as it would be entered: organisations and offices, no person."""
    entry, contested = telling.entry, telling.entry["contested"]
    complainant = next(party for party in entry["parties"] if party["role"] == "complainant")
    return {
        "election": entry["election"],
        "body": entry["body"],
        "procedure": entry["procedure"],
        "subject": entry["subject"],
        "contested_kind": contested["kind"],
        "contested_on": _iso(contested["happened_on"]),
        "contested_body": contested["body"],
        "contested_number": contested["number"],
        "text": telling.summary(),
        "channel": "import",
        "language": LANGUAGE,
        "received_at": _iso(telling.received_on),
        "complainant_kind": complainant["kind"],
        "complainant_organisation": complainant["name"][LANGUAGE],
    }


def _decision_data(telling: Telling) -> Record:
    entry = telling.entry
    refusal = entry["inadmissibility"] or {"ground": None, "article": None}
    return {
        "number": telling.notes["number_unknown"],
        "taken_at": f"{_iso(entry['dates']['decided_on'])}T{ONLY_THE_DAY.isoformat()}",
        "outcome": entry["outcome"],
        "inadmissibility_ground": refusal["ground"],
        "facts": in_each_language(telling.facts),
        "cited": refusal["article"],
        "operative": in_each_language(telling.operative),
        "remedy": entry["remedy"] or "none",
        "language": LANGUAGE,
    }


def _key(entry: Record) -> str:
    return f"public-record/{entry['id']}"


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


def _texts(case: Case, decision: Decision | None) -> dict[str, str | None]:
    if decision is None:
        return {"summary": case.text}
    parts = ("facts", "provisions", "application", "operative")
    return {"summary": case.text, **{name: getattr(decision, name) for name in parts}}
