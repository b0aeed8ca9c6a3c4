"""Codes of an app and recovery codes: right at their time, once."""

from __future__ import annotations

import datetime as dt

import pyotp
import pytest
from cryptography.fernet import InvalidToken
from sqlalchemy.orm import Session

from casetracker.accounts.actions import TRIES_BEFORE_LOCK, check_second_step
from casetracker.accounts.models import RecoveryCode, User
from casetracker.accounts.sealing import Seal
from casetracker.accounts.second_factors import (
    RECOVERY_CODES,
    add_totp,
    app_of,
    has_second_factor,
    is_code_of,
    new_recovery_codes,
    new_secret,
    recovery_codes_left,
    reset_second_factors,
    take_code,
)
from casetracker.accounts.sessions import open_session
from casetracker.db import unit_of_work
from casetracker.sealing.columns import sealed_columns
from config.settings import new_identity_key
from tests.builders.accounts import create_user
from tests.builders.registry import create_registry

NOW = dt.datetime(2022, 11, 20, 9, 0, 10, tzinfo=dt.UTC)  # Sunday
HALF_MINUTE = dt.timedelta(seconds=30)
# RFC 6238, appendix B: the secret "12345678901234567890", and its codes cut to six digits.
RFC_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
SEAL = Seal([new_identity_key()])


@pytest.fixture
def user(session: Session) -> User:
    with unit_of_work(session):
        create_registry(session)
    return create_user(session)


@pytest.mark.parametrize(
    ("seconds", "code"),
    [(59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924")],
)
def test_codes_are_those_of_the_standard(seconds: int, code: str) -> None:
    assert is_code_of(RFC_SECRET, code, dt.datetime.fromtimestamp(seconds, dt.UTC))


@pytest.mark.parametrize(
    ("steps", "taken"), [(-2, False), (-1, True), (0, True), (1, True), (2, False), (120, False)]
)
def test_code_is_taken_one_step_to_either_side(steps: int, taken: bool) -> None:
    secret = new_secret()
    assert is_code_of(secret, pyotp.TOTP(secret).at(NOW), NOW + steps * HALF_MINUTE) is taken


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "１２３４５６", "\x00", "🙂" * 6])
def test_strange_code_is_wrong_and_does_no_harm(session: Session, user: User, code: str) -> None:
    secret = new_secret()
    assert add_totp(session, user, SEAL, secret, pyotp.TOTP(secret).at(NOW), NOW)
    session.flush()
    assert take_code(session, user, SEAL, code, NOW + HALF_MINUTE) is None


def test_code_is_taken_once_and_the_secret_lies_sealed(session: Session, user: User) -> None:
    secret = new_secret()
    maker = pyotp.TOTP(secret)
    assert not add_totp(session, user, SEAL, secret, "000000", NOW + 99 * HALF_MINUTE)
    assert add_totp(session, user, SEAL, secret, f"{maker.at(NOW)[:3]} {maker.at(NOW)[3:]}", NOW)
    session.flush()
    device = app_of(session, user)
    assert device is not None
    assert secret.encode() not in device.sealed
    # The code that set up the app is spent, and so is each one after it was taken.
    assert take_code(session, user, SEAL, maker.at(NOW), NOW) is None
    later = NOW + HALF_MINUTE
    assert take_code(session, user, SEAL, maker.at(later), later) == "totp"
    assert take_code(session, user, SEAL, maker.at(later), later) is None
    assert take_code(session, user, SEAL, maker.at(NOW), later) is None


def test_recovery_code_opens_once_and_new_ones_void_the_old(session: Session, user: User) -> None:
    codes = new_recovery_codes(session, user)
    assert len(set(codes)) == RECOVERY_CODES == recovery_codes_left(session, user)
    assert not has_second_factor(session, user)
    assert take_code(session, user, SEAL, f" {codes[0].upper()} ", NOW) == "recovery"
    assert take_code(session, user, SEAL, codes[0], NOW) is None
    assert recovery_codes_left(session, user) == RECOVERY_CODES - 1
    stored = session.query(RecoveryCode.code_hash).first()
    assert stored is not None
    assert stored[0] not in codes
    new_recovery_codes(session, user)
    assert take_code(session, user, SEAL, codes[1], NOW) is None


def test_wrong_codes_lock_the_account_also_for_the_right_one(session: Session, user: User) -> None:
    code = new_recovery_codes(session, user)[0]
    opened, _token = open_session(session, user, way="password", address="", agent="", now=NOW)
    for _try in range(TRIES_BEFORE_LOCK):
        assert not check_second_step(session, opened, SEAL, "000000", now=NOW)
    assert not check_second_step(session, opened, SEAL, code, now=NOW)
    assert check_second_step(session, opened, SEAL, code, now=NOW + dt.timedelta(minutes=15))


def test_reset_takes_everything_away(session: Session, user: User) -> None:
    secret = new_secret()
    add_totp(session, user, SEAL, secret, pyotp.TOTP(secret).at(NOW), NOW)
    code = new_recovery_codes(session, user)[0]
    session.flush()
    assert has_second_factor(session, user)
    reset_second_factors(session, user, actor="test")
    session.expire_all()
    assert not has_second_factor(session, user)
    assert take_code(session, user, SEAL, code, NOW) is None


def test_rotation_of_the_keys_reaches_the_secret() -> None:
    assert "totp_devices.sealed" in [column.name for column in sealed_columns()]


def test_note_of_a_form_is_good_for_its_purpose_and_time() -> None:
    note = SEAL.note("this", NOW, secret="s")
    lifetime = dt.timedelta(minutes=5)
    assert SEAL.read_note("this", note, NOW, lifetime)["secret"] == "s"
    assert SEAL.read_note("that", note, NOW, lifetime) == {}
    assert SEAL.read_note("this", note, NOW + lifetime + dt.timedelta(seconds=1), lifetime) == {}
    assert SEAL.read_note("this", "x", NOW, lifetime) == {}
    with pytest.raises(InvalidToken):
        Seal([new_identity_key()]).open(note.encode())
