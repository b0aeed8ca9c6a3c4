"""Where a case stands, and what may be done to it there: the one table that every change of status obeys.

What stands still is no status but a stay: a stayed case keeps the status in which it goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from casetracker import labels
from casetracker.accounts import policy
from casetracker.cases.errors import ImpossibleStep
from casetracker.cases.models import Case
from casetracker.cases.models.link import NEXT_INSTANCE

REGISTERED, RETURNED, ADMITTED, REOPENED = "registered", "returned-for-defects", "admitted", "reopened"
DECIDED, WITHDRAWN, TERMINATED, FORWARDED = "decided", "withdrawn", "terminated", "forwarded"
OPEN = (REGISTERED, RETURNED, ADMITTED, REOPENED)
"""The body has still to decide: its clocks run, or stand still."""
EXAMINED = (REGISTERED, ADMITTED, REOPENED)
"""The body is at work; a complaint that was returned waits for its complainant."""
ENDED = (DECIDED, WITHDRAWN, TERMINATED, FORWARDED)
ALL = (*OPEN, *ENDED)
ANNULLING, GRANTING = "decision-annulled", ("satisfied", "partly-satisfied")


@dataclass(frozen=True)
class Condition:
    """What must hold besides the status, and what is told when it does not."""

    holds: Callable[[Case], bool]
    sentence: LazyString


@dataclass(frozen=True)
class Transition:
    """One line of the table.

    Attributes:
        step: what is done, a slug of the labels ``step``.
        sources: the statuses in which it may be done.
        targets: the statuses it may lead to; none when the status stays as it is.
        action: what the policy must allow whoever does it.
        condition: a slug of ``CONDITIONS``.
    """

    step: str
    sources: tuple[str, ...]
    targets: tuple[str, ...]
    action: str
    condition: str = "always"


def is_stayed(case: Case) -> bool:
    """Tell whether the proceedings stand still."""
    return any(stay.ending is None for stay in case.stays)


def was_annulled(case: Case) -> bool:
    """Tell whether a higher instance annulled the decision; that of a court must be in force."""
    return any(
        decision.remedy == ANNULLING
        and decision.outcome in GRANTING
        and (not link.to_case.body.is_court or decision.in_force_on is not None)
        for link in case.links_from
        if link.kind == NEXT_INSTANCE
        for decision in link.to_case.decisions
    )


CONDITIONS: Mapping[str, Condition] = {
    "always": Condition(lambda _case: True, _l("This is always possible.")),
    "not-stayed": Condition(
        lambda case: not is_stayed(case), _l("This case is stayed. Resume it first, or end it.")
    ),
    "stayed": Condition(is_stayed, _l("This case is not stayed. There is nothing to resume or to end.")),
    "has-decision": Condition(
        lambda case: bool(case.decisions), _l("No decision of this case is recorded. Record it first.")
    ),
    "was-decided": Condition(
        lambda case: bool(case.final_decisions),
        _l("No decision that ends this case is recorded. Record it first."),
    ),
    "annulled": Condition(
        was_annulled,
        _l(
            "A decision is examined again only when a higher instance annulled it. Record that decision in "
            "the case of the higher instance first, and for a court its entry into force."
        ),
    ),
}
TABLE: tuple[Transition, ...] = (
    Transition("return-for-defects", (REGISTERED, REOPENED), (RETURNED,), policy.DECIDE, "not-stayed"),
    Transition("mend-defects", (RETURNED,), (REGISTERED, REOPENED), policy.REGISTER),
    Transition("find-admissible", (REGISTERED, REOPENED), (ADMITTED,), policy.DECIDE, "not-stayed"),
    Transition("stay", EXAMINED, (), policy.STAY, "not-stayed"),
    Transition("resume", EXAMINED, (), policy.STAY, "stayed"),
    Transition("end", EXAMINED, (TERMINATED, FORWARDED), policy.STAY, "stayed"),
    Transition("interim-decision", OPEN, (), policy.DECIDE),
    Transition("decide", OPEN, (DECIDED,), policy.DECIDE),
    Transition("withdraw", OPEN, (WITHDRAWN,), policy.DECIDE),
    Transition("forward", OPEN, (FORWARDED,), policy.DECIDE, "not-stayed"),
    Transition("serve", (DECIDED, *OPEN), (), policy.DECIDE, "has-decision"),
    Transition("put-in-force", (DECIDED, *OPEN), (), policy.DECIDE, "has-decision"),
    Transition("correct-decision", ALL, (), policy.DECIDE, "has-decision"),
    Transition("next-instance", (DECIDED, *OPEN), (), policy.REGISTER, "was-decided"),
    Transition("reopen", (DECIDED,), (REOPENED,), policy.DECIDE, "annulled"),
    Transition("correct", ALL, (), policy.CORRECT),
    Transition("correct-taking", ALL, (), policy.CORRECT, "has-decision"),
    Transition("join", ALL, (), policy.DECIDE),
    Transition("split", ALL, (), policy.DECIDE),
)
STEPS: Mapping[str, Transition] = {line.step: line for line in TABLE}


def refusal(case: Case, step: str) -> str | None:
    """Return why a step is impossible now, and what would be possible instead; None when it is possible."""
    line = STEPS[step]
    if is_possible(case, step):
        return None
    if case.status not in line.sources:
        return _wrong_status(case, line)
    return str(CONDITIONS[line.condition].sentence)


def is_possible(case: Case, step: str) -> bool:
    """Tell whether the table has the step where the case stands, and its condition holds."""
    line = STEPS[step]
    return case.status in line.sources and CONDITIONS[line.condition].holds(case)


def offered(case: Case) -> tuple[str, ...]:
    """Return the steps that are possible now, in the order of the table; the policy says for whom."""
    return tuple(line.step for line in TABLE if is_possible(case, line.step))


def check_step(case: Case, step: str) -> None:
    """Raise :class:`ImpossibleStep` with the reason when a step is impossible now."""
    why = refusal(case, step)
    if why is not None:
        raise ImpossibleStep(why, step, offered(case))


def move(case: Case, step: str, to: str | None = None) -> None:
    """Take a case to the status that a step leads to; *to* chooses where the table leaves a choice.

    Raises :class:`ImpossibleStep`.
    """
    check_step(case, step)
    targets = STEPS[step].targets
    target = to or (targets[0] if len(targets) == 1 else None)
    if target not in targets:
        raise ValueError(f"the step {step!r} leads to {targets}, not to {target!r}")
    case.status = target


def _wrong_status(case: Case, line: Transition) -> str:
    return _(
        "“%(step)s” is impossible: this case is “%(status)s”. It is possible for a case that is: "
        "%(fitting)s. Possible now: %(possible)s.",
        step=labels.label("step", line.step),
        status=labels.label("status", case.status),
        fitting=", ".join(labels.label("status", slug) for slug in line.sources),
        possible=", ".join(labels.label("step", slug) for slug in offered(case)),
    )
