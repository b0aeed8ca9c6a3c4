"""``casetracker publication``: hold the public register against the case file, and make it anew."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable

import click
from sqlalchemy.orm import Session

from casetracker import db
from casetracker.bulk import table_of
from casetracker.cli.application import with_app
from casetracker.publication.caring import Care, Difference, compare, rebuild
from casetracker.publication.models import PublicCase
from casetracker.publication.rows import Derived
from casetracker.search.actions import index_case
from casetracker.search.models import SearchEntry
from casetracker.statistics.following import count_case
from casetracker.statistics.models import CaseFigures

DIFFERENT = 1


@click.group()
def publication() -> None:
    """The public register."""


@publication.command()
@with_app
def check() -> None:
    """Tell which public rows do not say what the case file says now; nothing is changed.

    Names rows and columns, never what stands in them. Exit code 1: something differs.
    """
    found = _told(compare(db.db.session, care()))
    click.echo(_summary(found) or "Every public row says what the case file says.")
    if found.total():
        sys.exit(DIFFERENT)


@publication.command("rebuild")
@click.option("--dry-run", is_flag=True, help="Only tell what would be made anew.")
@with_app
def rebuild_command(dry_run: bool) -> None:
    """Make the public rows that differ from the case file anew, in place; approved texts stay as approved.

    Numbers, the moments of first publication and tombstones stay. If this is interrupted, begin it again.
    Exit code 1: something is left that only a person can put right, by publishing or withdrawing it again.
    """
    walk = compare if dry_run else rebuild
    found = _told(walk(db.db.session, care()))
    says = "would be made anew" if dry_run else "were made anew"
    click.echo(f"{found[True]} rows {says}. {found[False]} can be put right only by a person.")
    if found[False]:
        sys.exit(DIFFERENT)


def care() -> Care:
    """Return how the register is gone through, with its index and its figures."""
    entries = Derived("search entry of", table_of(SearchEntry), told_apart="ordinal")
    return Care(_follow, (entries, Derived("figures of", table_of(CaseFigures))))


def _follow(session: Session, public: PublicCase) -> None:
    index_case(session, public)
    count_case(session, public)


def _told(found: Iterable[Difference]) -> Counter[bool]:
    counted: Counter[bool] = Counter()
    for each in found:
        click.echo(f"{each.row}: {', '.join(each.parts)}")
        counted[each.can_be_mended] += 1
    return counted


def _summary(found: Counter[bool]) -> str:
    if not found.total():
        return ""
    return f"{found.total()} rows differ; {found[False]} of them can be put right only by a person."
