"""Who may do what: every role × action × scope, as a table."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from casetracker.accounts import policy
from casetracker.accounts.models import ROLES, User
from casetracker.accounts.policy import can
from casetracker.registry.models import Body

OWN = Body(id="rec", path="cec/rec/")
BELOW = Body(id="pec", path="cec/rec/pec/")
BESIDE = Body(id="rec-2", path="cec/rec-2/")
ABOVE = Body(id="cec", path="cec/")
# One line an action; the columns are the roles in the order of ROLES.
#                 clerk lawyer publisher supervisor administrator auditor
MAY = {
    policy.READ: "        x x x x x x",
    policy.REGISTER: "    x x . x . .",
    policy.DECIDE: "      . x . x . .",
    policy.PREPARE: "     . x x . . .",
    policy.PUBLISH: "     . . x . . .",
    policy.UNMASK: "      x x x x . .",
    policy.ERASE: "       . . . x x .",
    policy.IMPORT: "      . . . x x .",
    policy.SEE_MAIL: "    . . . x x x",
    policy.MANAGE_ALERTS: ". . . x x .",
    policy.AUDIT: "       . . . . . x",
    policy.CORRECT: "     . x . x . .",
    policy.HEAR: "        x x . x . .",
    policy.STAY: "        . x . x . .",
    policy.SEE_LAW: "     x x x x x x",
    policy.ASSIGN: "      x x . x . .",
    policy.OWN_ACCOUNT: " x x x x x x",
    policy.SEE_USERS: "   . . . . x x",
    policy.MANAGE_USERS: ". . . . x .",
    # Who opens a document sees who the parties are.
    policy.OPEN_DOCUMENT: "x x x x . .",
    policy.ADD_DOCUMENT: " x x x x . .",
    policy.WITHDRAW_DOCUMENT: ". x . x . .",
}
ACTIONS = tuple(MAY)


def user(role: str, **values: object) -> User:
    return User(role=role, body=OWN, is_enabled=True, **values)


@pytest.mark.parametrize("role", ROLES)
def test_role_may_do_exactly_this(role: str) -> None:
    column = ROLES.index(role)
    expected = {action: marks.split()[column] == "x" for action, marks in MAY.items()}
    for action, allowed in expected.items():
        someone = user(role)
        assert can(someone, action) is allowed, action
        assert can(someone, action, OWN) is allowed, action
        assert can(someone, action, BELOW) is allowed, action
        assert not can(someone, action, BESIDE), action
        assert not can(someone, action, ABOVE), action


def things_of(body: Body) -> list[object]:
    """Return a body, a case before it, a decision and its service in that case, and a colleague there."""
    case = SimpleNamespace(body=body)
    decision = SimpleNamespace(case=case)
    return [body, case, decision, SimpleNamespace(case=decision), User(id=9, role="clerk", body=body)]


@pytest.mark.parametrize("role", ROLES)
def test_what_belongs_to_a_body_is_judged_by_the_body(role: str) -> None:
    for action in (*ACTIONS, policy.CHANGE_LAW):
        for body in (OWN, BELOW, BESIDE, ABOVE):
            answers = {can(user(role), action, thing) for thing in things_of(body)}
            assert answers == {can(user(role), action, body)}, (action, body.id)


def test_thing_of_no_body_is_no_question() -> None:
    with pytest.raises(TypeError, match="belongs to no body"):
        can(user("supervisor"), policy.READ, SimpleNamespace(case=None))


@pytest.mark.parametrize("role", ROLES)
def test_only_administrators_manage_others_and_nobody_manages_themself(role: str) -> None:
    me = user(role, id=1)
    for body, in_scope in ((OWN, True), (BELOW, True), (BESIDE, False), (ABOVE, False)):
        for other_role in ROLES:
            other = User(id=2, role=other_role, body=body, is_enabled=True)
            assert policy.can_manage(me, other) is (role == "administrator" and in_scope)
    assert not policy.can_manage(me, me)


def test_every_action_of_the_policy_stands_in_the_table() -> None:
    assert frozenset().union(*policy.ALLOWED.values()) == {*ACTIONS, *policy.FROM_THE_TOP}


@pytest.mark.parametrize("action", [*ACTIONS, "something-new"])
def test_nobody_a_disabled_user_and_an_unknown_role_may_do_nothing(action: str) -> None:
    disabled = user("supervisor")
    disabled.is_enabled = False
    assert not can(None, action)
    assert not can(disabled, action)
    assert not can(user("emperor"), action)


@pytest.mark.parametrize("role", ROLES)
def test_only_administrators_at_the_top_change_the_law(role: str) -> None:
    at_the_top = User(role=role, body=ABOVE, is_enabled=True)
    assert can(at_the_top, policy.CHANGE_LAW) is (role == "administrator")
    assert not can(user(role), policy.CHANGE_LAW)


def test_unknown_action_is_denied_to_everybody() -> None:
    assert not any(can(user(role), "delete-everything", OWN) for role in ROLES)
