"""The form of an election: what was typed, and what somebody else changed in the meantime.

A form remembers what it was filled from. When the election has changed since, both are put together: what
only the other person changed is taken over, what both changed stays as typed, and each is told. So nobody's
work is lost, and nothing is undone by sending a form that was opened earlier.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer

from casetracker.registry.models import Election
from casetracker.web.staff.election_inputs import ElectionSchema, PlanRowSchema
from casetracker.web.staff.forms import typed

MOST_ROWS = 200
PLAN = tuple(name for name in PlanRowSchema().fields if name != "rule")
FIELDS = tuple(name for name in ElectionSchema().fields if name != "reason")

Line = tuple[str, ...]


@dataclass(frozen=True)
class State:
    """An election as the texts of its form: fields, plan by rule id, and when staff last changed it."""

    fields: Mapping[str, str]
    plan: Mapping[str, Line]
    changed_at: dt.datetime | None

    def sealed(self) -> str:
        """Return the state as a hidden field carries it; nobody can alter it on the way."""
        changed_at = self.changed_at and self.changed_at.isoformat()
        return str(_serializer().dumps([dict(self.fields), dict(self.plan), changed_at]))

    @classmethod
    def opened(cls, text: str) -> State | None:
        """Return what ``sealed`` wrote, or None; a release with other fields wrote something else."""
        try:
            fields, plan, changed_at = _serializer().loads(text)
        except BadSignature:
            return None
        lines = {rule: tuple(line) for rule, line in plan.items()}
        if set(fields) != set(FIELDS) or any(len(line) != len(PLAN) for line in lines.values()):
            return None
        return cls(fields, lines, changed_at and dt.datetime.fromisoformat(changed_at))


@dataclass
class Row:
    """A line of the plan as typed; ``rule`` and PLAN by name, and whether it is to go."""

    texts: dict[str, str]
    is_removed: bool = False

    @property
    def rule(self) -> str:
        """Return the id of the rule that the line is about."""
        return self.texts["rule"]

    @property
    def line(self) -> Line:
        """Return what the line says about its rule."""
        return tuple(self.texts[name] for name in PLAN)

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing was typed."""
        return not any(text.strip() for text in self.texts.values())


@dataclass(frozen=True)
class Meanwhile:
    """Something that somebody else changed while the form was open: a field or a rule of the plan.

    ``is_kept``: it was changed in the form too, and what was typed there still stands.
    """

    name: str
    was: str | Line
    now: str | Line
    typed: str | Line
    is_kept: bool


@dataclass
class ElectionDraft:
    """The form as it stands."""

    fields: dict[str, str]
    rows: list[Row]
    seen: State
    reason: str = ""
    errors: dict[str, list[str]] = field(default_factory=dict)
    meanwhile: list[Meanwhile] = field(default_factory=list)

    @property
    def values(self) -> dict[str, str]:
        """Return every text by the name of its input."""
        rows = {
            f"plan_{i}_{name}": text for i, row in enumerate(self.rows) for name, text in row.texts.items()
        }
        removed = {f"plan_{i}_remove": "true" if row.is_removed else "" for i, row in enumerate(self.rows)}
        return {**self.fields, "reason": self.reason, **rows, **removed}

    @property
    def plan(self) -> dict[str, Line]:
        """Return the plan that the form asks for."""
        return {row.rule: row.line for row in self.rows if row.rule and not row.is_removed}

    def add_row(self) -> None:
        """Offer one more empty line."""
        if len(self.rows) < MOST_ROWS:
            self.rows.append(Row(dict.fromkeys(("rule", *PLAN), "")))


def state_of(election: Election) -> State:
    """Return an election as the texts of its form."""
    sources, results_at = election.sources, election.results_at
    fields: dict[str, Any] = {
        name: getattr(election, name) for name in ("called_on", "voting_on", "results_on")
    }
    texts = {name: on.isoformat() if on else "" for name, on in fields.items()}
    texts["results_at"] = (
        results_at.astimezone(ZoneInfo(election.zone)).strftime("%Y-%m-%dT%H:%M") if results_at else ""
    )
    texts |= {f"{name}_source": source_text(sources.get(name)) for name in ("called_on", "voting_on")}
    texts["results_source"] = source_text(sources.get("results_at") or sources.get("results_on"))
    plan = {
        rule: tuple(str(plan.get(name) or "") for name in PLAN) for rule, plan in election.overrides.items()
    }
    return State(texts, plan, election.changed_at)


def new_draft(election: Election) -> ElectionDraft:
    """Return the form filled from the register."""
    now = state_of(election)
    draft = ElectionDraft(dict(now.fields), [_row(rule, line) for rule, line in now.plan.items()], now)
    draft.add_row()
    return draft


def read_draft(election: Election, form: Mapping[str, str]) -> ElectionDraft:
    """Return the form as sent, put together with what changed since it was opened."""
    now = state_of(election)
    texts = typed(ElectionSchema(), form)
    seen = State.opened(form.get("seen", "")) or State(now.fields, now.plan, now.changed_at)
    reason = texts.pop("reason")
    draft = ElectionDraft(texts, list(_rows(form)), seen, reason)
    # Not by the moment alone: the files of the register leave none.
    if seen != now:
        draft.meanwhile = _put_together(draft, now)
        draft.seen = now
    return draft


def _rows(form: Mapping[str, str]) -> list[Row]:
    rows = []
    for i in range(MOST_ROWS):
        if f"plan_{i}_rule" not in form:
            break
        texts = {name: form.get(f"plan_{i}_{name}", "") for name in ("rule", *PLAN)}
        rows.append(Row(texts, form.get(f"plan_{i}_remove") == "true"))
    return rows


def _put_together(draft: ElectionDraft, now: State) -> list[Meanwhile]:
    return [
        *(it for name in FIELDS if (it := _field(draft, now, name))),
        *(it for rule in {**draft.seen.plan, **now.plan} if (it := _rule(draft, now, rule))),
    ]


def _field(draft: ElectionDraft, now: State, name: str) -> Meanwhile | None:
    was, theirs, mine = draft.seen.fields[name], now.fields[name], draft.fields[name]
    if theirs in (was, mine):
        return None
    is_kept = mine != was
    if not is_kept:
        draft.fields[name] = theirs
    return Meanwhile(name, was, theirs, mine, is_kept)


def _rule(draft: ElectionDraft, now: State, rule: str) -> Meanwhile | None:
    was, theirs, mine = (plan.get(rule, ()) for plan in (draft.seen.plan, now.plan, draft.plan))
    if theirs in (was, mine):
        return None
    is_kept = mine != was
    if not is_kept:
        draft.rows = [row for row in draft.rows if row.rule != rule]
        draft.rows[:0] = [_row(rule, theirs)] if theirs else []
    return Meanwhile(rule, was, theirs, mine, is_kept)


def _row(rule: str, line: Line) -> Row:
    return Row({"rule": rule, **dict(zip(PLAN, line, strict=True))})


def source_text(told: Mapping[str, Any] | None) -> str:
    """Return a source of the register as its field shows it: the address, or the document that is named."""
    return str((told or {}).get("url") or (told or {}).get("note") or "")


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt="election-form")
