"""What the public is told: confirmed before, each change once, nothing withdrawn, and nothing kept after."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from email.message import EmailMessage
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask
from sqlalchemy.orm import Session

from casetracker.alerts.delivery import deliver
from casetracker.alerts.models import OutboxMail
from casetracker.alerts.subscriptions import actions
from casetracker.alerts.subscriptions.models import Subscription, SubscriptionNotice
from casetracker.alerts.subscriptions.planning import tell_subscribers
from casetracker.cases.models import Decision
from casetracker.db import now, unit_of_work
from casetracker.publication import withdrawing
from casetracker.publication.models import PublicCase
from casetracker.registry.errors import InvalidInput
from casetracker.sealing.box import SealBox
from casetracker.sealing.columns import sealed_columns
from casetracker.sealing.rotating import rotate
from config.settings import Settings, new_identity_key
from tests.alerts.conftest import Outbox
from tests.builders.cases import COMPLAINT, create_case, create_decision
from tests.builders.hearings import create_hearing, move
from tests.builders.publication import create_public_case, publish_case
from tests.builders.registry import ASTANA, CENTRAL
from tests.builders.subscriptions import ADDRESS, ask, box, create_subscription
from tests.support.mail import SmtpServer

TUESDAY = "2022-11-22T03:00Z"
SLUG = "2022-pres/rec-astana-0001"


@pytest.fixture
def told(registry: Session, smtp_server: SmtpServer, smtp_settings: Settings) -> Callable[..., list[str]]:
    """Give a function that lets a scheduler pass at a moment, and returns the texts it newly sent."""
    seen = 0

    def run(at: str, passes: int = 2) -> list[str]:
        nonlocal seen
        with time_machine.travel(at, tick=False):
            for _number in range(passes):
                with unit_of_work(registry):
                    tell_subscribers(registry, now(), domain="commission.example")
                registry.expire_all()
            deliver(smtp_settings, "test")
        mails = smtp_server.received[seen:]
        seen += len(mails)
        return [text_of(mail.message) for mail in mails]

    return run


def text_of(message: EmailMessage) -> str:
    body = message.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def work(session: Session, at: str, do: Callable[[], Any]) -> Any:
    with time_machine.travel(at, tick=False), unit_of_work(session):
        return do()


def test_changes_when_somebody_subscribed_then_each_is_told_once_to_whom_it_concerns(
    registry: Session, told: Callable[..., list[str]], smtp_server: SmtpServer
) -> None:
    def subscribe() -> None:
        wishes: dict[str, dict[str, Any]] = {
            "case@person.example": {"kind": "case", "target": SLUG},
            "body@person.example": {"kind": "body", "target": ASTANA},
            "other@person.example": {"kind": "body", "target": CENTRAL},
            "found@person.example": {"asked": {"q": "байқаушы", "subject": ["observers"]}},
            "missed@person.example": {"asked": {"q": "байқаушы", "subject": ["counting"]}},
        }
        for address, values in wishes.items():
            create_subscription(registry, address=address, **values)
        ask(registry, address="silent@person.example")

    work(registry, "2022-11-22T02:00Z", subscribe)
    told("2022-11-22T02:10Z")
    assert {mail.recipients[0] for mail in smtp_server.received} == {
        f"{name}@person.example" for name in ("case", "body", "other", "found", "missed", "silent")
    }
    first = len(smtp_server.received)
    work(registry, TUESDAY, lambda: create_public_case(registry, decision={"taken_at": "2022-11-22T08:30"}))
    texts = told("2022-11-22T03:01Z")
    assert [mail.recipients[0].split("@")[0] for mail in smtp_server.received[first:]] == [
        "case",
        "body",
        "found",
    ]
    for text in texts:
        assert "A case was published: 2022-PRES/REC-ASTANA/0001" in text
        for secret in ("Үлгіов", "person.example", COMPLAINT["text"]):
            assert secret not in text
    assert told("2022-11-22T03:30Z") == told("2022-12-30T03:30Z") == []


def test_hearing_when_set_and_moved_then_told_as_it_is_now(
    registry: Session, told: Callable[..., list[str]]
) -> None:
    case = work(registry, "2022-11-21T06:00Z", lambda: create_case(registry))
    work(registry, "2022-11-21T07:00Z", lambda: create_subscription(registry, kind="body", target=ASTANA))
    told("2022-11-21T07:01Z")
    hearing = work(registry, "2022-11-21T08:00Z", lambda: create_hearing(registry, case))
    assert (
        "A hearing was set: 2022-PRES/REC-ASTANA/0001, Tuesday 22 November 2022, 15:00"
        in told("2022-11-21T08:01Z")[0]
    )
    work(registry, "2022-11-21T09:00Z", lambda: move(registry, hearing, starts_at="2022-11-22T17:00"))
    assert (
        "A hearing was moved: 2022-PRES/REC-ASTANA/0001, Tuesday 22 November 2022, 17:00"
        in told("2022-11-21T09:01Z")[0]
    )


def test_case_when_withdrawn_before_the_digest_then_only_the_tombstone_is_told(
    registry: Session, told: Callable[..., list[str]]
) -> None:
    work(registry, "2022-11-22T02:00Z", lambda: create_subscription(registry, rhythm="daily"))
    assert len(told("2022-11-22T02:01Z")) == 1
    work(registry, TUESDAY, lambda: create_public_case(registry, decision={"taken_at": "2022-11-22T08:30"}))
    # Nine in the capital: the digest of the day is over, and the next is told in the morning of Wednesday.
    assert told("2022-11-22T03:01Z") == []
    assert [("published" in text) for text in told("2022-11-23T02:01Z")] == [True]
    case = registry.scalars(sa.select(Subscription)).one()
    assert case.told_at is not None

    def publish_and_withdraw() -> None:
        second = create_case(registry)
        publish_case(
            registry, second, create_decision(registry, second, number="13", taken_at="2022-11-22T09:10")
        )
        registry.flush()
        registry.info["second"] = second

    work(registry, "2022-11-23T04:00Z", publish_and_withdraw)
    assert told("2022-11-23T04:01Z") == []
    second = registry.info.pop("second")
    work(
        registry,
        "2022-11-23T05:00Z",
        lambda: withdrawing.withdraw(registry, second, "personal-data", "Жаңылыс.", [], actor="test"),
    )
    # 07:59 and 08:01 in the capital.
    assert told("2022-11-24T01:59Z") == []
    (digest,) = told("2022-11-24T02:01Z")
    lines = [line for line in digest.splitlines() if line.startswith("- ")]
    assert lines == ["- The publication was withdrawn: 2022-PRES/REC-ASTANA/0002"]
    assert told("2022-11-24T10:00Z") == told("2022-11-25T10:00Z") == []


@time_machine.travel(TUESDAY, tick=False)
def test_end_then_address_is_erased_and_nothing_that_waits_is_sent(
    registry: Session, outbox: Outbox, smtp_settings: Settings, smtp_server: SmtpServer
) -> None:
    with unit_of_work(registry):
        subscription = create_subscription(registry)
    stored = [json.dumps(mail.variables) + mail.recipient + mail.key for mail in outbox()]
    assert ADDRESS not in str(stored)
    with unit_of_work(registry):
        actions.end(registry, subscription, "unsubscribed", now=now())
        actions.end(registry, subscription, "undeliverable", now=now())
    assert (subscription.sealed, subscription.mark, subscription.ending) == (None, None, "unsubscribed")
    assert [mail.state for mail in outbox()] == ["cancelled"]
    deliver(smtp_settings, "test")
    assert smtp_server.received == []


@time_machine.travel(TUESDAY, tick=False)
@pytest.mark.parametrize("database_engine", ["sqlite"], indirect=True)
def test_answer_of_a_mail_server_when_it_quotes_the_address_then_only_its_codes_are_kept(
    registry: Session, outbox: Outbox, smtp_settings: Settings, smtp_server: SmtpServer
) -> None:
    work(registry, TUESDAY, lambda: ask(registry))
    smtp_server.plan(f"451 4.2.0 {ADDRESS} is busy", f"550 5.1.1 <{ADDRESS}>: no such user")
    told = []
    for at in (TUESDAY, "2022-11-22T03:05Z"):
        with time_machine.travel(at, tick=False):
            deliver(smtp_settings, "test")
        told += [(mail.state, mail.last_error) for mail in outbox()]
    assert told == [("pending", "451 4.2.0"), ("failed", "550 5.1.1")]


def test_confirmation_when_late_then_refused_and_address_forgotten(registry: Session) -> None:
    subscription = work(registry, TUESDAY, lambda: ask(registry))
    with time_machine.travel("2022-11-24T03:00Z", tick=False), unit_of_work(registry):
        assert not actions.confirm(registry, subscription, now=now())
        assert actions.forget_unconfirmed(registry, now()) == 1
        assert actions.forget_unconfirmed(registry, now()) == 0
    assert (subscription.state, subscription.sealed) == ("ended", None)


@time_machine.travel(TUESDAY, tick=False)
def test_same_subscription_when_confirmed_again_then_the_newest_counts(registry: Session) -> None:
    with unit_of_work(registry):
        old = create_subscription(registry, asked={"q": "санау", "year": ["2022"]})
        other = create_subscription(registry, asked={"q": "санау"})
        new = create_subscription(registry, asked={"year": ["2022"], "q": "санау"}, rhythm="daily")
        assert actions.confirm(registry, new, now=now())
    assert [it.state for it in (old, other, new)] == ["ended", "active", "active"]


@time_machine.travel(TUESDAY, tick=False)
@pytest.mark.parametrize("database_engine", ["sqlite"], indirect=True)
def test_address_when_asked_too_often_then_no_more_mail_goes_to_it(registry: Session, outbox: Outbox) -> None:
    with unit_of_work(registry):
        for number in range(actions.MOST_ASKED):
            ask(registry, asked={"q": f"санау {number}"}, address=" READER@Person.example ")
        values: dict[str, Any] = {
            "kind": "search",
            "target": "",
            "asked": {},
            "rhythm": "daily",
            "language": "kk",
        }
        assert actions.subscribe(registry, box(), address=ADDRESS, **values, now=now(), domain="x.kz") is None
        for wrong in ("", "nobody", "a@b", "a@b.kz\nBcc: c@d.kz", "\x00", "ё@б.kz", "a" * 250 + "@b.kz"):
            with pytest.raises(InvalidInput):
                actions.subscribe(registry, box(), address=wrong, **values, now=now(), domain="x.kz")
    assert len(outbox()) == actions.MOST_ASKED


@time_machine.travel(TUESDAY, tick=False)
@pytest.mark.parametrize("database_engine", ["sqlite"], indirect=True)
def test_key_when_changed_then_addresses_are_sealed_and_found_anew(
    registry: Session, settings: Settings
) -> None:
    old = box()
    with unit_of_work(registry):
        subscription = create_subscription(registry)
    new = SealBox([new_identity_key(), *settings.identity_keys])
    column = next(it for it in sealed_columns() if it.name == "subscriptions.sealed")
    assert [done.renewed for done in rotate(column, new, actor="test")] == [1]
    renewed = registry.get_one(Subscription, subscription.id)
    assert renewed.mark == new.marks("subscriber", ADDRESS)[0] != old.marks("subscriber", ADDRESS)[0]


def test_decision_when_withdrawn_alone_then_told_to_whom_the_search_no_more_finds_it(
    registry: Session, told: Callable[..., list[str]]
) -> None:
    work(registry, "2022-11-22T02:00Z", lambda: create_subscription(registry, asked={"q": "құқықтың"}))
    told("2022-11-22T02:01Z")
    texts = {"application": "Байқаушының құқығы шектелген."}

    def publish_all() -> Decision:
        case = create_case(registry)
        decision = create_decision(registry, case, taken_at="2022-11-22T08:30")
        publish_case(registry, case, decision, **texts)
        return decision

    decision = work(registry, TUESDAY, publish_all)
    assert len(told("2022-11-22T03:01Z")) == 1
    work(
        registry,
        "2022-11-22T05:00Z",
        lambda: withdrawing.withdraw_decision(registry, decision, "personal-data", "Қате.", [], actor="test"),
    )
    (text,) = told("2022-11-22T05:01Z")
    assert "- The publication of a decision was withdrawn: 2022-PRES/REC-ASTANA/0001" in text


def test_four_planners_when_they_look_at_once_then_one_mail(
    app: Flask, registry: Session, outbox: Outbox
) -> None:
    work(registry, "2022-11-22T02:00Z", lambda: create_subscription(registry))
    work(registry, TUESDAY, lambda: create_public_case(registry, decision={"taken_at": "2022-11-22T08:30"}))
    registry.close()

    def plan(_number: int) -> int:
        with app.app_context(), unit_of_work() as session:
            return tell_subscribers(session, now(), domain="x.kz")

    with time_machine.travel("2022-11-22T03:01Z", tick=False), ThreadPoolExecutor(4) as planners:
        made = list(planners.map(plan, range(8)))
    assert sum(made) == 1
    assert [mail.intent for mail in outbox()] == ["subscription-confirmation", "subscription-news"]
    with unit_of_work(registry):
        notices = registry.scalars(sa.select(SubscriptionNotice)).all()
        keys = set(registry.scalars(sa.select(OutboxMail.key)))
    assert [notice.mail_key in keys for notice in notices] == [True]


def test_change_when_stamped_before_the_confirmation_and_committed_after_it_then_told_once(
    registry: Session, told: Callable[..., list[str]]
) -> None:
    def publish_first() -> None:
        create_public_case(registry, decision={"taken_at": "2022-11-22T08:30"})

    # Seen by whoever subscribes ten minutes later: no news.
    work(registry, "2022-11-22T02:50Z", publish_first)
    with Session(registry.get_bind()) as writer:
        public = writer.scalars(sa.select(PublicCase)).one()
        with time_machine.travel("2022-11-22T02:59Z", tick=False):
            public.updated_at = now()
        # One writer at a time on SQLite: there the moment is taken first and written later.
        if registry.get_bind().dialect.name == "sqlite":
            writer.expunge(public)
            writer.commit()
        else:
            writer.flush()
        work(registry, "2022-11-22T03:00Z", lambda: create_subscription(registry, kind="case", target=SLUG))
        assert told("2022-11-22T03:01Z")[0].count("A case was") == 0
        if public not in writer:
            writer.add(public)
        writer.commit()
    (news,) = told("2022-11-22T03:10Z")
    assert "2022-PRES/REC-ASTANA/0001" in news
    assert "A case was published" not in news
    assert told("2022-11-22T03:30Z") == told("2022-11-22T09:00Z") == []
