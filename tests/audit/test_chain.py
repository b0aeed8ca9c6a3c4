"""The audit chain: whole when nobody touched it, and it names the row that somebody did."""

from __future__ import annotations

import threading

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from casetracker.audit.actions import GENESIS, record, row_hash
from casetracker.audit.models import AuditCheck, AuditHead, AuditRow
from casetracker.audit.queries import ChainFault, chain_faults, last_check
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
        (sa.update(AuditHead).values(seq=ROWS - 1), [ChainFault(ROWS - 1, "cut"), ChainFault(ROWS, "cut")]),
        (sa.delete(AuditHead), [ChainFault(ROWS, "cut")]),
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
    assert list(chain_faults(chained)) == [ChainFault(2, "changed")]


def test_inserted_row_is_found(chained: Session) -> None:
    values = {"at": sa.select(AuditRow.at).where(AuditRow.seq == 1).scalar_subquery(), "seq": ROWS + 1}
    chained.execute(
        sa.insert(AuditRow).values(
            actor="x", action="y", thing="z", details={}, previous_hash="0" * 64, hash="0" * 64, **values
        )
    )
    assert {fault.seq for fault in chain_faults(chained)} == {ROWS + 1}


def renumber(session: Session, *steps: tuple[int, int]) -> None:
    for old, new in steps:
        session.execute(sa.update(AuditRow).where(AuditRow.seq == old).values(seq=new))


def test_swapped_rows_are_both_named(chained: Session) -> None:
    renumber(chained, (2, 99), (3, 2), (99, 3))
    assert list(chain_faults(chained)) == [ChainFault(2, "changed"), ChainFault(3, "changed")]


@pytest.mark.parametrize("is_forged_well", [True, False])
def test_row_pushed_between_renumbered_ones_is_the_only_one_named(
    chained: Session, is_forged_well: bool
) -> None:
    renumber(chained, (5, 6), (4, 5), (3, 4))
    second = chained.get_one(AuditRow, 2)
    entry = {"at": second.at, "actor": "x", "action": "y", "thing": "z", "details": {}}
    digest = row_hash(3, entry, second.hash) if is_forged_well else "0" * 64
    chained.execute(sa.insert(AuditRow).values(seq=3, previous_hash=second.hash, hash=digest, **entry))
    chained.execute(sa.update(AuditHead).values(seq=6))
    assert list(chain_faults(chained)) == [ChainFault(3, "inserted")]


def test_row_taken_out_and_the_rest_renumbered_is_named(chained: Session) -> None:
    chained.execute(sa.delete(AuditRow).where(AuditRow.seq == 2))
    renumber(chained, (3, 2), (4, 3), (5, 4))
    assert ChainFault(2, "removed") in list(chain_faults(chained))


def test_tail_cut_off_with_an_edited_head_contradicts_an_earlier_check(app: Flask, chained: Session) -> None:
    verify = app.test_cli_runner().invoke(args=["audit", "verify"])
    assert (verify.exit_code, "whole: 5 rows" in verify.output) == (0, True)
    witness = verify.output.split("--expect ")[1].strip()
    with unit_of_work(chained):
        chained.execute(sa.delete(AuditRow).where(AuditRow.seq > 3))
        third = chained.scalars(sa.select(AuditRow.hash).where(AuditRow.seq == 3)).one()
        chained.execute(sa.update(AuditHead).values(seq=3, hash=third))
    assert list(chain_faults(chained)) == [ChainFault(4, "cut")]
    with unit_of_work(chained):
        chained.execute(sa.delete(AuditCheck))
    runner = app.test_cli_runner()
    assert runner.invoke(args=["audit", "verify"]).exit_code == 0
    held = runner.invoke(args=["audit", "verify", "--expect", witness])
    assert (held.exit_code, "forged at row 4" in held.output) == (1, True)
    assert runner.invoke(args=["audit", "verify", "--expect", "5:abc"]).exit_code == 2
    assert last_check(chained).faults == 1  # type: ignore[union-attr]


def test_chain_written_anew_contradicts_an_earlier_check(app: Flask, chained: Session) -> None:
    assert app.test_cli_runner().invoke(args=["audit", "verify"]).exit_code == 0
    with unit_of_work(chained):
        previous = GENESIS
        for row in chained.scalars(sa.select(AuditRow).order_by(AuditRow.seq)):
            row.actor, row.previous_hash = "user:2", previous
            entry = {name: getattr(row, name) for name in ("at", "actor", "action", "thing", "details")}
            row.hash = previous = row_hash(row.seq, entry, previous)
        chained.execute(sa.update(AuditHead).values(hash=previous))
    assert list(chain_faults(chained)) == [ChainFault(ROWS, "rewritten")]


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
