"""What is told of the files of the forum guide: the file, the line, the entry, and what would be right."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from casetracker.law.forum import Guide
from casetracker.lawbook import LawbookError, load_lawbook
from casetracker.lawbook.forum import read_forum
from casetracker.lawbook.reading import Reading, places_in, read_country
from casetracker.lawbook.shape import Findings
from config.settings import CONFIG_DIR
from tests.law.conftest import Edit

FOLDER = "law/kz/forum"
CHOICES, COMMISSIONS = "law/kz/forum/choices.yaml", "law/kz/forum/commissions.yaml"
COURTS, NOTES = "law/kz/forum/courts.yaml", "law/kz/forum/notes.yaml"
HIGHER = "commission-act.higher-commission: "

# File, what is replaced by what, what is told after file and line.
MISTAKES = [
    (
        COMMISSIONS,
        "procedure: commission-complaint",
        "procedure: complaint",
        f"{HIGHER}procedure is 'complaint'",
    ),
    (COMMISSIONS, "bodies: [higher-commission]", "bodies: [tsar]", f"{HIGHER}bodies[0] is 'tsar'; allowed:"),
    (
        COMMISSIONS,
        "bodies: [higher-commission]",
        "bodies: [supreme-court]",
        f"{HIGHER}bodies lead to 'supreme-court', which 'commission-complaint' does not name as a receiver.",
    ),
    (
        COMMISSIONS,
        "after: [commission-decision-again]",
        "after: [war]",
        f"{HIGHER}after[0] is 'war'; allowed:",
    ),
    (
        COMMISSIONS,
        "cite: [election-law 20(9), election-law 49]\n\n  commission-act.court:",
        "cite: [election-rule 20(9)]\n\n  commission-act.court:",
        f"{HIGHER}cite[0] is 'election-rule'; allowed: appc,",
    ),
    (
        COMMISSIONS,
        "when: {contested: [commission-act,",
        "when: {contested: [weather,",
        "when.contested[0] is 'weather'",
    ),
    (
        COMMISSIONS,
        "when: {contested: [commission-act,",
        "when: {contest: [commission-act,",
        "when: unknown key contest",
    ),
    (
        COMMISSIONS,
        "against: [lower-commissions]}",
        "against: [own-case]}",
        "when.against is 'nominee'; allowed:",
    ),
    (COMMISSIONS, "has: [article-162]", "has: [article-163]", "standing.has[0] is 'article-163'; allowed:"),
    (
        COMMISSIONS,
        "unclear: [organisation,",
        "unclear: [voter,",
        "standing.unclear names voter, as 'has' does.",
    ),
    (COMMISSIONS, "to: 2021-06-30}", "to: yesterday}", "when.to is 'yesterday'; expected a date"),
    (
        COMMISSIONS,
        "  commission-act.court-before-2021:\n    names: {kk: Сотқа шағым,",
        "  commission-act.court:\n    names: {kk: Сотқа шағым,",
        "the key 'commission-act.court' occurs twice",
    ),
    (COMMISSIONS, "instead: true", "instead: perhaps", "instead is 'perhaps'; expected true or false."),
    (
        COMMISSIONS,
        "mark: inference",
        "mark: guess",
        "mark is 'guess'; allowed: disputed, inference, verified.",
    ),
    (
        COMMISSIONS,
        "    procedure: voter-list-application\n",
        "    filing: judgment.appeal.filing\n",
        "'judgment.appeal.filing' is counted from 'service', which 'voter-list' does not ask for.",
    ),
    (
        COURTS,
        "filing: general.admin-complaint.filing",
        "filing: general.filing",
        "there is no rule of that id.",
    ),
    (COURTS, "disputes: [supreme-court-final]", "disputes: [all]", "disputes[0] is 'all'; allowed:"),
    (COURTS, "en: A party to the case.", "en: ''", "party-to-the-case: en is empty"),
    (
        CHOICES,
        "counts_as: [service]",
        "counts_as: [serving]",
        "judgment: counts_as[0] is 'serving'; allowed:",
    ),
    (CHOICES, "levels: [higher]", "levels: [higher, central]", "levels holds 'higher', which stands alone."),
    (
        CHOICES,
        "kind: supreme-court,",
        "kind: supreme-court, levels: [central],",
        "a commission must have levels",
    ),
    (CHOICES, "kind: prosecutor,", "kind: sheriff,", "kind is 'sheriff'; allowed:"),
    (CHOICES, "from: 2023-01-01}", "from: 2023-01-01, to: 2022-01-01}", "to lies before 'from'."),
    (CHOICES, "rule: judgment.appeal.filing", "rule: appeal", "appeal: rule is 'appeal'; there is no rule"),
    (CHOICES, "read_on: 2026-10-30", "written_on: 2026-10-30", "missing read_on."),
    (CHOICES, "read_on: 2026-10-30", "read_on: lately", "read_on is 'lately'; expected a date"),
    (NOTES, "shown: parallel", "shown: sometimes", "two-tracks: shown is 'sometimes'; allowed: always,"),
    (NOTES, "sources: ['https:", "sources: ['ftp:", "sources[0] is 'ftp:"),
    (
        NOTES,
        "dead_ends:",
        "routes:\n  commission-act.court: {}\ndead_ends:",
        "the name is already taken in law/kz/forum/",
    ),
    (NOTES, "notes:\n", "remarks:\n", "unknown key remarks; allowed: against, bodies,"),
    (
        NOTES,
        "  no-route:\n    when: {}",
        "  no-route:\n    when: {by: [voter]}",
        "the last of dead_ends must hold",
    ),
]


@pytest.fixture(scope="session")
def shipped() -> Reading:
    """Read everything that the guide refers to, once."""
    return read_country(places_in(CONFIG_DIR, "kz"))


@pytest.mark.parametrize(("file", "old", "new", "told"), MISTAKES, ids=[row[3] for row in MISTAKES])
def test_a_mistake_is_told_with_file_line_and_entry(
    shipped: Reading, tmp_path: Path, file: str, old: str, new: str, told: str
) -> None:
    folder = tmp_path / FOLDER
    shutil.copytree(CONFIG_DIR / FOLDER, folder)
    text = (tmp_path / file).read_text(encoding="utf-8")
    assert old in text
    (tmp_path / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    found = Findings(root=tmp_path)
    read_forum(folder, shipped.shared, shipped.book.rules.rules, shipped.book.procedures, found)
    problems = [problem for problem in found.problems if told in problem]
    assert problems, found.problems
    assert problems[0].startswith(f"{file}:") or "dead_ends" in told


def test_a_wrong_guide_is_no_law_book(edit: Edit) -> None:
    with pytest.raises(LawbookError, match="shown is 'sometimes'"):
        load_lawbook(edit(NOTES, "shown: parallel", "shown: sometimes"))


def test_a_country_without_a_guide_has_an_empty_one(config: Path) -> None:
    shutil.rmtree(config / FOLDER)
    assert load_lawbook(config).forum == Guide()
