"""Every step that can be taken in a case: what is entered with it, and the action that takes it.

The page and the API go through the same door, so what one refuses the other refuses as well.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import marshmallow as ma
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from casetracker.cases import inputs, progress, ruling_inputs, statuses, step_inputs
from casetracker.cases.correcting import correct_facts
from casetracker.cases.correcting_decisions import correct_taking
from casetracker.cases.decisions import record_decision
from casetracker.cases.errors import InvalidInput
from casetracker.cases.forwarding import forward_case
from casetracker.cases.instances import open_next_instance
from casetracker.cases.matters import join_case, split_case
from casetracker.cases.models import Case, Decision
from casetracker.cases.models.decision import FINAL
from casetracker.cases.queries import case_by_reference
from casetracker.cases.receiving import Doer
from casetracker.cases.rulings import record_correction, record_ruling
from casetracker.cases.serving import record_in_force, record_service
from casetracker.cases.staying import end_stayed_case, resume_case, stay_case
from casetracker.cases.versions import check_version
from casetracker.lawbook import LawBook

Values = dict[str, Any]
Act = Callable[[Session, LawBook, Case, Values, Doer], object]


@dataclass(frozen=True)
class Door:
    """How a step is taken: the shape of what is entered, and what does it."""

    schema: type[ma.Schema]
    act: Act


def _plain(act: Callable[..., object]) -> Act:
    """Return an action that knows only who did it and which version they saw."""

    def taken(session: Session, book: LawBook, case: Case, values: Values, doer: Doer) -> object:
        return act(session, book, case, values, actor=doer.actor, version=doer.version)

    return taken


def _serve(session: Session, book: LawBook, case: Case, values: Values, doer: Doer) -> None:
    check_version(case, doer.version)
    statuses.check_step(case, "serve")
    record_service(
        session,
        book,
        _meant(case, values["decision"]),
        values["served_at"],
        actor=doer.actor,
        version=doer.version,
        reason=values["reason"],
    )


def _put_in_force(session: Session, book: LawBook, case: Case, values: Values, doer: Doer) -> None:
    check_version(case, doer.version)
    statuses.check_step(case, "put-in-force")
    record_in_force(
        session,
        book,
        _meant(case, values["decision"]),
        values["in_force_on"],
        actor=doer.actor,
        version=doer.version,
        reason=values["reason"],
    )


def _meant(case: Case, number: str | None) -> Decision:
    """Return the decision of a number, or the last one; of several the last that ended the case.

    What follows is a correction, whose number may be the same: neither service nor force hang on it.
    """
    found = [decision for decision in case.decisions if number in (None, decision.number)]
    if not found:
        told = {"number": number, "known": ", ".join(decision.number for decision in case.decisions)}
        sentence = _("This case has no decision No. %(number)s. It has: %(known)s.", **told)
        raise InvalidInput({"decision": [sentence]})
    return next((it for it in reversed(found) if it.kind == FINAL), found[-1])


def _correct(session: Session, book: LawBook, case: Case, values: Values, doer: Doer) -> list[str]:
    return correct_facts(
        session, book, case, values, actor=doer.actor, reason=values["reason"], version=doer.version
    )


def _join(session: Session, _book: LawBook, case: Case, values: Values, doer: Doer) -> None:
    other = case_by_reference(session, values["reference"])
    # What a court decides is told to the cases of its matter: naming any case must not open its outcome.
    if other is None or not doer.may_see(other.body):
        sentence = _("There is no case “%(name)s”. Check the reference.", name=values["reference"])
        raise InvalidInput({"reference": [sentence]})
    join_case(session, case, other, actor=doer.actor, version=doer.version)


def _split(session: Session, _book: LawBook, case: Case, _values: Values, doer: Doer) -> None:
    split_case(session, case, actor=doer.actor, version=doer.version)


DOORS: Mapping[str, Door] = {
    "return-for-defects": Door(step_inputs.DefectsSchema, _plain(progress.return_for_defects)),
    "mend-defects": Door(step_inputs.MendedSchema, _plain(progress.mend_defects)),
    "find-admissible": Door(step_inputs.AdmissibleSchema, _plain(progress.find_admissible)),
    "stay": Door(inputs.StaySchema, _plain(stay_case)),
    "resume": Door(inputs.StayEndSchema, _plain(resume_case)),
    "end": Door(inputs.StayEndSchema, _plain(end_stayed_case)),
    "interim-decision": Door(ruling_inputs.RulingSchema, _plain(record_ruling)),
    "decide": Door(inputs.DecisionSchema, _plain(record_decision)),
    "withdraw": Door(step_inputs.WithdrawalSchema, _plain(progress.withdraw_case)),
    "forward": Door(step_inputs.ForwardSchema, forward_case),
    "serve": Door(step_inputs.ServedSchema, _serve),
    "put-in-force": Door(step_inputs.InForceFromSchema, _put_in_force),
    "correct-decision": Door(ruling_inputs.SlipSchema, _plain(record_correction)),
    "next-instance": Door(step_inputs.NextInstanceSchema, open_next_instance),
    "reopen": Door(step_inputs.ReopeningSchema, _plain(progress.reopen_case)),
    "correct": Door(step_inputs.CorrectionsSchema, _correct),
    "correct-taking": Door(step_inputs.TakingSchema, _plain(correct_taking)),
    "join": Door(step_inputs.JoiningSchema, _join),
    "split": Door(step_inputs.SplitSchema, _split),
}
