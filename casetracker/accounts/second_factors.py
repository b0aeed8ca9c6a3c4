"""Codes from an app and recovery codes: given, checked once, taken away. Actions never commit."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets

import pyotp
import sqlalchemy as sa
from sqlalchemy.orm import Session

from casetracker import db
from casetracker.accounts.models import Passkey, RecoveryCode, TotpDevice, User, UserSession
from casetracker.accounts.sealing import Seal
from casetracker.audit.actions import record

ISSUER = "casetracker"
STEP_SECONDS = 30
# One code to either side: clocks of telephones differ.
TOLERATED_STEPS = (0, -1, 1)
DIGITS = 6

RECOVERY_CODES = 10
GROUPS, GROUP = 4, 4
# Nothing that is read for something else: no 0, 1, i, l, o.
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"

# Whoever can publish, or let people in, must prove more than a password.
DEMANDED_OF = frozenset({"publisher", "administrator"})


def new_secret() -> str:
    """Return a secret for an app that makes codes."""
    return pyotp.random_base32()


def setup_uri(user: User, secret: str) -> str:
    """Return what the app reads from the QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=user.email, issuer_name=ISSUER)


def is_code_of(secret: str, code: str, now: dt.datetime) -> bool:
    """Tell whether an app that holds *secret* shows this code now."""
    return _step_of(secret, code, now, after=0) is not None


def add_totp(session: Session, user: User, seal: Seal, secret: str, code: str, now: dt.datetime) -> bool:
    """Let the app that holds *secret* be the user's second factor; False when its code is not right."""
    step = _step_of(secret, code, now, after=0)
    if step is None:
        return False
    device = app_of(session, user) or TotpDevice(user_id=user.id)
    device.sealed, device.created_at, device.last_step = seal.seal(secret), now, step
    session.add(device)
    record(session, actor=user.ref, action="second-factor.added", thing=user.ref, details={"kind": "totp"})
    return True


def remove_totp(session: Session, user: User, *, actor: str) -> None:
    """Take the app away; again, it changes nothing."""
    device = app_of(session, user)
    if device is not None:
        session.delete(device)
        details = {"kind": "totp"}
        record(session, actor=actor, action="second-factor.removed", thing=user.ref, details=details)


def take_code(session: Session, user: User, seal: Seal, code: str, now: dt.datetime) -> str | None:
    """Return which second factor this code is (``totp`` or ``recovery``), spending it; None for neither.

    The row of the user must be locked by the caller, so that two requests cannot spend one code.
    """
    plain = _plain(code)
    device = app_of(session, user)
    if device is not None and len(plain) == DIGITS:
        step = _step_of(seal.open(device.sealed), plain, now, after=device.last_step)
        if step is not None:
            device.last_step = step
            return "totp"
    return "recovery" if _take_recovery_code(session, user, plain, now) else None


def _step_of(secret: str, code: str, now: dt.datetime, *, after: int) -> int | None:
    """Return the step whose code this is, when it comes after the last one that was accepted."""
    plain = _plain(code)
    present = int(now.timestamp()) // STEP_SECONDS
    maker = pyotp.TOTP(secret)
    for step in (present + tolerated for tolerated in TOLERATED_STEPS):
        if step > after and secrets.compare_digest(maker.generate_otp(step).encode(), plain.encode()):
            return step
    return None


def _take_recovery_code(session: Session, user: User, plain: str, now: dt.datetime) -> bool:
    spent = (
        sa.update(RecoveryCode)
        .where(
            RecoveryCode.user_id == user.id,
            RecoveryCode.code_hash == _recovery_hash(plain),
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=now)
        .returning(RecoveryCode.id)
    )
    if session.scalar(spent) is None:
        return False
    record(session, actor=user.ref, action="recovery-code.used", thing=user.ref)
    return True


def new_recovery_codes(session: Session, user: User) -> list[str]:
    """Make the user's recovery codes; they are returned once, and those from before are void."""
    session.execute(sa.delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    codes = ["-".join(_group() for _each in range(GROUPS)) for _code in range(RECOVERY_CODES)]
    session.add_all(
        RecoveryCode(user_id=user.id, code_hash=_recovery_hash(_plain(code)), used_at=None) for code in codes
    )
    record(session, actor=user.ref, action="recovery-codes.made", thing=user.ref)
    return codes


def recovery_codes_left(session: Session, user: User) -> int:
    """Return how many recovery codes the user has not used."""
    mine = sa.select(sa.func.count()).where(RecoveryCode.user_id == user.id, RecoveryCode.used_at.is_(None))
    return session.scalar(mine) or 0


def app_of(session: Session, user: User) -> TotpDevice | None:
    """Return the app that makes the user's codes, or None."""
    mine = sa.select(TotpDevice).where(TotpDevice.user_id == user.id)
    return session.scalars(mine.execution_options(populate_existing=True)).one_or_none()


def has_second_factor(session: Session, user: User) -> bool:
    """Tell whether the user has an app or a passkey; recovery codes alone do not count."""
    app = sa.exists().where(TotpDevice.user_id == user.id)
    key = sa.exists().where(Passkey.user_id == user.id)
    return bool(session.scalar(sa.select(sa.or_(app, key))))


def reset_second_factors(session: Session, user: User, *, actor: str) -> None:
    """Take every second factor away, for somebody who has lost them, and end every session."""
    for kind in (TotpDevice, Passkey, RecoveryCode):
        session.execute(sa.delete(kind).where(kind.user_id == user.id))
    open_ones = sa.update(UserSession).where(UserSession.user_id == user.id, UserSession.ended_at.is_(None))
    session.execute(open_ones.values(ended_at=db.now()))
    record(session, actor=actor, action="second-factor.reset", thing=user.ref)


def _group() -> str:
    return "".join(secrets.choice(ALPHABET) for _letter in range(GROUP))


def _plain(code: str) -> str:
    return "".join(character for character in code.casefold() if character.isalnum())


def _recovery_hash(plain: str) -> str:
    # Almost 80 random bits, so a plain hash is enough.
    return hashlib.sha256(plain.encode()).hexdigest()
