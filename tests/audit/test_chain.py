"""The audit chain: whole when nobody touched it, and it names the row that somebody did."""

from __future__ import annotations

import threading

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from casetracker.audit.actions import record
from casetracker.audit.models import AuditHead, AuditRow
from casetracker.audit.queries import ChainFault, chain_faults
from casetracker.db import db, unit_of_work

ROWS = 5


@pytest.fixture
def chained(session: Session) -> Session:
    for number in range(1, ROWS + 1):
        with unit_of_work(session):
            record(
                session, actor="user:1", action="thing.done", thing=f"case:{number}", details={"n": number}
            )
    return session


def test_untouched_chain_has_no_fault(chained: Session) -> None:
    assert list(chain_faults(chained)) == []
    assert chained.get_one(AuditHead, 1).seq == ROWS


@pytest.mark.parametrize(
    ("tamper", "faults"),
    [
        (sa.update(AuditRow).where(AuditRow.seq == 3).values(actor="user:2"), [ChainFault(3, "changed")]),
        (sa.update(AuditRow).where(AuditRow.seq == 3).values(details={"n": 4}), [ChainFault(3, "changed")]),
        (sa.delete(AuditRow).where(AuditRow.seq == 2), [ChainFault(2, "removed")]),
        (sa.delete(AuditRow).where(AuditRow.seq == ROWS), [ChainFault(ROWS, "cut")]),
        (sa.update(AuditHead).values(hash="f" * 64), [ChainFault(ROWS, "cut")]),
    ],
)
def test_tampered_chain_names_the_row(
    chained: Session, tamper: sa.Executable, faults: list[ChainFault]
) -> None:
    chained.execute(tamper)
    chained.expire_all()
    assert list(chain_faults(chained)) == faults


def test_row_with_a_forged_hash_is_found_by_the_next_one(chained: Session) -> None:
    chained.execute(sa.update(AuditRow).where(AuditRow.seq == 2).values(hash="a" * 64))
    chained.expire_all()
    assert ChainFault(2, "changed") in list(chain_faults(chained))


def test_inserted_row_is_found(chained: Session) -> None:
    values = {"at": sa.select(AuditRow.at).where(AuditRow.seq == 1).scalar_subquery(), "seq": ROWS + 1}
    chained.execute(
        sa.insert(AuditRow).values(
            actor="x", action="y", thing="z", details={}, previous_hash="0" * 64, hash="0" * 64, **values
        )
    )
    assert {fault.seq for fault in chain_faults(chained)} == {ROWS + 1}


def test_failed_unit_of_work_leaves_no_row(session: Session) -> None:
    def fail_half_way() -> None:
        with unit_of_work(session):
            record(session, actor="user:1", action="thing.done", thing="case:1")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_half_way()
    with unit_of_work(session):
        record(session, actor="user:1", action="other.done", thing="case:2")
    assert [row.action for row in session.scalars(sa.select(AuditRow))] == ["other.done"]


def test_concurrent_writers_make_one_chain(app: Flask) -> None:
    def write() -> None:
        with app.app_context():
            for number in range(5):
                with unit_of_work() as session:
                    record(session, actor="user:1", action="thing.done", thing=f"case:{number}")

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with app.app_context():
        assert db.session.get_one(AuditHead, 1).seq == 20
        assert list(chain_faults(db.session)) == []


def test_verify_command_tells_the_row(app: Flask, session: Session) -> None:
    with unit_of_work(session):
        record(session, actor="user:1", action="thing.done", thing="case:1")
    assert app.test_cli_runner().invoke(args=["audit", "verify"]).exit_code == 0
    with unit_of_work(session):
        session.execute(sa.update(AuditRow).values(actor="somebody else"))
    session.expire_all()
    result = app.test_cli_runner().invoke(args=["audit", "verify"])
    assert result.exit_code == 1
    assert "row 1 was changed" in result.stderr
