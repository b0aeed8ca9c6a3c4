"""Addresses that nobody means, at every page and place of the API whose address holds something."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from casetracker.accounts import policy
from casetracker.accounts.tokens import create_token
from tests.builders.accounts import create_user
from tests.builders.cases import create_case, create_decision
from tests.builders.desk import Desk
from tests.builders.documents import create_document
from tests.builders.hearings import create_hearing
from tests.builders.publication import publish_case
from tests.builders.registry import CENTRAL

# As they stand in an address: numbers no database counts to, NUL, half a surrogate pair, too much.
ODD = {True: ("0", "2147483648", "9" * 40), False: ("%00", "%ED%A0%80", "a" * 300)}
ODD_QUERIES = ("%00", "9" * 40)
# What finds something, so that the other arguments of an address are looked at.
GOOD = {
    "election": "2022-pres",
    "slug": "rec-astana-0001",
    "name": "rec-astana-0001",
    "body": "rec-astana",
    "serial": "0001",
    "ending": "csv",
    "kind": "receipt",
    "form_id": "00000000-0000-4000-8000-000000000000",
}
QUERY = (
    *("q", "page", "day", "due_from", "from", "before", "assignee", "status", "election", "body", "fate"),
    *("cursor", "limit", "actor", "thing", "region", "show", "case", "next"),
)
ARGUMENT = re.compile(r"<(?:[^<>]*:)?(\w+)>")


def everything(session: Session) -> str:
    """Store one of each; return a token that opens all of it."""
    case = create_case(session)
    publish_case(session, case, create_decision(session, case))
    another = create_case(session)
    create_hearing(session, another)
    create_document(session, case)
    user = create_user(session, role="supervisor", body_id=CENTRAL)
    return create_token(session, user, "walk", actor=user.ref)


def odd_addresses(rule: Rule) -> Iterator[str]:
    """Yield an address with each argument odd in turn, or with odd queries when it has none."""
    for found in ARGUMENT.finditer(rule.rule):
        for odd in ODD["int" in found[0]]:
            yield plain(rule.rule.replace(found[0], odd))
    # What an address holds already is not narrowed further.
    for odd in ODD_QUERIES if not rule.arguments else ():
        yield f"{plain(rule.rule)}?{'&'.join(f'{name}={odd}' for name in QUERY)}"


def plain(address: str) -> str:
    """Return an address with what finds something for each argument."""
    return ARGUMENT.sub(lambda found: GOOD.get(found[1], "1"), address)


@pytest.mark.parametrize("database_engine", ["sqlite"], indirect=True)
def test_odd_addresses_are_answered_and_never_break_anything(app: Flask) -> None:
    desk = Desk(app)
    token = desk.work(everything)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    people = {
        role: desk.person(role, CENTRAL) for role in ("supervisor", "publisher", "administrator", "auditor")
    }
    broken = []
    for rule in app.url_map.iter_rules():
        action = getattr(app.view_functions[rule.endpoint], "staff_action", None)
        if "GET" not in (rule.methods or ()) or not (rule.arguments or action):
            continue
        visitor = next(
            (it for role, it in people.items() if action in policy.ALLOWED[role]), people["supervisor"]
        )
        headers = {"Authorization": f"Bearer {token}"} if rule.rule.startswith("/api/") else {}
        for address in odd_addresses(rule):
            status = visitor.get(address, headers=headers).status_code
            if status >= 500 or (status == 403 and action):
                broken.append((address[:120], status))
    assert broken == []
