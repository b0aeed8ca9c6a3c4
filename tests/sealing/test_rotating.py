"""Keys are rotated: every row and its marks follow, whatever is interrupted, and the audit tells it."""

from __future__ import annotations

import dataclasses

import pytest
import sqlalchemy as sa
from cryptography.fernet import Fernet, InvalidToken
from flask import Flask
from sqlalchemy.orm import Session

from casetracker import db
from casetracker.audit.models import AuditRow
from casetracker.audit.queries import chain_faults
from casetracker.cases.blind_index import SamePerson, cases_of_person, cases_of_same_person, typed_words
from casetracker.cases.identities import Person, Vault
from casetracker.cases.models import Case, Identity, IdentityMark
from casetracker.sealing.box import SealBox
from casetracker.sealing.columns import sealed_columns
from casetracker.sealing.rotating import rotate
from config.settings import new_identity_key
from tests.builders.cases import COMPLAINT, create_case
from tests.builders.registry import create_registry

EVERYWHERE = sa.true()
NAME = str(COMPLAINT["complainant_name"])


@pytest.fixture
def three_cases(app: Flask, session: Session) -> Session:
    """Two cases of one person, the first of which is older than the index; and one of another."""
    with db.unit_of_work(session):
        create_registry(session)
        first = create_case(session)
        create_case(session, complainant_contact="8 (700) 000-00-00")
        create_case(session, complainant_name="Басқа Адам", complainant_contact=None)
        session.flush()
        ids = sa.select(Identity.id).where(Identity.case_id == first.id)
        session.execute(sa.delete(IdentityMark).where(IdentityMark.identity_id.in_(ids)))
        session.execute(sa.update(Identity).where(Identity.case_id == first.id).values(index_key=None))
    session.expunge_all()
    return session


def with_keys(app: Flask, *keys: str) -> None:
    app.extensions["settings"] = dataclasses.replace(app.extensions["settings"], identity_keys=keys)


def run(app: Flask, command: str) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=["keys", command])
    return result.exit_code, result.output


def serials(found: list[SamePerson]) -> list[int]:
    return sorted(it.case.serial for it in found)


def test_rotation_seals_anew_builds_the_index_and_the_old_key_can_be_dropped(
    app: Flask, three_cases: Session
) -> None:
    session = three_cases
    old, new = app.extensions["settings"].identity_keys[0], new_identity_key()
    assert serials(cases_of_person(session, SealBox([old]), typed_words(NAME), EVERYWHERE)) == [2]
    session.rollback()

    with_keys(app, new, old)
    status, told = run(app, "check")
    assert (status, "key 2 opens 3" in told, "casetracker keys rotate" in told) == (0, True, True)
    status, told = run(app, "rotate")
    assert status == 0, told
    assert "identities.sealed: 3 of 3 rows, 3 sealed anew" in told
    assert new not in told
    assert old not in told

    with_keys(app, new)
    status, told = run(app, "check")
    assert (status, "key 1 opens 3" in told) == (0, True)
    found = cases_of_person(session, SealBox([new]), typed_words(NAME.upper()), EVERYWHERE)
    assert [(it.case.serial, it.by) for it in found] == [(2, ("name",)), (1, ("name",))]
    case = session.scalars(sa.select(Case).where(Case.serial == 1)).one()
    assert [(it.case.serial, it.by) for it in cases_of_same_person(session, case)] == [(2, ("name", "phone"))]
    rows = session.scalars(sa.select(AuditRow).where(AuditRow.action == "keys.rotated")).all()
    assert [(row.details["column"], row.details["rows"]) for row in rows] == [("identities.sealed", 3)]
    assert list(chain_faults(session)) == []
    session.rollback()
    status, told = run(app, "rotate")
    assert (status, "0 sealed anew" in told) == (0, True)


def test_killed_rotation_goes_on_where_it_stopped_and_both_keys_find_meanwhile(
    app: Flask, three_cases: Session
) -> None:
    session = three_cases
    old, new = app.extensions["settings"].identity_keys[0], new_identity_key()
    box = SealBox([new, old])
    [column] = [each for each in sealed_columns() if each.name == "identities.sealed"]
    walk = rotate(column, box, actor="test", batch=1)
    assert next(walk).renewed == 1
    del walk
    assert serials(cases_of_person(session, box, typed_words(NAME), EVERYWHERE)) == [1, 2]
    session.rollback()
    assert [done.renewed for done in rotate(column, box, actor="test", batch=2)] == [1, 2]
    sealed = session.scalars(sa.select(Identity.sealed)).all()
    opened = [Vault([new]).open(each) for each in sealed if each]
    assert sorted(str(person.name) for person in opened) == sorted([NAME, NAME, "Басқа Адам"])


def test_row_that_no_key_opens_is_named_and_left_as_it_is(app: Flask, three_cases: Session) -> None:
    session = three_cases
    foreign = Fernet(Fernet.generate_key()).encrypt(b"{}")
    with db.unit_of_work(session):
        lost = session.scalars(sa.select(sa.func.max(Identity.id))).one()
        session.execute(sa.update(Identity).where(Identity.id == lost).values(sealed=foreign))
    for command in ("check", "rotate"):
        status, told = run(app, command)
        assert status == 1
        assert f"no key opens 1 rows: {lost}" in told
    assert session.scalars(sa.select(Identity.sealed).where(Identity.id == lost)).one() == foreign


def test_names_of_keys_open_nothing_and_the_first_key_seals() -> None:
    first, second = new_identity_key(), new_identity_key()
    person = Person("Есім", None, iin="870115300123")
    sealed = Vault([second, first]).seal(person)
    assert SealBox([first, second]).open_and_tell(sealed)[1] == 1
    assert Vault([first, second]).open(sealed) == person
    assert SealBox([first]).key_names[0] not in first
    with pytest.raises(InvalidToken):
        Vault([first]).open(sealed)
