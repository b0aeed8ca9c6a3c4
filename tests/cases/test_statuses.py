"""The one table of what may be done where a case stands, line by line."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from flask import Flask

from casetracker import labels
from casetracker.accounts import policy
from casetracker.cases import statuses
from casetracker.cases.errors import ImpossibleStep
from casetracker.cases.models import Case, CaseLink, CaseStay, Decision
from casetracker.cases.statuses import STEPS, check_step, is_possible, move, offered
from casetracker.registry.models import Body
from config.settings import CONFIG_DIR

ROOMS = CONFIG_DIR.parent / "casetracker"
# What may be done, a line for each step and a column for each status: + possible, s only of a stayed case,
# n only of one that is not stayed, d once a decision is recorded, a once a higher instance annulled it.
COLUMNS = (
    *("registered", "returned-for-defects", "admitted", "reopened"),
    *("decided", "withdrawn", "terminated", "forwarded"),
)
TABLE = """
return-for-defects  n - - n  - - - -
mend-defects        - + - -  - - - -
find-admissible     n - - n  - - - -
stay                n - n n  - - - -
resume              s - s s  - - - -
end                 s - s s  - - - -
interim-decision    + + + +  - - - -
decide              + + + +  - - - -
withdraw            + + + +  - - - -
forward             n n n n  - - - -
serve               d d d d  d - - -
put-in-force        d d d d  d - - -
correct-decision    d d d d  d d d d
next-instance       d d d d  d - - -
reopen              - - - -  a - - -
correct             + + + +  + + + +
correct-taking      d d d d  d d d d
join                + + + +  + + + +
split               + + + +  + + + +
"""
LINES = {line.split()[0]: line.split()[1:] for line in TABLE.strip().splitlines()}
CELLS = [
    (status, step, mark) for step, marks in LINES.items() for status, mark in zip(COLUMNS, marks, strict=True)
]


def case_in(status: str, *, stayed: bool = False, decided: bool = False, annulled: bool = False) -> Case:
    """Return a case that is stored nowhere."""
    case = Case(status=status, stays=[CaseStay(ending=None)] if stayed else [], decisions=[])
    if decided or annulled:
        case.decisions.append(Decision(kind="final", outcome="refused", remedy="none"))
    if annulled:
        higher = Case(body=Body(kind="commission", level="central"), status="decided")
        higher.decisions.append(Decision(outcome="satisfied", remedy="decision-annulled"))
        CaseLink(kind="next-instance", from_case=case, to_case=higher)
    return case


def test_table_knows_every_step_and_every_status() -> None:
    assert set(LINES) == set(STEPS) == set(labels.STEPS)
    assert set(COLUMNS) == set(statuses.ALL) == set(labels.STATUSES)
    assert all(
        line.action in {act for role in policy.ALLOWED.values() for act in role} for line in STEPS.values()
    )


@pytest.mark.parametrize(("status", "step", "mark"), CELLS)
def test_step_is_possible_exactly_where_the_table_says(status: str, step: str, mark: str) -> None:
    expected = {
        "running": mark in "+n",
        "stayed": mark in "+s",
        "decided": mark in "+nd",
        "annulled": mark in "+nda",
    }
    found = {
        "running": is_possible(case_in(status), step),
        "stayed": is_possible(case_in(status, stayed=True), step),
        "decided": is_possible(case_in(status, decided=True), step),
        "annulled": is_possible(case_in(status, annulled=True), step),
    }
    assert found == expected


@pytest.mark.parametrize("database_engine", ["sqlite"], indirect=True)
def test_what_is_impossible_is_refused_with_what_would_be_possible(app: Flask) -> None:
    with app.test_request_context("/?lang=en"):
        for status, step, _mark in CELLS:
            case = case_in(status)
            if is_possible(case, step):
                assert step in offered(case)
                check_step(case, step)
                continue
            assert step not in offered(case)
            with pytest.raises(ImpossibleStep) as refused:
                check_step(case, step)
            assert refused.value.possible == offered(case)
            assert refused.value.reason.endswith(".")
            if status not in STEPS[step].sources:
                told = [labels.label("step", possible) for possible in offered(case)]
                assert all(words in refused.value.reason for words in told)
            assert case.status == status


def test_decision_that_no_higher_instance_annulled_in_force_is_not_examined_again() -> None:
    """A court's decision counts from its entry into force, a commission's at once."""
    case = case_in("decided", annulled=True)
    [link] = case.links_from
    link.to_case.body = Body(kind="administrative-court", level="first-instance")
    assert not is_possible(case, "reopen")
    link.to_case.decisions[0].outcome = "refused"
    link.to_case.body = Body(kind="commission")
    assert not is_possible(case, "reopen")


def test_a_move_leads_only_where_the_table_leads() -> None:
    case = case_in("registered", stayed=True)
    with pytest.raises(ValueError, match="leads to"):
        move(case, "end")
    move(case, "end", "terminated")
    assert case.status == "terminated"


def assigned_statuses(path: Path) -> list[str]:
    """Return what is given a new ``status`` in a file, as it is written there."""
    return [
        ast.unparse(target.value)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign)
        for whole in (node.targets if isinstance(node, ast.Assign) else [node.target])
        for target in ast.walk(whole)
        if isinstance(target, ast.Attribute) and target.attr == "status"
    ]


def test_nothing_but_the_table_changes_the_status_of_a_case() -> None:
    """The projection has a status of its own, which follows; nobody else gives one."""
    found = {
        str(path.relative_to(ROOMS)): names
        for path in sorted(ROOMS.rglob("*.py"))
        if (names := assigned_statuses(path))
    }
    assert found == {"cases/statuses.py": ["case"], "publication/telling.py": ["public", "public"]}
