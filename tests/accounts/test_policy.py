"""Who may do what: every role × action × scope, as a table."""

from __future__ import annotations

import pytest

from casetracker.accounts import policy
from casetracker.accounts.models import ROLES, User
from casetracker.accounts.policy import can
from casetracker.registry.models import Body

OWN = Body(id="rec", path="cec/rec/")
BELOW = Body(id="pec", path="cec/rec/pec/")
BESIDE = Body(id="rec-2", path="cec/rec-2/")
ABOVE = Body(id="cec", path="cec/")
ACTIONS = (
    policy.READ,
    policy.REGISTER,
    policy.DECIDE,
    policy.PUBLISH,
    policy.UNMASK,
    policy.IMPORT,
    policy.SEE_MAIL,
    policy.AUDIT,
    policy.CORRECT,
    policy.STAY,
    policy.SEE_LAW,
)
#                 read register decide publish unmask import mail audit correct stay see-law
MAY = {
    "clerk": "        x x . . x . . . . . x",
    "lawyer": "       x x x . x . . . x x x",
    "publisher": "    x . . x x . . . . . x",
    "supervisor": "   x x x . x x x . x x x",
    "administrator": "x . . . . x x . . . x",
    "auditor": "      x . . . . . x x . . x",
}


def user(role: str, **values: object) -> User:
    return User(role=role, body=OWN, is_enabled=True, **values)


@pytest.mark.parametrize("role", ROLES)
def test_role_may_do_exactly_this(role: str) -> None:
    expected = dict(zip(ACTIONS, (mark == "x" for mark in MAY[role].split()), strict=True))
    for action, allowed in expected.items():
        someone = user(role)
        assert can(someone, action) is allowed, action
        assert can(someone, action, OWN) is allowed, action
        assert can(someone, action, BELOW) is allowed, action
        assert not can(someone, action, BESIDE), action
        assert not can(someone, action, ABOVE), action


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
