"""Register a case of the next instance from a copy of the decision that it is about. Never commits."""

from __future__ import annotations

from sqlalchemy.orm import Session

from casetracker.cases.actions import Lineage, Registration, register_complaint
from casetracker.cases.instances import lower_by_its_decision
from casetracker.cases.models.link import NEXT_INSTANCE
from casetracker.cases.receiving import Doer, Values, check_receiver, connect, contested_decision
from casetracker.cases.using_limits import use_limit
from casetracker.lawbook import LawBook

OWN = ("procedure", "body", "text", "relief", "channel", "received_at", "filed_at")
COMPLAINANT = (
    *("complainant_kind", "complainant_organisation"),
    *("complainant_name", "complainant_contact"),
)


def register_from_lower(session: Session, book: LawBook, values: Values, doer: Doer) -> Registration:
    """Register what somebody brought with a copy of a decision of a lower instance, and link the two.

    Only the decision, the subject and the language are taken over: who the parties are, nobody handed over.
    *values* is what ``FromLowerSchema`` gives. Raises :class:`InvalidInput`.
    """
    lower, decision = lower_by_its_decision(session, values["reference"], values["number"])
    check_receiver(session, book, lower, values, doer)
    complaint = {
        "election": lower.election_id,
        "subject": lower.subject,
        "language": lower.language,
        **{name: values[name] for name in (*OWN, *COMPLAINANT)},
        **contested_decision(lower, decision),
    }
    registration = register_complaint(
        session, book, doer.vault, complaint, actor=doer.actor, lineage=Lineage(lower.matter_id)
    )
    connect(session, NEXT_INSTANCE, lower, registration.case, doer.actor, decision.id)
    use_limit(lower, decision.id, None, registration.case.filed_at)
    session.flush()
    return registration
