"""Fill the projection: what of a case and its decision becomes public, and nothing else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from casetracker.cases.models import Case, Decision
from casetracker.cases.parties import present
from casetracker.publication.clocks import newest_change
from casetracker.publication.models import PublicCase, PublicDecision
from casetracker.publication.redaction import Private, propose
from casetracker.publication.telling import tell

Texts = Mapping[str, str | None]

DECISION_TEXTS = ("ground_text", "facts", "provisions", "application", "operative")
COPIED_FROM_CASE = (
    "reference",
    "election_id",
    "body_id",
    "procedure",
    "subject",
    "language",
    "contested_kind",
    "contested_on",
    "contested_body_id",
    "contested_number",
    "received_at",
    "receipt_known",
    "is_late",
)
COPIED_FROM_DECISION = (
    "kind",
    "ruling",
    "number",
    "taken_at",
    "open_session",
    "outcome",
    "inadmissibility_ground",
    "refusal_ground",
    "ground_citations",
    "remedy",
    "votes_for",
    "votes_against",
    "language",
)


def published_decision(public: PublicCase, decision: Decision) -> PublicDecision | None:
    """Return what the public sees of a decision; None when it is not published."""
    return next((known for known in public.decisions if known.ordinal == decision.ordinal), None)


def replaces_published(public: PublicCase | None, decision: Decision | None) -> bool:
    """Tell whether publishing replaces what the public saw before: that needs a reason."""
    if public is None:
        return False
    if public.state == "withdrawn" or decision is None:
        return True
    return published_decision(public, decision) is not None


def project_case(public: PublicCase, case: Case, texts: Texts, now: dt.datetime) -> None:
    """Make the public row of a case what it is to say now, after its decision was given its row."""
    for name in COPIED_FROM_CASE:
        setattr(public, name, getattr(case, name))
    public.state = "published"
    public.body_level = case.body.level
    public.region = case.body.region
    public.zone = case.body.zone
    public.complainant_kind = next((p.kind for p in present(case) if p.role == "complainant"), "other")
    public.summary = texts["summary"] or ""
    tell(public, case)
    public.clocks_at = newest_change(case) or now
    public.updated_at = now
    public.withdrawn_ground = public.withdrawn_reason = public.withdrawn_at = None


def project_decision(
    public: PublicCase, decision: Decision, texts: Texts, private: Private, now: dt.datetime
) -> None:
    """Make the public row of a decision what it is to say now; the first publication counts for its lag."""
    row = published_decision(public, decision)
    is_new = row is None
    if row is None:
        row = PublicDecision(ordinal=decision.ordinal, published_at=now, version=1)
        row.lag_seconds = max(0, int((now - decision.taken_at).total_seconds()))
    else:
        row.version += 1
    for name in COPIED_FROM_DECISION:
        setattr(row, name, getattr(decision, name))
    for name in DECISION_TEXTS:
        setattr(row, name, texts.get(name) or "")
    row.appeal_route = propose(decision.appeal_route, private)
    row.cited = [_public_provision(entry, private) for entry in decision.cited]
    row.reasoned = decision.is_reasoned
    row.corrects_ordinal = decision.corrects.ordinal if decision.corrects else None
    row.withdrawn_at = row.withdrawn_ground = row.withdrawn_reason = None
    if is_new:
        # Not before it is whole: what is loaded on the way would flush it half filled.
        public.decisions.append(row)


def _public_provision(entry: Mapping[str, Any], private: Private) -> dict[str, Any]:
    """Return a provision with what was typed of it masked; the rest is law data."""
    told = dict(entry) | {name: propose(entry[name], private) for name in ("article", "words")}
    if not entry["url"]:
        told["act"] = propose(entry["act"], private)
        told["act_names"] = dict.fromkeys(entry["act_names"], told["act"])
    return told


def changed_parts(public: PublicCase, decision: Decision | None, texts: Texts) -> list[str]:
    """Return which published texts would be others, by field."""
    before: dict[str, str] = {"summary": public.summary}
    row = published_decision(public, decision) if decision else None
    if row:
        before |= {name: getattr(row, name) for name in DECISION_TEXTS}
    return [name for name, text in before.items() if text != (texts.get(name) or "")]
