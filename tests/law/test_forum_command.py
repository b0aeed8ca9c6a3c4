"""``casetracker law forum`` at the command line."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner, Result

from casetracker.cli.law import law

ASKED = {
    "--contested": "commission-act",
    "--against": "precinct",
    "--by": "observer",
    "--election": "presidential",
    "--on": "2022-11-20",
    "--election-day": "2022-11-20",
}


def run(**changes: str | None) -> Result:
    """Ask the question with changes; an underscore stands for a hyphen, None leaves the option out."""
    given = {**ASKED, **{f"--{name.replace('_', '-')}": value for name, value in changes.items()}}
    arguments = [part for option, value in given.items() if value is not None for part in (option, value)]
    return CliRunner().invoke(law, ["forum", *(part for part in arguments if part)])


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", ["It was filed in time.", "2. Claim before the administrative court", "Article 164(2)"]),
        ("ru", ["Подано в срок.", "2. Иск в административный суд", "часть 2 статьи 164"]),
        ("kk", ["Мерзімінде берілген.", "2. Әкімшілік сотқа талап қою", "164-баптың 2-бөлігі"]),
    ],
)
def test_the_whole_answer_in_words(language: str, told: list[str]) -> None:
    result = run(lang=language, filed_on="2022-11-21")
    assert result.exit_code == 0, result.output
    assert all(words in result.output for words in told)
    assert "None" not in result.output


def test_that_there_is_no_route_is_an_answer() -> None:
    result = run(contested="registration-refusal", against="central", by="voter")
    assert result.exit_code == 0
    assert result.output.startswith("Only the candidate, or the association")
    assert "There is no standing." in result.output
    assert "Application to an election commission about a violation" in result.output


def test_a_confirmation_lets_limits_be_computed() -> None:
    later = {"on": "2026-08-10", "called_on": "2026-07-15", "election_day": "2026-08-23"}
    unverified = run(**later).output
    assert unverified.startswith("The text of the law in force from 1 July 2026 has not been verified.")
    assert unverified.count("The text of the law in force from 1 July 2026") == 1
    assert "What is filed later is not examined" not in unverified
    assert "commission-complaint.higher.review" not in unverified
    vouched = run(**later, confirmed_on="2026-08-01", source="opinion 7").output
    assert "on Saturday 1 August 2026 an administrator confirmed" in vouched.splitlines()[0]
    assert "opinion 7" in vouched.splitlines()[0]
    told = json.loads(run(**later, confirmed_on="2026-08-01", source="opinion 7", json="").output)
    assert told["question"]["confirmed"] == {"on": "2026-08-01", "source": "opinion 7"}
    assert told["routes"][0]["filing"]["deadline"]["due_on"] == "2026-08-20"


def test_the_body_and_the_safe_day_come_first_and_no_reading_is_left_out() -> None:
    lines = run().output.splitlines()
    days = "File by Tuesday 29 November 2022; at the latest by Wednesday 30 November 2022."
    assert lines[1:3] == [
        f"- the higher election commission: {days}",
        f"- the specialised inter-district administrative court: {days}",
    ]
    frozen = run(contested="registration-refusal", against="central", by="candidate").output
    assert "Thursday 17 November 2022; by the other reading Friday 18 November 2022" in frozen
    assert frozen.partition("by the other reading")[2].splitlines()[1].startswith("  Disputed: ")


def test_the_choices_are_listed() -> None:
    result = CliRunner().invoke(law, ["forum", "--choices", "--lang", "kk"])
    assert result.exit_code == 0
    assert "--contested" in result.output
    assert "  precinct                Учаскелік комиссия" in result.output


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"contested": None}, "Give --contested. One of: commission-act, counting,"),
        ({"on": None}, "Give --on. A date, perhaps with a time."),
        ({"by": "neighbour"}, "“neighbour” is not known as the complainant. Give one of: voter,"),
        ({"on": "2022-02-30"}, "does not exist"),
        ({"election_day": "tomorrow"}, "is not a date"),
        ({"filed_on": "2022-11-19"}, "nothing is filed before the act that it contests"),
        ({"zone": "Asia/Atlantis"}, "There is no time zone “Asia/Atlantis”"),
    ],
)
def test_bad_input_is_one_clear_sentence_and_exit_code_2(changes: dict[str, str | None], told: str) -> None:
    result = run(**changes)
    assert result.exit_code == 2
    assert told in result.stderr
    assert result.stdout == ""
