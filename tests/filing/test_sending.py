"""Sending a filing: one case however often, never refused, its clocks running, its files with it."""

from __future__ import annotations

import datetime as dt
import email
from email.message import EmailMessage
from email.policy import SMTP

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask
from sqlalchemy.orm import Session

from casetracker import db
from casetracker.alerts.addressees import of_token
from casetracker.alerts.delivery import deliver
from casetracker.alerts.filers import actions as filers
from casetracker.alerts.filers.asking import ask_again
from casetracker.alerts.filers.planning import SETTLED, tell_filers
from casetracker.alerts.letters import Letter
from casetracker.alerts.models import OutboxMail
from casetracker.audit.queries import chain_faults
from casetracker.cases.models import Case
from casetracker.documents.models import Document
from casetracker.documents.sweeping import orphans
from casetracker.filing import drafts
from casetracker.filing.actions import check_answers, flags_of, tracking_code_of
from casetracker.filing.models import Filing, FilingContact, FilingFile, contact_of
from casetracker.filing.proposing import advice_on, described, elections_under_way, proposals, today_at
from casetracker.filing.tracking import case_of_code
from casetracker.registry.errors import InvalidInput
from casetracker.registry.models import OTHER_KINDS, Body, Election
from casetracker.registry.queries import central_commission
from casetracker.runtime import document_store, lawbook, settings
from casetracker.web.filing.body_picker import picked
from tests.builders import files
from tests.builders.chains import followed, step
from tests.builders.filings import ANSWERS, add_file, create_filing, send_filing, tools, typed
from tests.builders.registry import create_registry

NOW = dt.datetime(2022, 11, 21, 4, tzinfo=dt.UTC)  # Monday, the day after voting


@pytest.fixture
def registry(app: Flask, session: Session) -> Session:
    with db.unit_of_work(session):
        create_registry(session)
    return session


def send_in_one(registry: Session, filing_id: int) -> None:
    with db.unit_of_work(registry) as session:
        found = drafts.locked(session, filing_id)
        assert found
        send_filing(session, found)


@time_machine.travel(NOW, tick=False)
def test_a_filing_that_is_sent_again_is_the_same_case_with_its_clocks_and_files(registry: Session) -> None:
    with db.unit_of_work(registry) as session:
        filing = create_filing(session)
        for _twice in range(2):
            add_file(session, filing, files.png(), "сурет.png")
        add_file(session, filing, files.text(), "хаттама.txt")
        assert not list(orphans(session, document_store()))
    for _again in range(2):
        send_in_one(registry, filing.id)
    case = registry.scalars(sa.select(Case)).one()
    assert {clock.role: (clock.state, clock.due_on) for clock in case.deadlines} == {
        "filing": ("met", dt.date(2022, 11, 30)),  # Wednesday, ten days after the act
        "review": ("running", dt.date(2022, 11, 24)),  # Thursday, three days after receipt
    }
    names = registry.scalars(sa.select(Document.name).order_by(Document.id)).all()
    assert names == ["сурет.png", "хаттама.txt"]
    assert registry.scalars(sa.select(FilingFile)).all() == []
    code = tracking_code_of(tools().box, filing)
    assert code
    assert case_of_code(registry, drafts.typed_code(code)) is case
    assert list(chain_faults(registry)) == []


@time_machine.travel(NOW, tick=False)
def test_what_fails_between_two_lines_leaves_the_draft_as_it_was(
    registry: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    with db.unit_of_work(registry) as session:
        filing = create_filing(session)
        add_file(session, filing, files.text(), "хаттама.txt")

    def fail(*_args: object, **_options: object) -> None:
        raise ConnectionError

    with monkeypatch.context() as patched:
        patched.setattr("casetracker.filing.actions.record", fail)
        with pytest.raises(ConnectionError):
            send_in_one(registry, filing.id)
    registry.expire_all()
    assert registry.scalars(sa.select(Case)).all() == []
    assert drafts.answers_of(tools().box, filing) == ANSWERS
    assert [drafts.name_of(tools().box, file) for file in filing.files] == ["хаттама.txt"]
    with db.unit_of_work(registry) as session:
        send_filing(session, filing)
    # The number that was given and taken back is given again: there is no gap.
    assert registry.scalars(sa.select(Case.serial)).one() == 1


@time_machine.travel(NOW, tick=False)
def test_evidence_that_was_damaged_here_is_named_and_the_draft_stays(registry: Session) -> None:
    with db.unit_of_work(registry) as session:
        filing = create_filing(session)
        add_file(session, filing, files.text(), "хаттама.txt")
    store, lost = document_store(), filing.files[0].sha256
    store.set_aside(lost)
    store.discard(lost)
    with pytest.raises(InvalidInput, match="хаттама.txt"):
        send_in_one(registry, filing.id)
    registry.expire_all()
    assert registry.scalars(sa.select(Case)).all() == []
    assert drafts.answers_of(tools().box, filing) == ANSWERS


@pytest.mark.parametrize(
    ("changes", "now", "procedure", "is_late"),
    [
        # Saturday, 5 November: ten days end on Tuesday the 15th.
        ({"on": "2022-11-05"}, NOW, "commission-complaint", True),
        # Monday, more than a year before: from the desk it would be taken for a mistyped year.
        ({"on": "2021-11-01"}, NOW, "commission-complaint", True),
        # To the precinct whose own act it is: the wrong body is accepted.
        ({"body": "PEC-ASTANA-372"}, NOW, "violation-application", False),
        # To a court, though the higher commission decides as well.
        ({"body": "SC"}, NOW, "election-claim", False),
        # A foreign observer may not complain: the body says so, and not the form.
        ({"by": "foreign-observer"}, NOW, "commission-complaint", False),
    ],
)
def test_what_is_late_or_at_the_wrong_body_or_without_standing_is_registered(
    registry: Session, changes: dict[str, str], now: dt.datetime, procedure: str, is_late: bool
) -> None:
    with time_machine.travel(now, tick=False), db.unit_of_work(registry) as session:
        send_filing(session, create_filing(session, **changes))
        case = session.scalars(sa.select(Case)).one()
        assert (case.procedure, case.is_late) == (procedure, is_late)


@pytest.mark.parametrize(
    ("changes", "flags"),
    [
        ({}, ()),
        # Saturday, 5 November: ten days end on Tuesday the 15th.
        ({"on": "2022-11-05"}, ("late",)),
        ({"by": "foreign-observer", "on": "2022-11-05"}, ("no-standing", "late")),
    ],
)
@pytest.mark.parametrize("contested_body", ["PEC-ASTANA-372", ""], ids=["named", "only its level"])
@pytest.mark.parametrize("database_engine", ["sqlite"], indirect=True)
@time_machine.travel(NOW, tick=False)
def test_before_it_is_sent_a_person_is_told_the_same_whether_the_commission_was_named_or_not(
    registry: Session, contested_body: str, changes: dict[str, str], flags: tuple[str, ...]
) -> None:
    answers = {**ANSWERS, "contested_body": contested_body, **changes}
    assert flags_of(lawbook(), check_answers(registry, lawbook(), answers)) == flags


VIOLATION = {"contested": "violation", "against": "candidate", "contested_body": "", "by": "voter"}


@pytest.mark.parametrize(
    ("changes", "procedure", "review"),
    [
        # Five days, Monday to Saturday; on voting day and the four days before at once.
        ({"body": "PO-ASTANA"}, "prosecutor-application", dt.date(2022, 11, 26)),
        ({"body": "GPO"}, "prosecutor-application", dt.date(2022, 11, 26)),
        # What a commission asks the police is checked within three days, Monday to Thursday.
        ({"body": "PD-ASTANA", "by": "commission"}, "law-enforcement-request", dt.date(2022, 11, 24)),
        # By when they examine what others report, no text that was read says.
        ({"body": "PD-ASTANA"}, "law-enforcement-report", None),
        ({"body": "MIA", "contested": "official-act", "against": "official"}, "law-enforcement-report", None),
    ],
)
@pytest.mark.parametrize("database_engine", ["sqlite"], indirect=True)
@time_machine.travel(NOW, tick=False)
def test_prosecutors_and_the_police_receive_complaints_with_the_clocks_that_a_rule_gives(
    registry: Session, changes: dict[str, str], procedure: str, review: dt.date | None
) -> None:
    with db.unit_of_work(registry) as session:
        send_filing(session, create_filing(session, **VIOLATION | changes))
    case = registry.scalars(sa.select(Case)).one()
    clocks = [(clock.role, clock.due_on) for clock in case.deadlines]
    assert (case.procedure, clocks) == (procedure, [("review", review)] if review else [])


@pytest.mark.parametrize(
    ("changes", "proposed"),
    [
        # The body of the place before that of the country. A contested precinct tells which place it is.
        (
            {"against": "precinct", "contested_body": "PEC-ASTANA-372"},
            {"violation.prosecutor": ["PO-ASTANA", "GPO"], "violation.law-enforcement": ["PD-ASTANA", "MIA"]},
        ),
        ({}, {"violation.prosecutor": ["GPO"], "violation.law-enforcement": ["MIA"]}),
        ({"by": "commission"}, {"violation.prosecutor": ["GPO"], "violation.law-enforcement-check": ["MIA"]}),
        # The law lists no right of foreign observers.
        ({"by": "foreign-observer"}, {"violation.prosecutor": ["GPO"]}),
        # Nobody but the candidate can contest the registration: what remains is told.
        (
            {"contested": "registration-refusal", "against": "central", "contested_body": "CEC"},
            {"instead.prosecutor": ["GPO"]},
        ),
    ],
)
@pytest.mark.parametrize("database_engine", ["sqlite"], indirect=True)
@time_machine.travel(NOW, tick=False)
def test_the_guide_proposes_prosecutors_and_the_police_where_the_law_names_them(
    registry: Session, changes: dict[str, str], proposed: dict[str, list[str]]
) -> None:
    matter = described(registry, lawbook(), typed(**VIOLATION | changes))
    central = central_commission(registry)
    assert central
    found: dict[str, list[str]] = {}
    for route, body in proposals(registry, lawbook(), advice_on(lawbook(), matter), matter, central):
        if body.kind in OTHER_KINDS:
            found.setdefault(route.id, []).append(body.code)
    assert found == proposed


@pytest.mark.parametrize(
    ("now", "exists"),
    [
        # The region begins to exist on Wednesday, 8 June 2022, at six hours before that day in Greenwich.
        ("2022-06-07T17:59:00Z", False),
        ("2022-06-07T18:01:00Z", True),
    ],
)
@pytest.mark.parametrize("database_engine", ["sqlite"], indirect=True)
def test_a_body_exists_by_the_day_that_it_is_there(registry: Session, now: str, exists: bool) -> None:
    body = registry.get_one(Body, "kz-po-abai")
    with time_machine.travel(now, tick=False):
        assert body.exists_on(today_at(body)) is exists
        assert (picked(registry, "body", {"body": body.code}).error == "") is exists


@time_machine.travel(NOW, tick=False)
def test_a_first_try_that_had_to_wait_is_when_it_was_filed(registry: Session) -> None:
    # Ten days after Thursday, 10 November, end with Sunday, the 20th.
    first = dt.datetime(2022, 11, 20, 12, tzinfo=dt.UTC)
    with db.unit_of_work(registry) as session:
        filing = create_filing(session, on="2022-11-10")
        filing.tried_at = first
        send_filing(session, filing)
    case = registry.scalars(sa.select(Case)).one()
    assert (case.filed_at, case.received_at, case.is_late) == (first, NOW, False)


@pytest.mark.parametrize(
    ("changes", "counts"),
    [
        ({"contact": "8 700 000 00 00", "text": "Толығырақ."}, True),
        ({"body": "SC"}, False),
        ({"on": "2022-11-20"}, False),
    ],
)
@pytest.mark.parametrize("database_engine", ["sqlite"], indirect=True)
@time_machine.travel(NOW, tick=False)
def test_a_first_try_counts_only_for_the_matter_and_the_body_that_it_was_about(
    registry: Session, changes: dict[str, str], counts: bool
) -> None:
    first = dt.datetime(2022, 11, 19, 12, tzinfo=dt.UTC)  # Saturday
    with db.unit_of_work(registry) as session:
        filing = create_filing(session, on="2022-11-10")
        filing.tried_at = first
        drafts.save_answers(tools().box, filing, changes)
        send_filing(session, filing)
    assert registry.scalars(sa.select(Case.filed_at)).one() == (first if counts else NOW)


@pytest.mark.parametrize("database_engine", ["sqlite"], indirect=True)
def test_what_no_database_can_hold_is_kept_as_a_question_mark(registry: Session) -> None:
    with db.unit_of_work(registry) as session:
        filing = create_filing(session)
        assert drafts.save_answers(tools().box, filing, {"body": "A\x00Б\ud800"})["body"] == "A?Б?"


@pytest.mark.parametrize(
    ("now", "is_listed"),
    [
        # The election is called on Friday, 21 October 2022; in Astana, six hours ahead then, it is
        # that day already while it is Thursday in Greenwich.
        ("2022-10-20T17:59:00Z", False),
        ("2022-10-20T18:01:00Z", True),
    ],
)
@pytest.mark.parametrize("database_engine", ["sqlite"], indirect=True)
def test_an_election_can_be_complained_of_from_the_day_on_which_it_is_called(
    registry: Session, now: str, is_listed: bool
) -> None:
    election = registry.get_one(Election, ANSWERS["election"])
    election.called_on = dt.date(2022, 10, 21)
    registry.flush()
    with time_machine.travel(now, tick=False):
        assert (election in elections_under_way(registry)) is is_listed


@pytest.mark.parametrize("database_engine", ["sqlite"], indirect=True)
def test_no_clock_is_computed_by_law_that_nobody_verified_and_the_complaint_is_registered(
    registry: Session,
) -> None:
    # Wednesday, 12 August 2026: the law was verified up to 30 June.
    with time_machine.travel("2026-08-12T04:00:00Z", tick=False), db.unit_of_work(registry) as session:
        send_filing(session, create_filing(session, election="2026-ref", on="2026-08-11"))
        case = session.scalars(sa.select(Case)).one()
        assert case.deadlines == []
        assert {event.data["code"] for event in case.events if event.kind == "clock-not-computed"} == {
            "unverified-law"
        }


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"email": "x@y"}, "email"),
        ({"email": "a@b.example\nBcc: c@d.example"}, "email"),
        ({"on": "2022-11-22"}, "on"),
        ({"election": "2019-pres"}, "election"),
        ({"against": "president"}, "against"),
        ({"body": "NOWHERE"}, "body"),
        ({"text": "x" * 50_001}, "text"),
        ({"language": "en"}, "language"),
    ],
)
@pytest.mark.parametrize("database_engine", ["sqlite"], indirect=True)
@time_machine.travel(NOW, tick=False)
def test_what_cannot_be_sent_is_told_by_field(registry: Session, changes: dict[str, str], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        check_answers(registry, lawbook(), ANSWERS | changes)
    assert field in refused.value.errors


def test_drafts_and_codes_are_deleted_when_their_time_is_over(registry: Session) -> None:
    with time_machine.travel(NOW, tick=False), db.unit_of_work(registry) as session:
        left, sent = create_filing(session), create_filing(session)
        add_file(session, left, files.text(), "хаттама.txt")
        drafts.give_code(sent)
        send_filing(session, sent)
    with time_machine.travel(NOW + drafts.KEPT, tick=False), db.unit_of_work(registry) as session:
        assert drafts.drop_expired_filings(session) == 2
        assert drafts.drop_expired_filings(session) == 0
    kept = registry.scalars(sa.select(Filing)).one()
    assert (kept.id, kept.sealed, kept.code_hash) == (sent.id, None, None)
    assert registry.scalars(sa.select(FilingFile)).all() == []
    assert len(list(orphans(registry, document_store()))) == 1


def mails(session: Session) -> list[tuple[str, str]]:
    return [(it.intent, it.state) for it in session.scalars(sa.select(OutboxMail).order_by(OutboxMail.id))]


@time_machine.travel(NOW, tick=False)
def test_nothing_but_the_question_is_sent_before_it_is_answered_and_all_else_once(registry: Session) -> None:
    asked, news = ("filing-confirmation", "pending"), ("filing-news", "pending")
    with db.unit_of_work(registry) as session:
        send_filing(session, create_filing(session, email="Reader@Person.example"))
    for _pass in range(2):
        with db.unit_of_work(registry) as session:
            tell_filers(session, tools().box, NOW)
    assert mails(registry) == [asked]
    with db.unit_of_work(registry) as session:
        contact = session.scalars(sa.select(FilingContact)).one()
        address, token = contact_of(tools().box, contact)
        assert address == "reader@person.example"
        found = of_token(session, FilingContact, token)
        assert found is contact
        assert filers.confirm(session, contact, now=NOW)
    with db.unit_of_work(registry) as session:
        # Somebody may still be committing what has a lower number than the newest event.
        tell_filers(session, tools().box, NOW)
    assert mails(registry) == [asked]
    for _pass in range(2):
        with db.unit_of_work(registry) as session:
            tell_filers(session, tools().box, NOW + SETTLED)
    assert mails(registry) == [asked, news]
    with db.unit_of_work(registry) as session:
        filers.end(session, contact, "unsubscribed", now=NOW)
    assert [state for _intent, state in mails(registry)] == ["cancelled", "cancelled"]
    assert contact.sealed is None
    assert "person.example" not in str(registry.execute(sa.select(OutboxMail.__table__)).all())


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ([], 0),
        ([0] * 4, 0),
        ([0] * 5, 60),
        # Five are sent at once and five in an hour: the eleventh comes after them.
        ([0] * 5 + [60] * 5, 120),
        ([-61] * 5, 0),
        ([-30] * 5, 30),
        # The twentieth of a day was sent within it: one more comes when the first is a day old.
        ([-1000, *([-900] * 4), *([-600] * 5), *([-400] * 5), *([-200] * 5)], 440),
    ],
)
@pytest.mark.parametrize("database_engine", ["sqlite"], indirect=True)
@time_machine.travel(NOW, tick=False)
def test_mails_that_ask_one_address_keep_to_the_hour_and_the_day_and_no_complaint_is_lost(
    registry: Session, asked: list[int], expected: int
) -> None:
    with db.unit_of_work(registry) as session:
        for _each in asked:
            send_filing(session, create_filing(session, email="stranger@person.example"))
        tell_filers(session, tools().box, NOW)
        mails = session.scalars(sa.select(OutboxMail).order_by(OutboxMail.id)).all()
        for mail, minute in zip(mails, asked, strict=True):
            mail.next_attempt_at = NOW + dt.timedelta(minutes=minute)
    with db.unit_of_work(registry) as session:
        for email_of in ("Stranger@person.example", "other@person.example"):
            send_filing(session, create_filing(session, email=email_of))
        assert tell_filers(session, tools().box, NOW) == 2
        assert tell_filers(session, tools().box, NOW) == 0
        newest = session.scalars(sa.select(OutboxMail).order_by(OutboxMail.id)).all()[-2:]
        waits = [(mail.next_attempt_at - NOW) / dt.timedelta(minutes=1) for mail in newest]
    assert waits == [expected, 0]
    assert len(registry.scalars(sa.select(Case)).all()) == len(asked) + 2


@pytest.mark.parametrize("database_engine", ["sqlite"], indirect=True)
def test_another_mail_is_asked_for_after_an_hour_and_three_go_out_at_most(registry: Session) -> None:
    with time_machine.travel(NOW, tick=False), db.unit_of_work(registry) as session:
        send_filing(session, create_filing(session, email="reader@person.example"))
        tell_filers(session, tools().box, NOW)
    contact = registry.scalars(sa.select(FilingContact)).one()
    made = []
    for minutes in (0, 59, 60, 61, 120, 180, 240):
        at = NOW + dt.timedelta(minutes=minutes)
        with db.unit_of_work(registry) as session:
            made.append(ask_again(session, tools().box, contact, at, "commission.example"))
    assert made == [False, False, True, False, True, False, False]
    assert mails(registry) == [("filing-confirmation", "pending")] * 3


class Kept:
    """A transport that keeps the texts of the mails."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def send(self, letter: Letter, _sender: str) -> None:
        message = email.message_from_bytes(letter.content, EmailMessage, policy=SMTP)
        body = message.get_body(("plain",))
        assert body
        self.texts.append(body.get_content())

    def close(self) -> None:
        """Nothing is open."""


@time_machine.travel(NOW, tick=False)
def test_who_filed_is_told_of_the_case_as_which_another_body_received_it(registry: Session) -> None:
    with db.unit_of_work(registry) as session:
        send_filing(session, create_filing(session, email="reader@person.example", language="ru"))
        contact = session.scalars(sa.select(FilingContact)).one()
        filers.confirm(session, contact, now=NOW)
    kept = Kept()

    def told(moment: dt.datetime) -> str:
        with time_machine.travel(moment, tick=False):
            for wanted in (1, 0):
                with db.unit_of_work(registry) as session:
                    assert tell_filers(session, tools().box, db.now()) == wanted
            deliver(settings(), "test", transport=kept)
        return kept.texts[-1]

    case = registry.scalars(sa.select(Case)).one()
    assert case.reference in told(NOW + SETTLED)
    with db.unit_of_work(registry) as session:
        claim = followed(
            step(session, case, "forward", at="2022-11-21T10:00", received_at="2022-11-21T10:00")
        )
    text = told(NOW + 2 * SETTLED)
    assert case.reference in text
    assert f"({claim.reference})" in text


def test_an_address_that_nobody_confirms_is_erased(registry: Session) -> None:
    with time_machine.travel(NOW, tick=False), db.unit_of_work(registry) as session:
        send_filing(session, create_filing(session, email="reader@person.example"))
    later = NOW + filers.CONFIRM_WITHIN
    with db.unit_of_work(registry) as session:
        contact = session.scalars(sa.select(FilingContact)).one()
        assert not filers.confirm(session, contact, now=later)
        assert filers.forget_unconfirmed(session, later) == 1
        assert (contact.state, contact.sealed) == ("ended", None)
        assert tell_filers(session, tools().box, later) == 0
