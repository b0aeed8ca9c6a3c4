"""Importing a journal: what becomes of its rows, and that doing it again changes nothing."""

from __future__ import annotations

import io
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from casetracker.audit.models import AuditRow
from casetracker.audit.queries import chain_faults
from casetracker.cases.models import Case, CaseCounter, CaseDeadline, Decision, Party
from casetracker.db import unit_of_work
from casetracker.exchange.imports import Fate
from config.settings import CONFIG_DIR
from tests.builders.journals import FIELDS, REPLY, as_csv, as_xlsx, imported, row
from tests.builders.registry import create_registry

EXTRACT = (CONFIG_DIR / "demo" / "synthetic-extract.xlsx").read_bytes()


@pytest.fixture
def stored(session: Session) -> Session:
    """Give a session with the registry in the database."""
    with unit_of_work(session):
        create_registry(session)
    return session


def count(session: Session, model: Any) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


def only_case(session: Session) -> Case:
    return session.scalars(sa.select(Case)).one()


def test_the_synthetic_extract_is_imported_whole(stored: Session) -> None:
    with unit_of_work(stored):
        report = imported(stored, EXTRACT, "synthetic-extract.xlsx")
    assert [fate for fate in report.fates if fate.state != "registered"] == []
    assert (count(stored, Case), count(stored, Party) >= 200) == (200, True)
    references = {fate.reference for fate in report.fates}
    assert references == set(stored.scalars(sa.select(Case.reference)))
    # Every case has its clocks, and every reply of the journal is a decision.
    without = sa.select(Case.id).where(~sa.exists().where(CaseDeadline.case_id == Case.id))
    assert stored.scalars(without).all() == []
    undecided = sa.select(sa.func.count()).select_from(Case).where(Case.status == "registered")
    assert count(stored, Decision) == 200 - (stored.scalar(undecided) or 0) == 179
    assert list(chain_faults(stored)) == []


def test_references_have_no_gap_though_rows_fail(stored: Session) -> None:
    rows = [
        row(registered_number=f"n{n}", subject="observers" if n % 3 else "nonsense") for n in range(1, 10)
    ]
    with unit_of_work(stored):
        report = imported(stored, as_csv(rows))
    assert [fate.state for fate in report.fates].count("error") == 3
    serials = stored.scalars(sa.select(Case.serial).order_by(Case.serial)).all()
    assert list(serials) == [1, 2, 3, 4, 5, 6]
    assert stored.scalars(sa.select(CaseCounter.last_serial)).all() == [6]


def test_importing_again_changes_nothing(stored: Session) -> None:
    with unit_of_work(stored):
        first = imported(stored, EXTRACT, "extract.xlsx")
    before = [count(stored, model) for model in (Case, Decision, CaseDeadline, AuditRow)]
    with unit_of_work(stored):
        again = imported(stored, EXTRACT, "extract.xlsx")
    assert [count(stored, model) for model in (Case, Decision, CaseDeadline, AuditRow)] == before
    assert [fate.state for fate in again.fates] == ["duplicate"] * 200
    assert [fate.reference for fate in again.fates] == [fate.reference for fate in first.fates]


def test_a_failed_row_leaves_no_trace_in_the_audit_chain(stored: Session) -> None:
    late_reply = REPLY | {"replied_on": "2022-11-19"}  # before it was received: found only after registering
    rows = [row(registered_number="a"), row(registered_number="b", **late_reply), row(registered_number="c")]
    with unit_of_work(stored):
        report = imported(stored, as_csv(rows))
    assert [fate.state for fate in report.fates] == ["registered", "error", "registered"]
    told = stored.scalars(sa.select(AuditRow.thing).where(AuditRow.action == "case.registered")).all()
    assert list(told) == ["case:2022-PRES/CEC/0001", "case:2022-PRES/CEC/0002"]
    assert list(chain_faults(stored)) == []


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251"])
def test_delimited_text_in_any_usual_dress(stored: Session, separator: str, encoding: str) -> None:
    # In cp1251 the Kazakh half of a heading has no letters for itself.
    content = as_csv(
        [row(text="Одно; два, три\tи “четыре”.")], separator=separator, plain_names=True, encoding=encoding
    )
    report = imported(stored, content)
    assert report.fates == (Fate(2, "registered", "2022-PRES/CEC/0001"),)
    assert only_case(stored).text.startswith("Одно; два, три\tи “четыре”.")


def test_kazakh_letters_of_the_old_national_encoding(stored: Session) -> None:
    text = "Байқаушы дауыс санау кезінде учаскеден шығарылды: әрекет заңсыз, өтініш қабылданбады."
    imported(stored, as_csv([row(text=text, language="kk")], encoding="kz1048"))
    assert only_case(stored).text.startswith(text)


def test_what_no_field_holds_is_kept_in_the_text(stored: Session) -> None:
    imported(stored, as_xlsx([row()]), "journal.xlsx")
    assert "В отношении кого: Участковая избирательная комиссия № 372" in only_case(stored).text


@pytest.mark.parametrize(
    ("written", "instant"),
    [
        ("2022-11-21T10:00", "2022-11-21T04:00:00+00:00"),
        ("2022-11-21 10:00", "2022-11-21T04:00:00+00:00"),
        ("21.11.2022 10:00", "2022-11-21T04:00:00+00:00"),
        ("21.11.2022, 9:05", "2022-11-21T03:05:00+00:00"),
        ("2022-11-21T10:00+05:00", "2022-11-21T05:00:00+00:00"),
        ("21.11.2022", "2022-11-20T18:00:00+00:00"),
    ],
)
def test_dates_as_commissions_write_them(stored: Session, written: str, instant: str) -> None:
    imported(stored, as_csv([row(received_at=written)]))
    assert only_case(stored).received_at.isoformat() == instant


def test_a_result_on_the_way_becomes_an_interim_decision_and_the_case_goes_on(stored: Session) -> None:
    imported(stored, as_csv([row(outcome="acceptance", replied_on="22.11.2022")]))
    case = only_case(stored)
    [decision] = case.decisions
    assert (decision.kind, decision.ruling, decision.outcome) == ("interim", "acceptance", None)
    assert (case.status, decision.text_known) == ("admitted", False)
    assert [clock.state for clock in case.deadlines if clock.role == "review"] == ["running"]


def test_a_correction_becomes_a_decision_beside_the_one_that_it_corrects(stored: Session) -> None:
    decided = {"outcome": "satisfied", "replied_on": "23.11.2022"}
    corrected = {"corrected_on": "25.11.2022", "correction_number": "15-1"}
    imported(stored, as_csv([row(**decided, **corrected)], fields=(*FIELDS, *corrected)))
    case = only_case(stored)
    decision, slip = case.decisions
    assert (slip.kind, slip.corrects, slip.number) == ("correction", decision, "15-1")
    assert (slip.taken_at.isoformat(), slip.text_known) == ("2022-11-25T17:59:59+00:00", False)
    assert (decision.outcome, case.status) == ("satisfied", "decided")


@pytest.mark.parametrize(
    ("told", "column"),
    [
        ({"corrected_on": "2022-11-25"}, "outcome"),
        ({"outcome": "satisfied", "replied_on": "2022-11-23", "correction_number": "1"}, "corrected_on"),
        ({"outcome": "satisfied", "replied_on": "2022-11-23", "corrected_on": "2022-11-22"}, "corrected_on"),
    ],
)
def test_a_correction_that_does_not_fit_is_told_at_its_column(
    stored: Session, told: dict[str, str], column: str
) -> None:
    fields = (*FIELDS, "corrected_on", "correction_number")
    report = imported(stored, as_csv([row(**told)], fields=fields))
    assert [problem.field for fate in report.fates for problem in fate.problems] == [column]


def test_a_reply_becomes_a_decision_that_says_what_the_journal_says(stored: Session) -> None:
    reply = {"outcome": "returned", "inadmissibility_ground": "no-standing", "replied_on": "23.11.2022"}
    imported(stored, as_csv([row(**reply)]))
    decision = only_case(stored).decisions[0]
    assert (decision.outcome, decision.inadmissibility_ground, decision.number) == (
        "returned",
        "no-standing",
        "01-07/15",
    )
    assert decision.is_reasoned is None
    assert (decision.facts, decision.provisions, decision.remedy) == ("", "", "none")
    # The journal gives the day only: its end in the zone of the commission (+06:00 then).
    assert decision.taken_at.isoformat() == "2022-11-23T17:59:59+00:00"


def test_a_reply_on_the_last_day_is_in_time_and_on_the_next_late(stored: Session) -> None:
    # Received on Monday 14 November: three days to decide a complaint, so until the end of the 17th.
    early = {"received_at": "2022-11-14T10:00", "contested_on": "2022-11-10"}
    rows = [
        row(registered_number="1", outcome="refused", replied_on="2022-11-17", **early),
        row(registered_number="2", outcome="refused", replied_on="2022-11-18", **early),
    ]
    imported(stored, as_csv(rows))
    reviews = (
        sa.select(CaseDeadline.state).where(CaseDeadline.role == "review").order_by(CaseDeadline.case_id)
    )
    assert stored.scalars(reviews).all() == ["met", "missed"]


def test_election_and_body_may_be_given_once_for_all_rows(stored: Session) -> None:
    fields = [name for name in row() if name not in {"election", "body", "channel"}]
    report = imported(stored, as_csv([row()], fields=fields), election="2022-PRES", body="kz-cec")
    assert report.fates[0].reference == "2022-PRES/CEC/0001"
    assert only_case(stored).channel == "import"


def test_a_body_by_code_or_id_is_the_same_row(stored: Session) -> None:
    report = imported(stored, as_csv([row(body="CEC"), row(body="kz-cec", election="2022-PRES")]))
    assert [fate.state for fate in report.fates] == ["registered", "duplicate"]


def test_without_a_journal_number_the_content_tells_rows_apart(stored: Session) -> None:
    same, other = row(registered_number=None), row(registered_number=None, text="Другое обращение.")
    report = imported(stored, as_csv([same, other, same]))
    assert [(fate.state, fate.reference) for fate in report.fates] == [
        ("registered", "2022-PRES/CEC/0001"),
        ("registered", "2022-PRES/CEC/0002"),
        ("duplicate", "2022-PRES/CEC/0001"),
    ]


def test_unknown_columns_and_other_sheets_are_named(stored: Session) -> None:
    from openpyxl import load_workbook

    from tests.builders.journals import saved

    workbook = load_workbook(io.BytesIO(as_xlsx([row()])))
    workbook.create_sheet("Итоги")
    workbook.worksheets[0].cell(2, 30, "Примечание")
    report = imported(stored, saved(workbook), "journal.xlsx")
    assert (report.unknown_columns, report.other_sheets) == (("Примечание",), ("Итоги",))
    assert report.fates[0].state == "registered"
