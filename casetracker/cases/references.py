"""References without gap or repetition, and tracking codes that cannot be guessed."""

from __future__ import annotations

import hashlib
import secrets

from sqlalchemy import Insert
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from casetracker.cases.models import CaseCounter
from casetracker.registry.models import Body, Election

# Crockford's base 32: no I, L, O or U, so that a code survives being read out on the telephone.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 15


def next_serial(session: Session, election: Election, body: Body, amount: int = 1) -> int:
    """Return the next serial, or the last of so many; the counter's row stays locked until the unit of work
    ends.

    A unit of work that fails gives its numbers back, so there is no gap under concurrency either.
    """
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    statement: Insert = insert(CaseCounter).values(
        election_id=election.id, body_id=body.id, last_serial=amount
    )
    statement = statement.on_conflict_do_update(  # type: ignore[attr-defined]
        index_elements=["election_id", "body_id"], set_={"last_serial": CaseCounter.last_serial + amount}
    )
    serial = session.scalar(statement.returning(CaseCounter.last_serial))
    return int(serial or 0)


def reference_of(election: Election, body: Body, serial: int) -> str:
    """Return the reference, such as ``2022-PRES/CEC/0142``."""
    return f"{election.code}/{body.code}/{serial:04d}"


def new_tracking_code() -> str:
    """Return a code of 15 random characters and a check character, in groups of four (75 bits)."""
    # The alphabet has 32 characters, so five bits of a random byte are one of them, each as likely.
    digits = "".join(ALPHABET[byte & 31] for byte in secrets.token_bytes(CODE_LENGTH))
    whole = digits + check_character(digits)
    return "-".join(whole[start : start + 4] for start in range(0, len(whole), 4))


def check_character(digits: str) -> str:
    """Return the check character (ISO 7064-like, weighted modulo 31): catches slips and swaps."""
    total = sum((place + 1) * ALPHABET.index(character) for place, character in enumerate(digits))
    return ALPHABET[total % 31]


def tracking_hash(code: str) -> str:
    """Return what is stored of a tracking code: with 75 random bits a plain hash cannot be reversed."""
    plain = code.upper().replace("-", "").replace(" ", "")
    return hashlib.sha256(plain.encode()).hexdigest()
