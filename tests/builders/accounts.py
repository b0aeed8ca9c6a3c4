"""Users."""

from __future__ import annotations

import itertools
from functools import cache

from sqlalchemy.orm import Session

from casetracker.accounts.models import User
from casetracker.accounts.passwords import hasher
from casetracker.registry.models import Body
from tests.builders.registry import ASTANA

PASSWORD = "a password for tests 372"
_numbers = itertools.count(1)


@cache
def _password_hash() -> str:
    # argon2id is slow by design: once per test process is enough.
    return hasher.hash(PASSWORD)


def create_user(session: Session, *, role: str = "lawyer", body_id: str = ASTANA, **values: object) -> User:
    """Store a user; the body must be in the registry. The password is ``PASSWORD``."""
    number = next(_numbers)
    fields = {
        "email": f"{role}-{number}@commission.example",
        "name": f"{role} {number}",
        "language": "ru",
        "password_hash": _password_hash(),
    }
    user = User(role=role, body=session.get_one(Body, body_id), **(fields | values))
    session.add(user)
    session.flush()
    return user
