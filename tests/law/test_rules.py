"""The rule files say what the table of rules (rules.csv) says, in three languages, each with its citation."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from casetracker.law import NoEdition, Rule, UnknownRule, UnverifiedLaw
from casetracker.law.procedures import BODY_KINDS
from casetracker.lawbook import LawBook, load_lawbook
from config.settings import CONFIG_DIR
from tests.law.vectors import read_csv

TABLE = {row["rule_id"]: row for row in read_csv("rules.csv")}
BOOK = load_lawbook(CONFIG_DIR)
LATE = {
    "not examined": "not-examined",
    "overdue": "overdue",
    "returned under 138(2)15": "returned",
    "general limits apply": "ordinary-rules",
    "lateness no ground to refuse": "no-ground-to-refuse",
    "": "none",
}
UNITS = {"calendar day": "day", "working day": "working-day", "month": "month", "hour": "hour"}
# The event of the table in its own words -> our slug.
EVENTS = {
    "adoption of the decision or the act (inaction)": "contested-act",
    "the act": "contested-act",
    "CEC decision": "contested-act",
    "commission's decision": "contested-act",
    "exclusion": "contested-act",
    "receipt": "receipt",
    "receipt of the commission's request": "request-receipt",
    "voting day": "voting-day",
    "service of the copy": "service",
    "announcement": "announcement",
    "announcement of results": "results-announced",
    "refusal or cancellation": "refusal",
    "refusal": "refusal",
    "filing": "filing",
    "acceptance": "acceptance",
    "signing": "signing",
    "calling of the election": "calling",
    "start of the session": "session-start",
}


def test_every_rule_of_the_table_is_there_and_no_other() -> None:
    assert {rule.id for rule in BOOK.rules} == set(TABLE)


@pytest.mark.parametrize("rule_id", TABLE)
def test_a_rule_says_what_the_table_says(rule_id: str) -> None:
    rule, row = BOOK.rules.get(rule_id), TABLE[rule_id]
    edition = rule.editions[-1]
    assert edition.period.amount == int(row["period"])
    assert edition.period.unit == UNITS[row["unit"]]
    assert edition.direction == row["direction"]
    assert rule.counted_from == EVENTS[row["counted_from"]]
    assert rule.mark == row["mark"]
    assert rule.if_late == LATE[row["if_late"]]
    # One article of each act: "59(7) and twins" cites the first, a blank one was never read.
    cited = [citation.article for citation in edition.citations]
    assert cited == [article.removesuffix(" and twins") for article in row["article"].split("; ")]
    assert bool(edition.proximity) == row["near_voting"].startswith("immediately")
    if edition.proximity:
        until_results = "until results" in row["near_voting"]
        assert edition.proximity.until == ("results" if until_results else "voting-day")
        assert edition.proximity.days_before == (4 if "five days" in row["near_voting"] else 1)


@pytest.mark.parametrize("rule", BOOK.rules, ids=lambda rule: rule.id)
def test_a_rule_has_texts_citations_and_editions_without_gap(rule: Rule) -> None:
    for texts in (rule.names, rule.clock_of, rule.forum):
        assert set(texts) == {"kk", "ru", "en"}
    for edition in rule.editions:
        assert edition.citations
        assert all(citation.url.startswith("https://") for citation in edition.citations)
    for earlier, later in zip(rule.editions, rule.editions[1:], strict=False):
        assert later.valid_from - earlier.valid_to == timedelta(days=1)
    assert rule.verified_to == date(2026, 6, 30)


def test_a_disputed_rule_tells_its_dispute() -> None:
    assert all(rule.disputes for rule in BOOK.rules if rule.mark == "disputed")


@pytest.mark.parametrize(
    ("on", "forum"),
    [("2022-12-31", "Constitutional Council"), ("2023-01-01", "Constitutional Court")],
)
def test_the_constitutional_forum_changed_with_the_year(book: LawBook, on: str, forum: str) -> None:
    edition = book.rules.at("constitutional.president-results.filing", date.fromisoformat(on))
    assert edition.forum is not None
    assert forum in edition.forum["en"]


def test_an_unknown_rule_lists_near_ids_and_the_allowed_ones(book: LawBook) -> None:
    with pytest.raises(UnknownRule) as refusal:
        book.rules.get("voter-list.commision.decision")
    assert "voter-list.commission.decision" in str(refusal.value.params["close"])
    assert refusal.value.params["allowed"] == sorted(TABLE)


def test_a_date_outside_the_editions_is_refused(book: LawBook) -> None:
    with pytest.raises(UnverifiedLaw):
        book.rules.at("state-body.reply", date(2026, 7, 1))
    with pytest.raises(NoEdition) as refusal:
        book.rules.at("akim.registration.filing", date(2021, 5, 23))
    assert refusal.value.params["first"] == "2021-05-24"


@pytest.mark.parametrize(
    ("slug", "kind", "level", "accepted"),
    [
        ("commission-complaint", "commission", "territorial-region", True),
        ("commission-complaint", "commission", "precinct", False),  # nothing is lower than a precinct
        ("commission-complaint", "administrative-court", None, False),
        ("violation-application", "commission", "precinct", True),
        ("election-claim", "administrative-court", None, True),
        ("election-claim", "supreme-court", None, True),
        ("election-claim", "district-court", None, True),
        ("president-registration", "supreme-court", None, True),
        ("president-registration", "commission", "central", False),
        ("constitutional-results", "constitutional", None, True),
        ("constitutional-results", "supreme-court", None, False),
        ("voter-list-application", "commission", "precinct", True),
    ],
)
def test_who_may_receive_what(book: LawBook, slug: str, kind: str, level: str | None, accepted: bool) -> None:
    assert book.procedures[slug].accepts(kind, level) is accepted


def test_procedures_name_known_rules_and_bodies(book: LawBook) -> None:
    for procedure in book.procedures.values():
        assert procedure.rules
        assert all(rule_id in book.rules for rule_id in procedure.rules)
        assert set(procedure.body_kinds) <= set(BODY_KINDS)
        assert set(procedure.standing) == {"kk", "ru", "en"}
    assert not book.procedures["president-registration"].fits_election("maslikhat")
    assert book.procedures["election-claim"].fits_election("referendum")
    assert book.procedures["election-claim"].disputes
