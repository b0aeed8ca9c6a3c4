"""``casetracker law preview`` and ``law recompute``: see which open cases would move, then let them move."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
import sqlalchemy as sa
from sqlalchemy.orm import Session

from casetracker import db
from casetracker.cases.models import Recomputation
from casetracker.cases.previewing import ElectionChange, Preview, preview
from casetracker.cases.recomputing import Move, request_recomputation, run_recomputations
from casetracker.cli.application import with_app
from casetracker.cli.law_options import RefusedError
from casetracker.lawbook import LawBook, LawbookError, load_lawbook_from
from casetracker.registry.models import Election
from casetracker.runtime import lawbook, settings

ACTOR = "command line"
LISTED = 200
LONGEST_REASON = 500
HEADINGS = ("Case", "Time limit", "From", "To", "Days", "")

election_option = click.option(
    "--election", "code", metavar="CODE", help="Only the cases of this election, such as 2022-PRES."
)


@click.command("preview")
@click.option(
    "--rules",
    "rules_dir",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    show_default="the rules of this installation",
    help="The rules to try: a directory with law/ (and calendar/), or one of rule files.",
)
@election_option
@click.option(
    "--limit", type=click.IntRange(min=0), default=LISTED, show_default=True, help="Clocks to list."
)
@click.option("--json", "as_json", is_flag=True, help="Write JSON.")
@with_app
def preview_command(rules_dir: Path | None, code: str | None, limit: int, as_json: bool) -> None:
    """Tell which open cases would move, from when to when, if these rules were applied.

    Nothing is written. Exit code 2: the rules have problems, or there is no such election.
    """
    session = db.db.session
    election = _election(session, code)
    change = ElectionChange(election.id, {}) if election else None
    found = preview(session, _rules(rules_dir), election=change, limit=limit)
    click.echo(json.dumps(_as_json(found), indent=2) if as_json else "\n".join(_lines(found)))


@click.command("recompute")
@click.option("--reason", required=True, help="Why, for the record.")
@election_option
@with_app
def recompute_command(reason: str, code: str | None) -> None:
    """Apply the rules of this installation to the clocks of the open cases, and say what moved.

    Restart the web process and the scheduler first, so that all work by the same rules. If this is
    interrupted, the scheduler goes on. Exit code 2: there is no such election, or the reason is empty.
    """
    reason = reason.strip()
    if not 0 < len(reason) <= LONGEST_REASON:
        raise RefusedError(f"Give a reason of 1 to {LONGEST_REASON} characters.")
    with db.unit_of_work() as session:
        election = _election(session, code)
        job = request_recomputation(
            session,
            cause="law-changed",
            election_id=election.id if election else None,
            reason=reason,
            actor=ACTOR,
            law=lawbook(),
        )
    run_recomputations(lawbook())
    with db.unit_of_work() as session:
        click.echo(_outcome(session.get_one(Recomputation, job.id, populate_existing=True)))


def _rules(rules_dir: Path | None) -> LawBook:
    if rules_dir is None:
        return lawbook()
    try:
        return load_lawbook_from(rules_dir, settings().config_dir)
    except LawbookError as error:
        raise RefusedError(f"The rule files have problems; see 'casetracker law check'.\n{error}") from error


def _election(session: Session, code: str | None) -> Election | None:
    if code is None:
        return None
    named = sa.or_(Election.code == code.upper(), Election.id == code.lower())
    found = session.scalars(sa.select(Election).where(named)).one_or_none()
    if found is None:
        known = ", ".join(session.scalars(sa.select(Election.code).order_by(Election.code)))
        raise RefusedError(f"There is no election '{code}'. There are: {known or 'none'}.")
    return found


def _as_json(found: Preview) -> dict[str, Any]:
    return {
        "open_cases": found.total_open,
        "moved": found.moved,
        "not_computed": found.not_computed,
        "failed": found.failed,
        "changes": found.clocks,
        "clocks": [_told(move) for move in found.items],
    }


def _told(move: Move) -> dict[str, Any]:
    return {
        "case": move.case_reference,
        "rule": move.rule_id,
        "role": move.role,
        "from": move.from_due_on and move.from_due_on.isoformat(),
        "to": move.to_due_on and move.to_due_on.isoformat(),
        "days": move.days,
        "from_state": move.from_state,
        "to_state": move.to_state,
        "from_immediate": move.from_immediate,
        "to_immediate": move.to_immediate,
        "problem": move.problem,
    }


def _lines(found: Preview) -> list[str]:
    rows = [_row(move) for move in found.items]
    table = [HEADINGS, *rows] if rows else []
    widths = [max(len(row[column]) for row in table) for column in range(len(HEADINGS))] if table else []
    lines = [_aligned(row, widths) for row in table]
    if table:
        lines.insert(1, "  ".join("-" * width for width in widths if width))
        lines.append("")
    return lines + _totals(found)


def _aligned(row: Sequence[str], widths: Sequence[int]) -> str:
    return "  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip()


def _row(move: Move) -> tuple[str, ...]:
    days = "" if move.days is None else f"{move.days:+d}" if move.days else "0"
    return (
        move.case_reference,
        move.rule_id,
        _day(move.from_due_on, move.from_immediate),
        _day(move.to_due_on, move.to_immediate),
        days,
        _remark(move),
    )


def _day(day: dt.date | None, immediate: bool | None) -> str:
    if day is None:
        return "none"
    return f"{day:%a %d.%m.%Y}" + (" immediately" if immediate else "")


def _remark(move: Move) -> str:
    if move.problem:
        return f"cannot be computed ({move.problem})" + ("; the date stays" if move.from_due_on else "")
    if move.from_due_on is None:
        return "new"
    return "" if move.from_state == move.to_state else f"{move.from_state} -> {move.to_state}"


def _totals(found: Preview) -> list[str]:
    lines = [f"Open cases: {found.total_open}. Would move: {found.moved}."]
    if found.not_computed:
        lines.append(f"Could not be computed, and would keep the dates they have: {found.not_computed}.")
    if found.failed:
        lines.append(f"Would fail (see the log): {found.failed}.")
    if len(found.items) < found.clocks:
        lines.append(f"Listed: {len(found.items)} of {found.clocks} time limits; --limit lists more.")
    return lines


def _outcome(job: Recomputation) -> str:
    if job.state != "done":
        return "The recomputation is recorded; another process is at work on it."
    return f"Open cases: {job.seen}. Moved: {job.moved}. Could not be computed: {job.failed}."
