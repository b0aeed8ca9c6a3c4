"""Where a complaint belongs: what the forum guide is asked, and what its answer means for the body here."""

from __future__ import annotations

import datetime as dt

import pytest

from casetracker.cases.jurisdiction import Brought, asked_of, judged
from casetracker.lawbook import LawBook, load_lawbook
from casetracker.registry.models import Body, Election
from config.settings import CONFIG_DIR


@pytest.fixture(scope="module")
def book() -> LawBook:
    return load_lawbook(CONFIG_DIR)


def body(name: str) -> Body:
    """Return a body as the register has it: the commissions of Astana and Almaty, the courts, the council."""
    kind, level, path = {
        "central": ("commission", "central", "cec/"),
        "region": ("commission", "territorial-region", "cec/astana/"),
        "precinct": ("commission", "precinct", "cec/astana/372/"),
        "elsewhere": ("commission", "territorial-region", "cec/almaty/"),
        "admin": ("administrative-court", "first-instance", "siac/"),
        "district": ("district-court", "first-instance", "court/"),
        "supreme": ("supreme-court", "supreme", "sc/"),
        "council": ("constitutional", "constitutional", "cc/"),
    }[name]
    return Body(id=name, code=name.upper(), kind=kind, level=level, path=path, zone="Asia/Almaty")


def election(kind: str) -> Election:
    return Election(
        id="e",
        code="E",
        kind=kind,
        called_on=dt.date(2022, 9, 21),
        voting_on=dt.date(2022, 11, 20),  # Sunday
        results_on=dt.date(2022, 11, 22),
        zone="Asia/Almaty",
        overrides={},
    )


def complaint(
    procedure: str,
    where: str,
    whose: str | None,
    by: str = "observer",
    *,
    kind: str = "presidential",
    subject: str = "observers",
    acted_on: dt.date | None = dt.date(2022, 11, 20),
    filed_on: dt.date = dt.date(2022, 11, 21),  # Monday
) -> Brought:
    return Brought(
        procedure=procedure,
        subject=subject,
        by=by,
        election=election(kind),
        body=body(where),
        contested_body=whose and body(whose) or None,
        contested_on=acted_on,
        # 12:00 in Astana (+06:00)
        filed_at=dt.datetime(filed_on.year, filed_on.month, filed_on.day, 6, tzinfo=dt.UTC),
    )


@pytest.mark.parametrize(
    ("matter", "contested", "against"),
    [
        (complaint("commission-complaint", "region", "precinct"), "commission-act", "precinct"),
        (complaint("commission-complaint", "region", "precinct", subject="counting"), "counting", "precinct"),
        (
            complaint("commission-complaint", "region", "precinct", subject="tabulation"),
            "counting",
            "precinct",
        ),
        # The subject does not decide against the procedure.
        (
            complaint("commission-complaint", "region", "precinct", subject="results"),
            "commission-act",
            "precinct",
        ),
        (complaint("election-claim", "supreme", "central"), "commission-act", "central"),
        (complaint("violation-application", "region", "precinct"), "violation", "precinct"),
        (complaint("violation-application", "region", None), "violation", "state-body"),
        (complaint("voter-list-application", "precinct", None, "voter"), "voter-list", "state-body"),
        (complaint("voter-list-claim", "admin", "precinct", "voter"), "voter-list-refusal", "precinct"),
        (
            complaint("president-registration", "supreme", "central", "candidate"),
            "registration-refusal",
            "central",
        ),
        (
            complaint("president-registration", "supreme", "central", "voter"),
            "registration-of-another",
            "central",
        ),
        (complaint("constitutional-results", "council", "central", "official"), "results", "central"),
        (
            complaint("senate-results", "supreme", "central", "candidate", kind="senate", subject="results"),
            "results",
            "central",
        ),
        # A commission is in the register: without its name nobody knows who decides.
        (complaint("commission-complaint", "region", None), None, None),
        # No complaint to a commission contests the act of a court.
        (complaint("commission-complaint", "region", "admin"), None, None),
        (complaint("no-such-procedure", "region", "precinct"), None, None),
        (complaint("commission-complaint", "region", "precinct", by=""), None, None),
    ],
)
def test_question_follows_from_procedure_subject_body_and_complainant(
    book: LawBook, matter: Brought, contested: str | None, against: str | None
) -> None:
    asked = asked_of(book, matter)
    found = (asked.question.contested, asked.question.against) if asked else (None, None)
    assert found == (contested, against)
    if asked:
        assert asked.against_supposed is (matter.contested_body is None)
        assert asked.question.by == matter.by
        assert asked.question.election_day == dt.date(2022, 11, 20)


def test_person_who_knows_better_chooses_among_what_the_procedure_has(book: LawBook) -> None:
    matter = complaint("commission-complaint", "region", "precinct")
    asked = asked_of(book, matter, "observer-registration")
    assert asked is not None
    assert asked.question.contested == "observer-registration"
    assert asked.possible == ("commission-act", "counting", "observer-registration", "violation")
    foreign = asked_of(book, matter, "results")
    assert foreign is not None
    assert foreign.question.contested == "commission-act"


MONDAY_28, TUESDAY_29, THURSDAY_1 = dt.date(2022, 11, 28), dt.date(2022, 11, 29), dt.date(2022, 12, 1)
WEDNESDAY_30 = dt.date(2022, 11, 30)


@pytest.mark.parametrize(
    ("matter", "flags"),
    [
        (complaint("commission-complaint", "region", "precinct"), ()),
        # Every commission above decides, one beside does not, nor does the one whose act it is.
        (complaint("commission-complaint", "central", "precinct"), ()),
        (complaint("commission-complaint", "elsewhere", "precinct"), ("wrong-forum",)),
        (complaint("commission-complaint", "precinct", "precinct"), ("wrong-forum",)),
        # Above the central commission there is only the Supreme Court.
        (complaint("commission-complaint", "central", "central"), ("wrong-forum",)),
        (complaint("election-claim", "admin", "precinct"), ()),
        (complaint("election-claim", "admin", "central"), ("wrong-forum",)),
        (complaint("election-claim", "supreme", "central"), ()),
        (complaint("election-claim", "district", "precinct"), ("wrong-forum",)),
        (complaint("violation-application", "precinct", None, "media"), ()),
        (complaint("commission-complaint", "region", "precinct", "foreign-observer"), ("no-standing",)),
        (complaint("commission-complaint", "region", "precinct", "media"), ("standing-unclear",)),
        (complaint("president-registration", "supreme", "central", "voter"), ("no-standing",)),
        (complaint("constitutional-results", "council", "central", "voter"), ("no-standing",)),
        # Ten days from Sunday 20 November: strictly until Tuesday the 29th, else until Wednesday the 30th.
        (complaint("commission-complaint", "region", "precinct", filed_on=TUESDAY_29), ()),
        (complaint("commission-complaint", "region", "precinct", filed_on=WEDNESDAY_30), ("strict-passed",)),
        (complaint("commission-complaint", "region", "precinct", filed_on=THURSDAY_1), ("late",)),
        (
            complaint("commission-complaint", "elsewhere", "precinct", "media", filed_on=THURSDAY_1),
            ("wrong-forum", "standing-unclear", "late"),
        ),
        # Nobody can be late when the day of the act is not known.
        (complaint("commission-complaint", "region", "precinct", acted_on=None, filed_on=THURSDAY_1), ()),
    ],
)
def test_answer_is_flagged_and_never_refused(book: LawBook, matter: Brought, flags: tuple[str, ...]) -> None:
    verdict = judged(book, matter)
    assert verdict is not None
    assert verdict.flags == flags
