"""Each decision of a case is redacted, approved, addressed, found and withdrawn by itself."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from casetracker.cases.errors import InvalidInput, StaleCase
from casetracker.cases.identities import Person
from casetracker.cases.models import Case, Decision
from casetracker.db import now, unit_of_work
from casetracker.publication.attaching import numbers_for
from casetracker.publication.following import follow_clocks
from casetracker.publication.models import PublicCase, PublicDocument
from casetracker.publication.preparing import begin, save, submit, take_back
from casetracker.publication.publications import Publication
from casetracker.publication.queries import decision_to_publish, unpublished_decisions
from casetracker.publication.reviewing import publish_prepared
from casetracker.publication.withdrawing import withdraw, withdraw_decision
from casetracker.search.queries import search
from casetracker.search.query import parse
from tests.builders.cases import COMPLAINT, create_case, create_decision
from tests.builders.chains import step
from tests.builders.registry import create_registry

PEOPLE = [Person(str(COMPLAINT["complainant_name"]), str(COMPLAINT["complainant_contact"]))]
AUTHOR, PUBLISHER = "user:101", "user:102"


@pytest.fixture
def case(session: Session) -> Case:
    """With an interim decision of Tuesday 22, the decision of Wednesday 23, a correction of Thursday 24."""
    with unit_of_work(session):
        create_registry(session)
        case = create_case(session)
        step(session, case, "interim-decision", operative="Хаттама тоқтатылсын, Үлгіов С. хабардар болсын.")
        create_decision(session, case, number="12/3-Б")
        step(session, case, "correct-decision", corrects=2, operative="Учаске нөмірі: үшжүзжетпісекі.")
        return case


def prepare(
    session: Session, decision: Decision, correction: str | None = None, **edited: str
) -> Publication:
    with unit_of_work(session):
        publication = begin(session, decision.case, decision, PEOPLE, actor=AUTHOR)
        if edited:
            save(session, publication, {}, dict(edited), correction, actor=AUTHOR, version=None)
        publication.correction = correction
        submit(session, publication, PEOPLE, actor=AUTHOR, version=None)
        return publication


def publish(session: Session, publication: Publication, **more: Any) -> PublicCase:
    with unit_of_work(session):
        return publish_prepared(session, publication, PEOPLE, actor=PUBLISHER, version=None, **more)


def found(session: Session, words: str) -> list[int]:
    return [entry.ordinal for entry in search(session, parse(words)).hits]


def test_each_decision_becomes_public_by_its_own_approval(session: Session, case: Case) -> None:
    interim, final, slip = case.decisions
    # All three may wait for the second pair of eyes at once; each stands beside the others.
    waiting = [prepare(session, decision) for decision in (interim, final, slip)]
    public = publish(session, waiting[0])
    assert [row.ordinal for row in public.decisions] == [1]
    assert public.decisions[0].operative == "Хаттама тоқтатылсын, […] хабардар болсын."
    assert (found(session, "тоқтатылсын"), found(session, "үшжүзжетпісекі")) == ([1], [])
    publish(session, waiting[2])
    publish(session, waiting[1])
    session.expire_all()
    rows = [
        (row.ordinal, row.kind, row.ruling, row.corrects_ordinal, row.outcome) for row in public.decisions
    ]
    assert rows == [
        (1, "interim", "interim-relief", None, None),
        (2, "final", None, None, "satisfied"),
        (3, "correction", None, 2, None),
    ]
    assert found(session, "үшжүзжетпісекі") == [3]
    assert public.corrections == []
    assert unpublished_decisions(session, sa.true()) == []
    for row, decision in zip(public.decisions, case.decisions, strict=True):
        assert row.lag_seconds == int((row.published_at - decision.taken_at).total_seconds())
    assert {"interim-decision", "decision-taken", "decision-corrected"} <= {
        item["kind"] for item in public.timeline
    }


def test_nothing_shows_a_decision_that_was_not_approved(session: Session, case: Case) -> None:
    interim, final, slip = case.decisions
    public = publish(session, prepare(session, interim))
    with unit_of_work(session):
        # Not even when the clocks are followed.
        public.clocks_at = dt.datetime(2022, 1, 1, tzinfo=dt.UTC)
        follow_clocks(session, now())
    assert public.status == "registered"
    assert {(it["role"], it["state"]) for it in public.clocks} == {("filing", "met")}
    kinds = [item["kind"] for item in public.timeline]
    assert "interim-decision" in kinds
    assert not {"decision-taken", "deadline-met", "decision-corrected"} & set(kinds)
    publish(session, prepare(session, final))
    kinds = [item["kind"] for item in public.timeline]
    assert (public.status, "decision-corrected" in kinds) == ("decided", False)
    assert {"decision-taken", "deadline-met"} <= set(kinds)
    assert {(it["role"], it["decision"]) for it in public.clocks} == {
        ("filing", None),
        ("review", None),
        ("appeal", 2),
    }
    assert slip.operative not in str([vars(row) for row in public.decisions])


def test_summary_that_another_publication_changed_is_not_overwritten_unseen(
    session: Session, case: Case
) -> None:
    interim, final, _slip = case.decisions
    first, second = prepare(session, interim), prepare(session, final, summary="Ескі мәтін.")
    public = publish(session, first)
    with pytest.raises(InvalidInput) as refused:
        publish(session, second)
    assert list(refused.value.errors) == ["summary"]
    with unit_of_work(session):
        take_back(session, second, actor=AUTHOR, version=None)
        save(session, second, {}, {}, actor=AUTHOR, version=None, seen_public=public.version)
        submit(session, second, PEOPLE, actor=AUTHOR, version=None)
    publish(session, second)
    assert len(public.decisions) == 2


def test_new_version_of_a_decision_replaces_that_decision_only(session: Session, case: Case) -> None:
    interim, final, _slip = case.decisions
    public = publish(session, prepare(session, interim))
    publish(session, prepare(session, final))
    with pytest.raises(InvalidInput):
        prepare(session, interim)
    session.rollback()
    stale = prepare(session, interim, "wrong-text", operative="Хаттама тоқтатылсын.")
    publish(session, stale)
    assert [(row.ordinal, row.version) for row in public.decisions] == [(1, 2), (2, 1)]
    [told] = public.corrections
    assert (told["reason"], told["decision"], told["parts"]) == ("wrong-text", 1, ["operative"])
    states = session.scalars(sa.select(Publication.state).order_by(Publication.id)).all()
    assert list(states) == ["corrected", "published", "published"]


def test_withdrawn_decision_leaves_its_tombstone_and_the_others_stay(session: Session, case: Case) -> None:
    interim, final, _slip = case.decisions
    public = publish(session, prepare(session, interim))
    publish(session, prepare(session, final))
    with unit_of_work(session):
        public.documents.append(_document(1, 1))
        public.documents.append(_document(2, 2))
    with unit_of_work(session):
        withdraw_decision(session, interim, "personal-data", "Дербес деректер.", PEOPLE, actor=PUBLISHER)
    row, other = public.decisions
    assert (row.operative, row.number, row.withdrawn_ground) == ("", "", "personal-data")
    assert (other.withdrawn_at, public.state, [it.number for it in public.documents]) == (
        None,
        "published",
        [2],
    )
    assert (found(session, "тоқтатылсын"), found(session, "шығарылғаны")) == ([], [2])
    with pytest.raises(InvalidInput):
        withdraw_decision(session, interim, "other", "Тағы.", PEOPLE, actor=PUBLISHER)
    publish(session, prepare(session, interim, "restored"))
    assert (row.withdrawn_at, row.number, found(session, "тоқтатылсын")) == (None, "4", [1])


def test_what_was_prepared_before_a_withdrawal_does_not_undo_it(session: Session, case: Case) -> None:
    interim, final, _slip = case.decisions
    publish(session, prepare(session, interim))
    public = publish(session, prepare(session, final))
    before = prepare(session, interim, "wrong-text", operative="Хаттама тоқтатылсын.")
    with unit_of_work(session):
        withdraw_decision(session, interim, "personal-data", "Дербес деректер.", PEOPLE, actor=PUBLISHER)
    with pytest.raises(StaleCase):
        publish(session, before)
    session.rollback()
    assert (public.decisions[0].operative, found(session, "тоқтатылсын")) == ("", [])


def test_case_that_was_withdrawn_comes_back_with_what_was_approved_again(
    session: Session, case: Case
) -> None:
    interim, final, _slip = case.decisions
    public = publish(session, prepare(session, interim))
    publish(session, prepare(session, final))
    late = prepare(session, case.decisions[2])
    with unit_of_work(session):
        withdraw(session, case, "court-order", "Сот актісі.", PEOPLE, actor=PUBLISHER)
    with pytest.raises(StaleCase):
        publish(session, late)
    publish(session, prepare(session, final, "restored"))
    assert [row.withdrawn_at is None for row in public.decisions] == [False, True]
    assert found(session, "тоқтатылсын") == []


def test_what_is_to_be_published_first_is_what_ended_the_case(session: Session, case: Case) -> None:
    interim, final, slip = case.decisions
    assert decision_to_publish(session, case) is final
    publish(session, prepare(session, final))
    assert decision_to_publish(session, case) is interim
    prepare(session, slip)
    assert decision_to_publish(session, case) is slip


def test_number_of_a_document_is_its_own_for_ever(session: Session, case: Case) -> None:
    final = case.decisions[1]

    def version(number: int, *documents: dict[str, Any]) -> Publication:
        return Publication(
            case_id=case.id,
            decision_id=final.id,
            state="corrected",
            texts={},
            documents=list(documents),
            source_hash="",
            base_version=0,
            authors=[],
            remarks=[],
            created_at=now(),
            public_version=number,
        )

    # Published before numbers were kept: a document had that of its place.
    with unit_of_work(session):
        session.add_all(
            [version(1, {"document": 70}, {"document": 71}), version(2, {"document": 72, "number": 3})]
        )
    public = PublicCase(documents=[])
    wanted = version(9, {"document": 73}, {"document": 71}, {"document": 70})
    assert numbers_for(session, wanted, public) == {73: 4, 71: 2, 70: 1}
    with unit_of_work(session):
        # Of another decision, that took the place of all the others then.
        session.add(version(3, {"document": 74}))
    assert numbers_for(session, version(9, {"document": 70}, {"document": 74}), public) == {70: 4, 74: 1}


def _document(number: int, ordinal: int) -> PublicDocument:
    return PublicDocument(
        number=number,
        decision_ordinal=ordinal,
        title="Хаттама",
        language="kk",
        media_type="application/pdf",
        size=1,
        pages=1,
        sha256=f"{number:064d}",
        published_at=now(),
    )
