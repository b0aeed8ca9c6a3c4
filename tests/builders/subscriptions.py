"""Subscriptions of the public."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from casetracker.alerts.subscriptions import actions
from casetracker.alerts.subscriptions.models import Subscription, contact_of
from casetracker.db import now
from casetracker.runtime import settings
from casetracker.sealing.box import SealBox

ADDRESS = "reader@person.example"


def box() -> SealBox:
    """Return the keys of the application under test."""
    return SealBox(settings().identity_keys)


def ask(session: Session, **changes: Any) -> Subscription:
    """Ask to be told of everything at once; not confirmed, not committed."""
    values: dict[str, Any] = {
        "kind": "search",
        "target": "",
        "asked": {},
        "address": ADDRESS,
        "rhythm": "at-once",
        "language": "en",
    }
    found = actions.subscribe(session, box(), **(values | changes), now=now(), domain="commission.example")
    assert found is not None
    return found


def create_subscription(session: Session, **changes: Any) -> Subscription:
    """Ask and confirm. Not committed."""
    found = ask(session, **changes)
    assert actions.confirm(session, found, now=now())
    return found


def token_of(subscription: Subscription) -> str:
    """Return the token in the links of a subscription."""
    return contact_of(box(), subscription)[1]
