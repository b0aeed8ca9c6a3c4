"""Puts together the reasoning of a SYNTHETIC decision from sentences that are data."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from casetracker.cases.models import Case
from casetracker.exchange.demo.telling import in_words, read_data
from casetracker.exchange.rows import Reply

Record = dict[str, Any]

# What a satisfied complaint leads to, by its subject.
REMEDIES = {
    "voter-lists": "list-corrected",
    "candidate-registration": "registration-restored",
    "observers": "access-restored",
    "counting": "recount",
    "tabulation": "recount",
    "results": "recount",
}
GRANTED, WARNED = ("satisfied", "partly-satisfied"), "official-warned"
REFUSALS = ("refused", "returned", "left-without-consideration")


class Reasoner:
    """Writes the four parts of a synthetic decision, the same for the same case."""

    def __init__(self) -> None:
        self._phrases = read_data("synthetic-decisions.yaml")

    def mark(self, language: str) -> str:
        """Return the words that say that a text is invented."""
        return str(self._phrases["mark"][language])

    def contesting(self, language: str, number: str) -> str:
        """Return what a complaint against the decision of this number says."""
        return str(self._phrases["contesting"][language].format(number=number))

    def decision_data(self, case: Case, number: str, name: str, reply: Reply, taken_at: str) -> Record:
        """Return the decision on *case* as it would be entered, for ``DecisionSchema``.

        *name* is that of the applicant: it stands in the facts, as in a real decision, and is for the
        publisher to mask.
        """
        outcome = self._phrases["outcomes"][reply.outcome]
        subject = self._phrases["subjects"][case.subject][case.language]
        said, law = outcome[case.language], self._phrases["law"][case.language]
        mark = self.mark(case.language)
        found = [
            self._opening(case, number, name),
            self._finding(outcome, subject, said, reply, case.language),
        ]
        return {
            "number": number,
            "taken_at": taken_at,
            "open_session": "yes" if case.serial % 3 else "no",
            "outcome": reply.outcome,
            "inadmissibility_ground": reply.ground,
            "refusal_ground": "facts-not-proven" if reply.outcome == "refused" else None,
            "ground_text": found[1] if reply.outcome in REFUSALS else None,
            "facts": f"{mark} {' '.join(part for part in found if part)}",
            "provisions": subject["provisions"].format(law=law),
            "application": f"{subject['applies']} {said['application']}",
            "operative": f"{mark} {said['operative']}",
            "remedy": REMEDIES.get(case.subject, WARNED) if reply.outcome in GRANTED else "none",
            "appeal_route": self._phrases["appeal"][case.language],
            "language": case.language,
        }

    def _opening(self, case: Case, number: str, name: str) -> str:
        day = in_words(case.received_at.astimezone(ZoneInfo(case.body.zone)).date(), case.language)
        return str(self._phrases["opening"][case.language].format(number=number, received=day, name=name))

    def _finding(self, outcome: Record, subject: Record, said: Record, reply: Reply, language: str) -> str:
        if outcome["finding"]:
            return str(subject[outcome["finding"]])
        if reply.ground:
            return str(self._phrases["grounds"][reply.ground][language])
        return str(said.get("facts", ""))
