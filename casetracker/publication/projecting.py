"""Fill the projection: what of a case and its decision becomes public, and nothing else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from casetracker.cases.models import Case, Decision
from casetracker.cases.parties import present
from casetracker.publication.clocks import newest_clock, public_clocks, public_timeline
from casetracker.publication.models import PublicCase, PublicDecision
from casetracker.publication.redaction import Private, propose

Texts = Mapping[str, str | None]

DECISION_TEXTS = ("ground_text", "facts", "provisions", "application", "operative")
COPIED_FROM_CASE = (
    "reference",
    "election_id",
    "body_id",
    "procedure",
    "subject",
    "status",
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
    ordinal = decision.case.decisions.index(decision) + 1
    return next((known for known in public.decisions if known.ordinal == ordinal), None)


def project_case(public: PublicCase, case: Case, texts: Texts, now: dt.datetime) -> None:
    """Make the public row of a case what it is to say now."""
    for name in COPIED_FROM_CASE:
        setattr(public, name, getattr(case, name))
    public.state = "published"
    public.body_level = case.body.level
    public.region = case.body.region
    public.zone = case.body.zone
    public.complainant_kind = next((p.kind for p in present(case) if p.role == "complainant"), "other")
    public.summary = texts["summary"] or ""
    public.clocks = public_clocks(case)
    public.clocks_at = newest_clock(case) or now
    public.timeline = public_timeline(case.events)
    public.updated_at = now
    public.withdrawn_ground = public.withdrawn_reason = public.withdrawn_at = None


def project_decision(
    public: PublicCase, decision: Decision, texts: Texts, private: Private, now: dt.datetime
) -> None:
    """Make the public row of a decision what it is to say now; the first publication counts for its lag."""
    row = published_decision(public, decision)
    if row is None:
        ordinal = decision.case.decisions.index(decision) + 1
        row = PublicDecision(ordinal=ordinal, published_at=now, version=1)
        row.lag_seconds = max(0, int((now - decision.taken_at).total_seconds()))
        public.decisions.append(row)
    else:
        row.version += 1
    for name in COPIED_FROM_DECISION:
        setattr(row, name, getattr(decision, name))
    for name in DECISION_TEXTS:
        setattr(row, name, texts.get(name) or "")
    row.appeal_route = propose(decision.appeal_route, private)
    row.cited = [_public_provision(entry, private) for entry in decision.cited]
    row.reasoned = decision.is_reasoned


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
