"""Change the case file: register a complaint. Actions never commit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from casetracker import db
from casetracker.audit.actions import record
from casetracker.cases.clocks import clocks_of, moments_of, stored_values
from casetracker.cases.errors import DuplicateImport
from casetracker.cases.events import add_event
from casetracker.cases.identities import Person, Vault, keep
from casetracker.cases.intake import Complaint, check_complaint
from casetracker.cases.likely_same import note_sketches
from casetracker.cases.models import Case, CaseDeadline, Matter, Party
from casetracker.cases.plain import kin
from casetracker.cases.references import new_tracking_code, next_serial, reference_of, tracking_hash
from casetracker.cases.statuses import REGISTERED
from casetracker.lawbook import LawBook


@dataclass(frozen=True)
class Provenance:
    """How much is known of a case that is taken over from elsewhere.

    Attributes:
        receipt_known: False when ``received_at`` is only the first day that a source names.
        has_clocks: False when the end of a clock would be a guess, and so an accusation.
    """

    receipt_known: bool = True
    has_clocks: bool = True


REGISTERED_HERE = Provenance()


@dataclass(frozen=True)
class Lineage:
    """What a case takes over from the one that it follows from.

    Attributes:
        add_parties: gives the new case its parties, sealed as they were; None: those of the complaint.
    """

    matter_id: int
    add_parties: Callable[[Case], None] | None = None


@dataclass(frozen=True)
class Registration:
    """A registered case and the tracking code, which is shown once and stored only as a hash."""

    case: Case
    tracking_code: str


def register_complaint(
    session: Session,
    book: LawBook,
    vault: Vault,
    values: dict[str, Any],
    *,
    actor: str,
    import_key: str | None = None,
    provenance: Provenance = REGISTERED_HERE,
    lineage: Lineage | None = None,
) -> Registration:
    """Register a complaint with its reference, parties, events and every clock, all or nothing.

    *values* is what ``ComplaintSchema`` gives. Late, or with a clock that cannot be computed, it is
    registered all the same and says so.

    Raises :class:`InvalidInput` (what does not fit) and :class:`DuplicateImport` (the row of this
    *import_key* is a case already).
    """
    complaint = check_complaint(session, book, values)
    # Who changes the election waits until this case is there to be recomputed with the others.
    session.refresh(complaint.election, with_for_update={"read": True})
    _refuse_duplicate(session, import_key)
    code = new_tracking_code()
    matter_id = lineage.matter_id if lineage else _new_matter(session).id
    case = _new_case(session, complaint, actor, code, import_key, matter_id)
    case.receipt_known = provenance.receipt_known
    if lineage and lineage.add_parties:
        lineage.add_parties(case)
    else:
        add_parties(session, vault, case, complaint)
    add_first_events(case, complaint, actor)
    if provenance.has_clocks:
        start_clocks(book, case, actor=actor, reason="registered")
    session.flush()
    note_sketches(session, [case])
    record(session, actor=actor, action="case.registered", thing=case.ref, details={"late": case.is_late})
    return Registration(case, code)


def _refuse_duplicate(session: Session, import_key: str | None) -> None:
    if import_key is None:
        return
    known = session.scalar(sa.select(Case.reference).where(Case.import_key == import_key))
    if known:
        raise DuplicateImport(known)


def _new_case(
    session: Session, complaint: Complaint, actor: str, code: str, import_key: str | None, matter_id: int
) -> Case:
    case = case_of(complaint, actor, code, import_key)
    number_case(case, next_serial(session, complaint.election, complaint.body), matter_id)
    session.add(case)
    session.flush()
    return case


def case_of(
    complaint: Complaint, actor: str, code: str, import_key: str | None = None, model: type[Case] = Case
) -> Case:
    """Return a complaint as a case that has no number yet, in no session: stored later, or a stand-in."""
    plain = ("procedure", "subject", "contested_kind", "contested_on", "contested_number")
    written = ("text", "relief", "channel", "language")
    return model(
        **{name: complaint.values[name] for name in plain + written},
        election=complaint.election,
        body=complaint.body,
        contested_body=complaint.contested_body,
        tracking_hash=tracking_hash(code),
        status=REGISTERED,
        contested_served_at=complaint.contested_served_at,
        filed_at=complaint.filed_at,
        received_at=complaint.received_at,
        receipt_known=True,
        registered_at=db.now(),
        is_late=False,
        import_key=import_key,
        created_by=actor,
        # What a new case cannot have need not be asked for when its clocks start.
        stays=[],
        decisions=[],
        links_from=[],
        links_to=[],
    )


def number_case(case: Case, serial: int, matter_id: int) -> None:
    """Give a case its number and the matter it begins."""
    case.serial, case.matter_id = serial, matter_id
    case.reference = reference_of(case.election, case.body, serial)


def _new_matter(session: Session) -> Matter:
    matter = Matter(created_at=db.now())
    session.add(matter)
    session.flush()
    return matter


def add_parties(session: Session, vault: Vault, case: Case, complaint: Complaint) -> None:
    """Add who complains, sealed, and the body whose act is contested."""
    party = kin(case, Party)
    values = complaint.values
    # Only who files online tells at once why they may complain; at the desk it is added to the party.
    person = Person(
        values["complainant_name"], values["complainant_contact"], standing=values.get("complainant_standing")
    )
    case.parties.append(
        party(
            role="complainant",
            kind=complaint.values["complainant_kind"],
            organisation=complaint.values["complainant_organisation"],
            identity=keep(session, vault, person, case),
        )
    )
    if complaint.contested_body:
        case.parties.append(party(role="respondent", kind="commission", body_id=complaint.contested_body.id))


def add_first_events(case: Case, complaint: Complaint, actor: str) -> None:
    """Begin the history of a case that has its number."""
    if case.receipt_known:
        add_event(case, "filed", complaint.filed_at, actor)
        add_event(case, "received", complaint.received_at, actor, channel=complaint.values["channel"])
    add_event(case, "registered", case.registered_at, actor, reference=case.reference)


def start_clocks(book: LawBook, case: Case, *, actor: str, reason: str) -> None:
    """Compute every clock of the case's procedure and keep it with its law, trace and explanation."""
    moments = moments_of(case)
    for clock in clocks_of(book, case.procedure, moments):
        if clock.deadline is None:
            problem = clock.problem
            data = {"rule": clock.rule_id, "code": getattr(problem, "code", "law-error")}
            add_event(case, "clock-not-computed", case.registered_at, actor, **data)
            continue
        columns = stored_values(book, moments, clock, clock.deadline)
        row = kin(case, CaseDeadline)(**columns, state="running", reason=reason)
        case.deadlines.append(row)
        add_event(
            case, "deadline-set", case.registered_at, actor, rule=clock.rule_id, due_on=row.due_on.isoformat()
        )
        if clock.role == "filing":
            _judge_filing(case, row, actor)


def _judge_filing(case: Case, clock: CaseDeadline, actor: str) -> None:
    """Late is a flag, never a refusal; and nothing is late before the last day has ended."""
    clock.ended_at = case.filed_at
    clock.state = "met" if case.filed_at < clock.due_at else "missed"
    if clock.state == "missed":
        case.is_late = True
        add_event(
            case, "filed-late", case.filed_at, actor, rule=clock.rule_id, due_on=clock.due_on.isoformat()
        )
