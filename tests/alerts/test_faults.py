"""What cannot be read is set apart and told to staff; everything else goes on."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from casetracker.accounts.models import User
from casetracker.alerts.bounces import receiving
from casetracker.alerts.bounces.actions import note_report
from casetracker.alerts.bounces.receiving import receive
from casetracker.alerts.faults import faults_in, settle_fault
from casetracker.alerts.preview import coming_mails
from casetracker.cases.models import Case, CaseDeadline
from casetracker.db import unit_of_work
from casetracker.registry.models import Body
from config.settings import Settings
from tests.alerts.conftest import Outbox
from tests.alerts.test_bounces import DATA
from tests.alerts.test_choices import REMINDED, plan
from tests.alerts.test_never_lost import send
from tests.builders.cases import create_case
from tests.builders.hearings import create_hearing
from tests.builders.proceedings import on
from tests.builders.subscriptions import box

NO_ZONE = "Asia/Nowhere"


def spoil(session: Session, case: Case, zone: str) -> None:
    with unit_of_work(session):
        clocks = sa.update(CaseDeadline).where(CaseDeadline.case_id == case.id)
        session.execute(clocks.values(zone=zone).execution_options(synchronize_session=False))
        session.expire_all()


def faults(session: Session) -> list[tuple[str, str, str]]:
    with unit_of_work(session):
        return [(it.kind, it.what, it.error) for it in faults_in(session, sa.true())]


def test_clock_when_its_zone_cannot_be_read_then_the_others_are_told_and_staff_of_it(
    case: Case, session: Session, lawyer: User, caplog: pytest.LogCaptureFixture
) -> None:
    with unit_of_work(session):
        other = create_case(session)
        zone = session.scalars(sa.select(CaseDeadline.zone)).first()
        session.expunge_all()
    spoil(session, case, NO_ZONE)
    assert plan(session, REMINDED) == [("deadline-reminder", lawyer.email)]
    assert faults(session) == [("clock", case.reference, "ZoneInfoNotFoundError")]
    assert "alert_fault" in caplog.text
    with unit_of_work(session):
        coming = coming_mails(session, None, on(REMINDED), on("2022-11-25T09:00"))
        assert {mail.reference for mail in coming} == {other.reference}
        assert not faults_in(session, Body.id == "kz-siac-astana")
    # Within an hour it is looked at again; once it was mended it is told, and nobody is told of a fault.
    assert plan(session, "2022-11-24T09:30") == []
    spoil(session, case, str(zone))
    assert plan(session, "2022-11-24T10:01") == [("deadline-reminder", lawyer.email)]
    assert faults(session) == []


def test_clock_when_spoilt_after_it_was_told_then_other_mails_are_sent(
    case: Case, session: Session, lawyer: User, settings: Settings, outbox: Outbox
) -> None:
    with unit_of_work(session):
        create_case(session)
    plan(session, REMINDED)
    spoil(session, case, NO_ZONE)
    assert send(settings, "2022-11-24T09:01") == 2
    assert {mail.state for mail in outbox()} == {"sent"}


def test_hearing_when_its_zone_cannot_be_read_then_the_other_is_told_and_staff_of_it(
    case: Case, session: Session, lawyer: User
) -> None:
    with unit_of_work(session):
        bad = create_hearing(session, case, starts_at="2022-11-22T10:00")
        create_hearing(session, create_case(session), starts_at="2022-11-22T11:00")
        bad.zone = NO_ZONE
    assert plan(session, "2022-11-21T12:00") == [("hearing-soon", lawyer.email)]
    assert faults(session) == [("occasion", case.reference, "ZoneInfoNotFoundError")]
    with unit_of_work(session):
        bad.zone = "Asia/Almaty"
    assert plan(session, "2022-11-21T12:05") == [("hearing-soon", lawyer.email)]
    assert faults(session) == []


@pytest.mark.parametrize("kind", ["maildir", "mbox"])
def test_returned_mail_when_it_cannot_be_noted_then_put_aside_once_and_the_rest_is_read(
    registry: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    first, second = (DATA / f"{name}.eml" for name in ("exim-delayed", "postfix-unknown-user"))
    path = tmp_path / kind
    if kind == "maildir":
        for folder in ("new", "cur", "tmp"):
            (path / folder).mkdir(parents=True)
        for number, file in enumerate((first, second)):
            shutil.copy(file, path / "new" / f"{number}.host")
    else:
        start = b"From MAILER-DAEMON Mon Nov 21 05:02:07 2022\n"
        path.write_bytes(b"\n".join(start + file.read_bytes() for file in (first, second)))
    turns = []

    def poisoned(*arguments: object, **options: object) -> object:
        turns.append(1)
        if len(turns) == 1:
            raise RuntimeError("a fault of the reader")
        return note_report(*arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(receiving, "note_report", poisoned)
    registry.close()
    assert receive(path, box()) == Counter({"put-aside": 1, "unknown": 1})
    [(kind_of_fault, name, error)] = faults(registry)
    assert (kind_of_fault, error) == ("returned-mail", "RuntimeError")
    assert name == ("0.host" if kind == "maildir" else "mbox, 1")
    if kind == "maildir":
        assert not list((path / "new").iterdir())
        assert [file.name for file in sorted((path / "cur").iterdir())] == ["0.host:2,FS", "1.host:2,S"]
    with unit_of_work(registry):
        [fault] = faults_in(registry, sa.true())
        assert settle_fault(registry, fault.id, actor="user:1")
        assert not settle_fault(registry, fault.id, actor="user:1")
