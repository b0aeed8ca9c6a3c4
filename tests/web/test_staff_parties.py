"""The parties of a case on its page: masked, unmasked one by one with a reason, added, corrected, removed."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from casetracker.audit.models import AuditRow
from casetracker.cases.models import Event, Identity, IdentityMark, Party
from tests.builders.cases import COMPLAINT
from tests.builders.desk import Desk

pytestmark = pytest.mark.parametrize("database_engine", ["sqlite"], indirect=True)

NAME = str(COMPLAINT["complainant_name"])
# Invented; the last digit fits the others, as it must.
IIN = "900101300017"
PROXY = {
    "role": "proxy",
    "kind": "voter",
    "represents": "1",
    "name": "Өкілқұпия Сенімгер",
    "contact": "okil@qupiya.example",
    "iin": IIN,
    "standing": "нотариус растаған",
    "standing_found": "yes",
}


@pytest.fixture
def desk(app: Flask) -> Desk:
    return Desk(app)


def rows(desk: Desk, action: str) -> list[AuditRow]:
    wanted = sa.select(AuditRow).where(AuditRow.action == action).order_by(AuditRow.seq)
    return desk.work(lambda session: list(session.scalars(wanted)))


def test_party_is_added_masked_and_unmasked_alone(desk: Desk) -> None:
    case, clerk = desk.case(), desk.person("clerk")
    assert clerk.send(f"{case}/parties/new", **PROXY).status_code == 303
    page = clerk.get(case, headers={"Accept-Language": "en"}).text
    for secret in (NAME, *(PROXY[name] for name in ("name", "contact", "iin", "standing"))):
        assert secret not in page
    shown = clerk.send(case, f"{case}/unmask", reason="hearing", party="3")
    for secret in (PROXY[name] for name in ("name", "contact", "iin", "standing")):
        assert secret in shown.text
    assert NAME not in shown.text
    assert NAME in clerk.send(case, f"{case}/unmask", reason="hearing").text
    looks = [row.details for row in rows(desk, "identity.looked-at")]
    assert looks == [{"reason": "hearing", "party": 3}, {"reason": "hearing"}]
    assert [row.details["party"] for row in rows(desk, "party.added")] == [3]
    assert clerk.send(case, f"{case}/unmask", reason="hearing", party="99").status_code == 422
    assert clerk.send(case, f"{case}/unmask", reason=f"{NAME} телефон соқты", party="3").status_code == 422
    assert len(rows(desk, "identity.looked-at")) == 2


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"represents": ""}, "represents"),
        ({"represents": "77"}, "represents"),
        ({"role": "third-party"}, "represents"),
        ({"iin": "900101300010"}, "iin"),
        ({"iin": "9001013000"}, "iin"),
        ({"name": "", "contact": ""}, "name"),
        ({"body": "NOWHERE"}, "body"),
        ({"body": "REC-ASTANA", "organisation": "Ұйым"}, "organisation"),
        ({"role": "emperor"}, "role"),
    ],
)
def test_party_that_does_not_fit_is_refused_at_its_field_and_what_was_typed_stays(
    desk: Desk, changes: dict[str, str], field: str
) -> None:
    case = desk.case()
    answer = desk.person("clerk").send(f"{case}/parties/new", **(PROXY | changes))
    assert answer.status_code == 422
    assert f'id="{field.replace("_", "-")}-error"' in answer.text
    assert PROXY["standing"] in answer.text


def test_correction_seals_the_new_name_keeps_the_old_and_tells_only_the_fields(desk: Desk) -> None:
    case, lawyer = desk.case(), desk.person("lawyer")
    page = f"{case}/parties/1/correct"
    assert NAME not in lawyer.get(page).text
    typed = {"role": "complainant", "kind": "observer", "name": "Жаңаесімов", "standing_found": "no"}
    refused = lawyer.send(page, **typed, reason=f"{NAME} емес")
    assert (refused.status_code, 'id="reason-error"' in refused.text) == (422, True)
    assert lawyer.send(page, **typed, reason="misread").status_code == 303
    assert lawyer.send(page, **(typed | {"name": ""}), reason="again").status_code == 422
    assert "Жаңаесімов" in lawyer.send(case, f"{case}/unmask", reason="hearing").text

    def stored(session: Session) -> tuple[list[bool], int, list[str]]:
        identities = session.scalars(sa.select(Identity).order_by(Identity.id)).all()
        marks = session.scalars(sa.select(IdentityMark.identity_id).distinct()).all()
        [event] = session.scalars(sa.select(Event).where(Event.kind == "party-corrected"))
        return [it.replaced_at is not None for it in identities], len(marks), event.data["party_fields"]

    assert desk.work(stored) == ([True, False], 1, ["standing_found", "name"])
    [row] = rows(desk, "party.corrected")
    assert row.details == {"party": 1, "role": "complainant", "fields": ["standing_found", "name"]}


def test_removed_party_leaves_the_page_but_not_the_history(desk: Desk) -> None:
    case, lawyer = desk.case(), desk.person("lawyer")
    lawyer.send(f"{case}/parties/new", **PROXY)
    for number in ("1", "2"):
        # The only complainant stays, and so does whoever is represented; the respondent may go.
        status = lawyer.send(f"{case}/parties/{number}/remove", reason="entered twice").status_code
        assert status == (422 if number == "1" else 303)
    assert lawyer.get(f"{case}/parties/2/remove").status_code == 404
    assert desk.work(lambda session: session.scalar(sa.select(sa.func.count(Party.id)))) == 3
    assert len(rows(desk, "party.removed")) == 1


def test_second_of_two_clerks_is_told_what_changed_and_nothing_is_lost(desk: Desk) -> None:
    case, first, second = desk.case(), desk.person("clerk"), desk.person("clerk")
    seen = second.form(f"{case}/parties/new")
    assert first.send(f"{case}/parties/new", **PROXY).status_code == 303
    answer = second.client.post(f"{case}/parties/new", data=seen | PROXY | {"name": "Екінші Адам"})
    assert answer.status_code == 409
    assert "Екінші Адам" in answer.text
    assert desk.work(lambda session: session.scalar(sa.select(sa.func.count(Party.id)))) == 3


def test_clerk_adds_but_does_not_correct_and_publisher_does_neither(desk: Desk) -> None:
    case = desk.case()
    clerk, publisher = desk.person("clerk"), desk.person("publisher")
    assert f"{case}/parties/new" in clerk.get(case).text
    assert "/correct" not in clerk.get(case).text
    assert clerk.get(f"{case}/parties/1/correct").status_code == 403
    assert "/parties/" not in publisher.get(case).text
