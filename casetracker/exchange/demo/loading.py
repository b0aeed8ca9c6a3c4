"""Load the whole demonstration, all or nothing; loading it again changes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from casetracker.cases.elections import follow_files
from casetracker.cases.identities import Vault
from casetracker.exchange.demo.extract import ExtractReport, load_extract
from casetracker.exchange.demo.record import RecordReport, load_record
from casetracker.exchange.demo.users import add_users
from casetracker.lawbook import LawBook
from casetracker.registry.loading import Loaded, load_folders

ACTOR = "demonstration"


@dataclass(frozen=True)
class DemoReport:
    """What was loaded."""

    bodies: Loaded
    elections: Loaded
    users: int
    record: RecordReport
    extract: ExtractReport


def load_demo(session: Session, book: LawBook, vault: Vault, config_dir: Path) -> DemoReport:
    """Load register, users, public record and synthetic extract from *config_dir*. Never commits.

    No case has a clock that runs today: the law after 30 June 2026 is not verified, so the engine
    computes none, and a demonstration must not pretend otherwise. What staff sees running are the few
    synthetic cases of 2022 that are left undecided.
    """
    bodies, elections = load_folders(session, config_dir / "bodies", config_dir / "elections")
    follow_files(session, bodies, elections, reason="casetracker demo load", actor=ACTOR)
    users = add_users(session, actor=ACTOR)
    record = load_record(session, book, vault, actor=ACTOR)
    path = config_dir / "demo" / "synthetic-extract.xlsx"
    extract = load_extract(session, book, vault, path, actor=ACTOR)
    return DemoReport(bodies, elections, users, record, extract)
