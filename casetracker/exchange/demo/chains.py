"""One chain of synthetic cases: a decision of a territorial commission, contested before the higher one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from casetracker.cases.decisions import record_decision
from casetracker.cases.identities import Vault
from casetracker.cases.inputs import DecisionSchema, read_input
from casetracker.cases.instances import open_next_instance
from casetracker.cases.models import Case
from casetracker.cases.receiving import Doer
from casetracker.cases.serving import record_service
from casetracker.cases.step_inputs import NextInstanceSchema
from casetracker.exchange.demo.reasoning import Reasoner
from casetracker.exchange.rows import Reply
from casetracker.lawbook import LawBook
from casetracker.registry.models import Body

HIGHER, PROCEDURE = "kz-cec", "commission-complaint"
CONTESTED, CHANGED_TO = "refused", "partly-satisfied"
LEVEL = "territorial-region"
# Hours after the decision: a copy is served, the complaint is brought the next day, and it is decided.
SERVED, FILED, DECIDED = (dt.timedelta(hours=hours) for hours in (12, 36, 60))


def add_chain(
    session: Session,
    book: LawBook,
    vault: Vault,
    cases: Iterable[Case],
    reasoner: Reasoner,
    name: str,
    *,
    actor: str,
) -> Case | None:
    """Bring the first refusal of *cases* before the Central Commission, and decide that.

    Return the case before the Central Commission, to be published; None where nothing was refused. *name*
    is that of the applicant. Not committed.
    """
    lower = next((case for case in cases if _can_be_contested(case)), None)
    if lower is None:
        return None
    decision, zone = lower.final_decisions[-1], ZoneInfo(lower.body.zone)
    served, filed, decided = (
        (decision.taken_at + later).astimezone(zone) for later in (SERVED, FILED, DECIDED)
    )
    record_service(session, book, decision, served, actor=actor)
    typed = {
        "body": HIGHER,
        "procedure": PROCEDURE,
        "filed_at": _typed(filed),
        "text": f"{reasoner.mark(lower.language)} {reasoner.contesting(lower.language, decision.number)}",
        "channel": "import",
        "received_at": _typed(filed),
    }
    doer = Doer(actor, vault, _everywhere, _everywhere)
    passed = open_next_instance(session, book, lower, read_input(NextInstanceSchema(), typed), doer)
    if passed.registration is None:
        return None
    upper, number = passed.registration.case, f"{decision.number}-2"
    upper.import_key = f"{lower.import_key}-2"
    reply = Reply(CHANGED_TO, _typed(decided), None)
    data = reasoner.decision_data(upper, number, name, reply, _typed(decided))
    record_decision(session, book, upper, read_input(DecisionSchema(), data), actor=actor)
    return upper


def _can_be_contested(case: Case) -> bool:
    ended = case.final_decisions
    fits = case.body.level == LEVEL and case.procedure == PROCEDURE
    return fits and bool(ended) and ended[-1].outcome == CONTESTED and bool(ended[-1].is_reasoned)


def _everywhere(_body: Body) -> bool:
    return True


def _typed(moment: dt.datetime) -> str:
    return moment.replace(tzinfo=None, microsecond=0).isoformat()
