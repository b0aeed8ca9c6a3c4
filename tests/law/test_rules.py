"""The rules as shipped: what the catalogue says of each, in three languages, each with its citation."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest

from casetracker.law import NoEdition, Rule, UnknownRule, UnverifiedLaw
from casetracker.law.procedures import BODY_KINDS
from casetracker.lawbook import LawBook, load_lawbook
from config.settings import CONFIG_DIR
from tests.law.vectors import CATALOGUE, read_csv

TABLE = {row["rule_id"]: row for row in read_csv(CATALOGUE)}
BOOK = load_lawbook(CONFIG_DIR)


def test_every_rule_of_the_table_is_there_and_no_other() -> None:
    assert {rule.id for rule in BOOK.rules} == set(TABLE)


def test_the_catalogue_is_the_one_that_was_researched() -> None:
    """A slip made both in a rule and in the catalogue is still seen here."""
    amounts: Counter[str] = Counter()
    for row in TABLE.values():
        amounts[row["unit"]] += int(row["period"])
    assert amounts == {"day": 616, "month": 7, "hour": 48, "working-day": 23}
    assert Counter(row["mark"] for row in TABLE.values()) == {"verified": 70, "inference": 2, "disputed": 3}
    assert Counter(row["direction"] for row in TABLE.values()) == {"forward": 58, "backward": 17}


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
        assert all(rule_id in book.rules for rule_id in procedure.rules)
        assert set(procedure.body_kinds) <= set(BODY_KINDS)
        assert set(procedure.standing) == {"kk", "ru", "en"}
    assert not book.procedures["president-registration"].fits_election("maslikhat")
    assert book.procedures["election-claim"].fits_election("referendum")
    assert book.procedures["election-claim"].disputes


def test_a_commission_stays_its_case_while_a_court_has_it(book: LawBook) -> None:
    """Article 20(9); no court stays its own case for that reason."""
    staying = {
        rule.id
        for rule in book.rules
        for edition in rule.editions
        if (stay := edition.stays.get("parallel-court")) is not None
        and stay.effect == "suspend"
        and [citation.article for citation in stay.citations] == ["20(9)"]
    }
    assert staying == {
        "commission-complaint.higher.review",
        *(f"{kind}.registration.decision" for kind in ("senate", "mazhilis", "maslikhat", "akim")),
        "akim.results.decision",
    }
    for rule_id in staying:
        assert "commission" in book.rules.get(rule_id).clock_of["en"].lower()


@pytest.mark.parametrize(
    ("rule_id", "words"),
    [
        ("president.registration.decision", "calls the decision of the Supreme Court final"),
        ("president.elected-refusal.decision", "calls the decision of the Supreme Court final"),
        ("senate.results.filing", "calls the decision of the Supreme Court final"),
        ("judgment.appeal.filing", "The ruling on appeal is final"),
        ("supreme-court.judgment.in-force", "is in force on the day it is announced"),
        ("election-claim.court.review", "may be appealed within three days"),
    ],
)
def test_what_the_law_says_about_finality(book: LawBook, rule_id: str, words: str) -> None:
    finality = book.rules.get(rule_id).finality
    assert finality is not None
    assert words in finality["en"]


def test_where_the_law_is_silent_on_finality_nothing_is_said(book: LawBook) -> None:
    silent = {rule.id for rule in book.rules if rule.finality is None}
    assert {"akim.results.decision", "maslikhat.results.decision", "constitutional.decision"} <= silent


def test_readers_get_the_law_in_their_language_and_the_text_that_was_read_is_kept(book: LawBook) -> None:
    cited = {citation.act.id: citation for rule in book.rules for citation in rule.editions[-1].citations}
    assert len(cited) == 4
    for citation in cited.values():
        assert set(citation.act.urls) == {"kk", "ru"}
        assert citation.act.urls["ru"] == citation.act.url
        assert citation.act.urls["kk"] == citation.act.url.replace("/rus/", "/kaz/")
