"""Public matters: which published cases form a chain, and which number leads to it."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from casetracker import db
from casetracker.cases.matters import join_case, link_cases, split_case
from casetracker.cases.models import Case, CaseLink
from casetracker.publication.matter_queries import cases_of, links_of, place_of, shown_matters
from casetracker.publication.models import PublicCase, PublicLink, PublicMatter
from tests.builders.cases import ACTOR, create_case, create_decision
from tests.builders.chains import followed, step
from tests.builders.publication import publish_case, withdraw
from tests.builders.registry import create_registry

NAMES = "ABCDEF"


@pytest.fixture
def cases(session: Session, app: Flask) -> dict[str, Case]:
    with db.unit_of_work(session):
        create_registry(session)
        return {name: create_case(session) for name in NAMES}


def do(session: Session, cases: dict[str, Case], told: str) -> None:
    """Do one thing: ``+A`` publishes, ``-A`` withdraws, ``A>B`` links, ``A|B`` ends that."""
    with db.unit_of_work(session):
        if told[0] == "+":
            publish_case(session, cases[told[1]])
        elif told[0] == "-":
            reference = cases[told[1]].reference
            found = session.scalars(sa.select(PublicCase).where(PublicCase.reference == reference))
            withdraw(found.one(), "Қате.")
        elif told[1] == ">":
            link_cases(session, "forwarded", cases[told[0]], cases[told[2]], actor=ACTOR)
        else:
            ends = {"from_case_id": cases[told[0]].id, "to_case_id": cases[told[2]].id}
            session.scalars(sa.select(CaseLink).filter_by(**ends)).one().ended_at = db.now()


def seen(session: Session, cases: dict[str, Case]) -> dict[int, str]:
    """Return what stands under each number: its cases, the number that it leads to, or that it has ended."""
    session.expire_all()
    names = {case.reference: name for name, case in cases.items()}
    found = {}
    for matter in session.scalars(sa.select(PublicMatter).order_by(PublicMatter.id)):
        shown = "".join(sorted(names[case.reference] for case in cases_of(session, matter)))
        other = f"->{matter.merged_into_id}" if matter.merged_into_id else ""
        assert bool(shown) != bool(other or matter.ended_at)
        found[matter.id] = shown or other or "ended"
    return found


@pytest.mark.parametrize(
    ("steps", "told"),
    [
        ("A>B +A +B", {1: "AB"}),
        ("+A +B A>B", {1: "AB"}),
        ("A>B +A", {}),
        # Only an unpublished case connects them: that there is one must not be told.
        ("A>B B>C +A +C", {}),
        ("A>B B>C +A +C +B", {1: "ABC"}),
        ("A>B C>D +A +B +C +D", {1: "AB", 2: "CD"}),
        # Chains that become one: the older number stays, the other leads to it; and back.
        ("+A +B +C +D A>B C>D B>C", {1: "ABCD", 2: "->1"}),
        ("+A +B +C +D A>B C>D B>C B|C", {1: "AB", 2: "CD"}),
        # A chain that falls apart keeps its number where the case that came first is.
        ("+A +B +C +D A>B B>C C>D B|C", {1: "AB", 2: "CD"}),
        ("+A +B +C A>B B>C A|B", {1: "BC"}),
        ("+A +B A>B A|B", {1: "ended"}),
        ("+A +B A>B A|B A>B", {1: "AB"}),
        ("+A +B +C A>B A|B B>C", {1: "ended", 2: "BC"}),
        # The tombstone keeps its place, but is told nothing new of.
        ("+A +B A>B -B", {1: "AB"}),
        ("+A +B +C A>B B>C -B +D D>B", {1: "ABC"}),
        ("+A +B -B A>B", {}),
    ],
)
def test_matter_when_cases_are_published_linked_and_parted_then_is_what_public_links_connect(
    session: Session, cases: dict[str, Case], steps: str, told: dict[int, str]
) -> None:
    for each in steps.split():
        do(session, cases, each)
    assert seen(session, cases) == told
    assert [matter.id for matter in shown_matters(session)] == [
        number for number, shown in told.items() if shown.isupper()
    ]


def test_joined_cases_when_separated_then_their_matter_ends(session: Session, cases: dict[str, Case]) -> None:
    with db.unit_of_work(session):
        join_case(session, cases["A"], cases["B"], actor=ACTOR)
        public = [publish_case(session, cases[name]) for name in "AB"]
    assert seen(session, cases) == {1: "AB"}
    place = place_of(session, public[1])
    assert place is not None
    assert (place.matter.id, place.count) == (1, 2)
    with db.unit_of_work(session):
        split_case(session, cases["A"], actor=ACTOR)
    assert seen(session, cases) == {1: "ended"}
    assert place_of(session, public[1]) is None


def test_next_instance_when_the_decision_it_contests_is_not_public_then_the_link_waits(
    session: Session, cases: dict[str, Case]
) -> None:
    lower = cases["A"]
    with db.unit_of_work(session):
        publish_case(session, lower)
        decision = create_decision(session, lower)
        step(session, lower, "serve")
        upper = followed(step(session, lower, "next-instance"))
        publish_case(session, upper)
    assert session.scalars(sa.select(PublicLink)).all() == []
    with db.unit_of_work(session):
        publish_case(session, lower, decision)
    (matter,) = shown_matters(session)
    assert [case.reference for case in cases_of(session, matter)] == [lower.reference, upper.reference]
    (link,) = links_of(session, matter)
    assert (link.kind, link.decision_ordinal) == ("next-instance", decision.ordinal)


def test_savepoint_when_undone_then_tells_of_no_link(session: Session, cases: dict[str, Case]) -> None:
    with db.unit_of_work(session):
        publish_case(session, cases["A"])
        undone = session.begin_nested()
        publish_case(session, cases["B"])
        link_cases(session, "joined", cases["A"], cases["B"], actor=ACTOR)
        session.flush()
        undone.rollback()
    assert seen(session, cases) == {}
