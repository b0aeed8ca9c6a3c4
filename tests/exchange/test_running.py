"""Imports in batches: killed and taken up again, two at once, by other rules, and how columns are guessed."""

from __future__ import annotations

import threading
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from casetracker.accounts.models import User
from casetracker.audit.queries import chain_faults
from casetracker.cases.models import Case
from casetracker.db import db, unit_of_work
from casetracker.exchange import jobs, running
from casetracker.exchange.mapping import Reading, guess_field
from casetracker.exchange.models import ImportFile, ImportJob
from casetracker.exchange.running import Runner
from casetracker.exchange.values import slug_of
from casetracker.runtime import lawbook, settings
from casetracker.sealing.box import SealBox
from tests.builders.accounts import create_user
from tests.builders.journals import as_csv, row
from tests.builders.registry import CENTRAL, create_registry

BODIES = ("CEC", "REC-ASTANA", "REC-ALMATY")
ROWS = [row(registered_number=str(number), body=BODIES[number % 3]) for number in range(10)]


@pytest.fixture
def stored(session: Session) -> Session:
    """Give a session with the registry in the database."""
    with unit_of_work(session):
        create_registry(session)
    return session


def sent(session: Session, content: bytes) -> int:
    """Send a file and accept its columns; return the number of the import."""
    with unit_of_work(session):
        user = create_user(session, role="supervisor", body_id=CENTRAL)
        user = session.get_one(User, user.id)
        job = jobs.start_import(session, SealBox(settings().identity_keys), user, "j.csv", content, "ru")
        jobs.read_as(session, lawbook(), job, Reading.of(job.mapping), actor=user.ref)
        return job.id


def runner() -> Runner:
    return Runner(lawbook(), settings().identity_keys)


def confirm(session: Session, number: int) -> None:
    with unit_of_work(session):
        job = session.get_one(ImportJob, number, populate_existing=True)
        jobs.confirm(session, lawbook(), job, jobs.preview_digest(job), actor="test")


def counts(session: Session, number: int) -> tuple[str, int, int, int, int]:
    job = session.get_one(ImportJob, number, populate_existing=True)
    return job.state, job.seen, job.registered, job.duplicate, job.error


def cases(session: Session) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(Case)) or 0


def test_import_killed_in_a_batch_goes_on_where_the_last_was_committed(
    stored: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = sent(stored, as_csv([*ROWS, ROWS[0]]))
    runner().run(batch=3)
    assert counts(stored, number) == ("previewed", 11, 10, 1, 0)
    confirm(stored, number)
    runner().run(batch=3, most=1)
    assert (cases(stored), counts(stored, number)[:2]) == (3, ("importing", 3))

    def killed(*_anything: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(running, "_note", killed)
        with pytest.raises(KeyboardInterrupt):
            runner().run(batch=3)
    # The batch had been written, and nothing of it stayed.
    assert (cases(stored), counts(stored, number)[:2]) == (3, ("importing", 3))
    runner().run(batch=4)
    assert counts(stored, number) == ("done", 11, 10, 1, 0)
    assert cases(stored) == 10
    assert list(chain_faults(stored)) == []
    assert stored.scalars(sa.select(ImportFile.id)).all() == []


def test_two_clerks_with_the_same_file_at_once_register_each_row_once(stored: Session, app: Flask) -> None:
    content = as_csv(ROWS)
    numbers = [sent(stored, content), sent(stored, content)]
    for number in numbers:
        runner().run(job_id=number)
        confirm(stored, number)
    start, wrong = threading.Barrier(2), []

    def work(number: int) -> None:
        try:
            with app.app_context():
                start.wait(20)
                runner().run(job_id=number, batch=2)
                db.session.close()
        except BaseException as error:  # noqa: BLE001 - told below
            wrong.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in numbers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert wrong == []
    told = [counts(stored, number) for number in numbers]
    assert [each[0] for each in told] == ["done", "done"]
    assert sum(each[2] for each in told) == sum(each[3] for each in told) == cases(stored) == 10


def test_other_rules_than_those_of_the_preview_make_a_new_preview(stored: Session) -> None:
    number = sent(stored, as_csv(ROWS))
    runner().run()
    confirm(stored, number)
    with unit_of_work(stored):
        stored.execute(sa.update(ImportJob).values(law_fingerprint="of another release"))
    runner().run()
    assert counts(stored, number) == ("previewed", 10, 10, 0, 0)
    assert cases(stored) == 0


def test_who_may_no_longer_import_does_not_go_on(stored: Session) -> None:
    number = sent(stored, as_csv(ROWS))
    with unit_of_work(stored):
        stored.execute(sa.update(User).values(is_enabled=False))
    runner().run()
    assert counts(stored, number)[:2] == ("failed", 0)


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Тіркеу нөмірі", "registered_number"),
        ("Вх. №", "registered_number"),
        ("Registration number", "registered_number"),
        ("Түскен күні", "received_at"),
        ("ДАТА  поступления", "received_at"),
        ("Date received", "received_at"),
        ("Өтініш берушінің санаты", "complainant_kind"),
        ("Категория заявителя:", "complainant_kind"),
        ("Ф.И.О. заявителя", None),
        ("Ф.И.О.", "complainant_name"),
        ("Өтініш мәтіні", "text"),
        ("Краткое содержание", "text"),
        ("Результат рассмотрения", "outcome"),
        ("Жауап күні / Дата ответа", "replied_on"),
        ("Предмет\nобращения", "subject"),
        ("Күн райы", None),
        ("", None),
        (None, None),
    ],
)
def test_field_is_guessed_from_its_heading(heading: str | None, field: str | None) -> None:
    assert guess_field(heading) == field


@pytest.mark.parametrize(
    ("field", "text", "slug"),
    [
        ("subject", "observers", "observers"),
        ("subject", "Rights of observers", "observers"),
        ("subject", "Права наблюдателей", "observers"),
        ("outcome", "Отказано.", "refused"),
        ("outcome", "Принято к рассмотрению", "acceptance"),
        ("outcome", "ҚАНАҒАТТАНДЫРЫЛДЫ", "satisfied"),
        ("channel", "Эл. почта", "e-mail"),
        ("complainant_kind", "Байқаушы", "observer"),
        ("language", "казахский язык", "kk"),
        ("subject", "погода", None),
    ],
)
def test_value_is_understood_in_any_of_the_languages(
    app: Flask, field: str, text: str, slug: str | None
) -> None:
    with app.app_context():
        assert slug_of(field, text) == slug
