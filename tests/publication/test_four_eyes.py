"""One person prepares, another one publishes: the states of a publication, and who may do what with it."""

from __future__ import annotations

import ast
import datetime as dt
from pathlib import Path

import pytest
import sqlalchemy as sa
import time_machine
from sqlalchemy.orm import Session

import casetracker
from casetracker.accounts.models import User
from casetracker.audit.models import AuditRow
from casetracker.cases.errors import InvalidInput, StaleCase
from casetracker.cases.identities import Person
from casetracker.cases.models import Case, Event
from casetracker.db import unit_of_work
from casetracker.publication.models import PublicCase
from casetracker.publication.preparing import (
    begin,
    mark_phrase,
    marks_in,
    public_texts,
    restart,
    save,
    submit,
    take_back,
)
from casetracker.publication.publications import Publication
from casetracker.publication.queries import public_case, waiting_publications
from casetracker.publication.reviewing import obstacle_for, publish_prepared, send_back, who_may_publish
from casetracker.publication.withdrawing import withdraw
from casetracker.search.models import SearchEntry
from tests.builders.accounts import create_user
from tests.builders.cases import COMPLAINT, create_case, create_decision
from tests.builders.registry import ASTANA, CENTRAL, create_registry

NAME = str(COMPLAINT["complainant_name"])
PEOPLE = [Person(NAME, str(COMPLAINT["complainant_contact"]))]
TEXT = f"{NAME} шағымданады. Куә Тестбаевтың сөзі, тел. 8 701 111 22 33."
AUTHOR, PUBLISHER = "user:101", "user:102"


@pytest.fixture
def case(session: Session) -> Case:
    with unit_of_work(session):
        create_registry(session)
        case = create_case(session, text=TEXT)
        create_decision(session, case, facts="Үлгіовтың дәлелдері расталды.").recorded_by = "user:100"
        return case


def prepare(session: Session, case: Case, author: str = AUTHOR, correction: str | None = None) -> Publication:
    with unit_of_work(session):
        publication = begin(session, case, case.decisions[-1], PEOPLE, actor=author)
        publication.correction = correction
        submit(session, publication, PEOPLE, actor=author, version=publication.version)
        return publication


def publish(session: Session, publication: Publication, publisher: str = PUBLISHER) -> PublicCase:
    with unit_of_work(session):
        return publish_prepared(session, publication, PEOPLE, actor=publisher, version=publication.version)


def test_prepared_by_one_and_published_by_another_it_becomes_public(session: Session, case: Case) -> None:
    publication = prepare(session, case)
    assert (publication.state, session.scalars(sa.select(PublicCase)).all()) == ("checked", [])
    public = publish(session, publication)
    assert public.summary == "[…] шағымданады. Куә Тестбаевтың сөзі, тел. […]."
    assert public.decisions[0].facts == "[…] дәлелдері расталды."
    assert (publication.state, publication.checked_by, publication.published_by) == (
        "published",
        AUTHOR,
        PUBLISHER,
    )
    [row] = session.scalars(sa.select(AuditRow).where(AuditRow.action == "case.published"))
    assert (row.actor, row.details["author"]) == (PUBLISHER, AUTHOR)
    kinds = set(session.scalars(sa.select(Event.kind)))
    assert {"publication-prepared", "published"} <= kinds


@pytest.mark.parametrize(
    ("publisher", "slug"), [(AUTHOR, "author"), ("user:100", "recorder"), (PUBLISHER, None)]
)
def test_author_and_recorder_are_no_second_pair_of_eyes(
    session: Session, case: Case, publisher: str, slug: str | None
) -> None:
    publication = prepare(session, case)
    obstacle = obstacle_for(publication, publisher)
    assert (obstacle.slug if obstacle else None) == slug
    if slug is None:
        publish(session, publication, publisher)
        return
    with pytest.raises(InvalidInput):
        publish(session, publication, publisher)
    session.expire_all()
    assert (publication.state, session.scalars(sa.select(PublicCase)).all()) == ("checked", [])


def test_who_wrote_in_it_is_an_author_too(session: Session, case: Case) -> None:
    publication = prepare(session, case)
    with unit_of_work(session):
        take_back(session, publication, actor=PUBLISHER, version=publication.version)
        mark_phrase(session, publication, "Тестбаев", "name", actor=PUBLISHER, version=None)
        submit(session, publication, PEOPLE, actor=AUTHOR, version=None)
    with pytest.raises(InvalidInput):
        publish(session, publication, PUBLISHER)
    assert publish(session, publication, "user:103").summary.count("Тестбаев") == 0


def test_sent_back_with_a_remark_it_is_prepared_again(session: Session, case: Case) -> None:
    publication = prepare(session, case)
    with unit_of_work(session):
        send_back(session, publication, "Куә да аталады.", actor=PUBLISHER, version=publication.version)
    assert (publication.state, publication.remarks[0]["text"]) == ("draft", "Куә да аталады.")
    with pytest.raises(StaleCase):
        publish(session, publication)
    told = [str(row.details) for row in session.scalars(sa.select(AuditRow))]
    assert not [text for text in told if "аталады" in text]
    with unit_of_work(session):
        submit(session, publication, PEOPLE, actor=AUTHOR, version=None)
    publish(session, publication)


def test_ticks_and_words_written_by_hand_decide_what_is_public(session: Session, case: Case) -> None:
    with unit_of_work(session):
        publication = begin(session, case, case.decisions[-1], PEOPLE, actor=AUTHOR)
        assert mark_phrase(session, publication, "Тестбаев", "name", actor=AUTHOR, version=None) == 1
        likely = [mark.key for mark in marks_in(publication, "summary") if mark.origin == "likely"]
        assert likely
        typed = [mark.key for mark in marks_in(publication, "summary") if mark.origin == "typed"]
        edited: dict[str, str | None] = {"operative": "Шағым […]."}
        save(session, publication, {"summary": typed}, edited, actor=AUTHOR, version=None)
    texts = public_texts(publication)
    # The name of a party stays masked whatever is ticked; the number was kept by hand.
    assert texts["summary"] == "[…] шағымданады. Куә […] сөзі, тел. 8 701 111 22 33."
    assert texts["operative"] == "Шағым […]."
    with unit_of_work(session):
        restart(session, publication, PEOPLE, actor=AUTHOR, version=None)
    assert public_texts(publication)["operative"] == case.decisions[0].operative


def test_name_written_by_hand_is_refused_when_it_is_given_on(session: Session, case: Case) -> None:
    with unit_of_work(session):
        publication = begin(session, case, case.decisions[-1], PEOPLE, actor=AUTHOR)
        save(session, publication, {}, {"facts": "Ulgiov келді"}, actor=AUTHOR, version=None)
    with pytest.raises(InvalidInput) as refusal, unit_of_work(session):
        submit(session, publication, PEOPLE, actor=AUTHOR, version=None)
    assert set(refusal.value.errors) == {"facts"}


def test_original_that_changed_since_is_not_published(session: Session, case: Case) -> None:
    publication = prepare(session, case)
    with unit_of_work(session):
        case.decisions[0].facts = "Мүлде басқа мәтін."
    with pytest.raises(InvalidInput):
        publish(session, publication)


def test_second_of_two_people_is_told_that_it_changed(session: Session, case: Case) -> None:
    publication = prepare(session, case)
    seen = publication.version
    with unit_of_work(session):
        send_back(session, publication, "Қайта қараңыз.", actor=PUBLISHER, version=seen)
    with pytest.raises(StaleCase), unit_of_work(session):
        save(session, publication, {}, {}, actor=AUTHOR, version=seen)
    with unit_of_work(session):
        assert begin(session, case, case.decisions[-1], PEOPLE, actor="user:104").id == publication.id


def test_correction_says_when_why_and_what_and_keeps_the_lag(session: Session, case: Case) -> None:
    with time_machine.travel(dt.datetime(2022, 11, 24, 9, tzinfo=dt.UTC), tick=False):
        first = prepare(session, case)
        publish(session, first)
    with pytest.raises(InvalidInput) as refusal:
        prepare(session, case)
    assert set(refusal.value.errors) == {"correction"}
    with time_machine.travel(dt.datetime(2022, 11, 30, 9, tzinfo=dt.UTC), tick=False):
        with unit_of_work(session):
            second = begin(session, case, case.decisions[-1], PEOPLE, actor=AUTHOR)
            mark_phrase(session, second, "Тестбаев", "name", actor=AUTHOR, version=None)
        prepare(session, case, correction="too-much-shown")
        public = publish(session, second)
    [told] = public.corrections
    assert (told["version"], told["reason"], told["parts"]) == (2, "too-much-shown", ["summary"])
    assert told["at"].startswith("2022-11-30")
    assert (first.state, second.state) == ("corrected", "published")
    assert public.decisions[0].lag_seconds == 24 * 3600
    assert "publication-corrected" in {item["kind"] for item in public.timeline}
    # What was masked by hand once is masked again when the next version is begun.
    with unit_of_work(session):
        third = begin(session, case, case.decisions[-1], PEOPLE, actor=AUTHOR)
    assert "Тестбаев" not in str(public_texts(third))


def test_withdrawn_leaves_a_tombstone_and_nothing_else(session: Session, case: Case) -> None:
    publication = prepare(session, case)
    public = publish(session, publication)
    lag = public.decisions[0].lag_seconds
    with pytest.raises(InvalidInput) as refusal, unit_of_work(session):
        withdraw(session, case, "personal-data", f"{NAME} аталған.", PEOPLE, actor=PUBLISHER)
    assert set(refusal.value.errors) == {"sentence"}
    with unit_of_work(session):
        withdraw(session, case, "personal-data", "Дербес дерек қалған.", PEOPLE, actor=PUBLISHER)
    assert (public.state, public.withdrawn_ground, public.withdrawn_reason) == (
        "withdrawn",
        "personal-data",
        "Дербес дерек қалған.",
    )
    left = [public.summary, *(getattr(public.decisions[0], name) for name in ("facts", "operative"))]
    assert left == ["", "", ""]
    assert public.decisions[0].lag_seconds == lag
    assert session.scalars(sa.select(SearchEntry)).all() == []
    assert publication.state == "withdrawn"
    with pytest.raises(InvalidInput), unit_of_work(session):
        withdraw(session, case, "other", "Тағы.", PEOPLE, actor=PUBLISHER)


def test_withdrawn_is_public_again_only_after_two_people(session: Session, case: Case) -> None:
    publish(session, prepare(session, case))
    with unit_of_work(session):
        withdraw(session, case, "published-by-mistake", "Қате жарияланған.", PEOPLE, actor=PUBLISHER)
    again = prepare(session, case, correction="restored")
    with pytest.raises(InvalidInput):
        publish(session, again, AUTHOR)
    public = publish(session, again)
    assert (public.state, public.withdrawn_reason, public.withdrawn_at) == ("published", None, None)
    assert public.decisions[0].facts == "[…] дәлелдері расталды."
    assert public_case(session, case.slug) is public


def test_only_publisher_of_a_body_is_replaced_by_one_above(session: Session, case: Case) -> None:
    with unit_of_work(session):
        here = create_user(session, role="publisher", body_id=ASTANA)
        above = create_user(session, role="publisher", body_id=CENTRAL)
        create_user(session, role="lawyer", body_id=ASTANA)
    assert may_publish(session, prepare(session, case, author="user:999")) == [here]
    publication = session.scalars(sa.select(Publication)).one()
    with unit_of_work(session):
        publication.authors = [here.ref]
    assert may_publish(session, publication) == [above]
    assert waiting_publications(session, sa.true()) == [publication]


def may_publish(session: Session, publication: Publication) -> list[User]:
    return who_may_publish(session, publication)


def test_no_door_of_the_service_publishes_in_one_step() -> None:
    """The one-step path is for the demonstration; pages, the API and jobs do not even know it."""
    folder = Path(casetracker.__file__).parent
    edges = [file for name in ("web", "api", "jobs", "cli") for file in (folder / name).rglob("*.py")]
    assert len(edges) > 50
    taken = [
        file.name
        for file in edges
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module == "casetracker.publication.actions"
        if {alias.name for alias in node.names} & {"publish", "project"}
    ]
    assert taken == []
