"""Public rows as they stand, by what they are called, so that two states of them can be held side by side."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from casetracker.bulk import table_of
from casetracker.publication.models import (
    PublicCase,
    PublicDecision,
    PublicDocument,
    PublicHearing,
    PublicHearingCase,
    PublicLink,
    PublicMatter,
    PublicMatterCase,
)

# What a row is called, and of which case or hearing it is.
Key = tuple[int, str]
Rows = dict[Key, Mapping[str, Any]]
# Numbers of rows, and what grows by being made anew.
NOT_COMPARED = frozenset({"id", "updated_at", "clocks_at"})


@dataclass(frozen=True)
class Derived:
    """A table outside the projection that is made of public cases.

    Attributes:
        called: what its rows are called in a report.
        of_case: the column that names the public case.
        told_apart: the column that tells several rows of a case apart, if there are such.
    """

    called: str
    table: sa.Table
    of_case: str = "public_case_id"
    told_apart: str | None = None


OF_A_CASE = (
    Derived("case", table_of(PublicCase), "id"),
    Derived("decision", table_of(PublicDecision), told_apart="ordinal"),
    Derived("document", table_of(PublicDocument), told_apart="number"),
    Derived("matter of case", table_of(PublicMatterCase)),
    Derived("link of case", table_of(PublicLink), "from_id", told_apart="to_id"),
    Derived("anchor of matter", table_of(PublicMatter), "anchor_id", told_apart="id"),
)
PUBLIC = frozenset(it.called for it in OF_A_CASE)
HEARING = "hearing"


def of_cases(session: Session, ids: Collection[int], more: Sequence[Derived]) -> Rows:
    """Return every row of some public cases."""
    named = sa.select(PublicCase.id, PublicCase.reference).where(PublicCase.id.in_(ids))
    references = {number: reference for number, reference in session.execute(named)}
    rows: Rows = {}
    for each in (*OF_A_CASE, *more):
        column = each.table.c[each.of_case]
        for row in session.execute(sa.select(each.table).where(column.in_(ids))).mappings():
            case = row[each.of_case]
            apart = f"/{row[each.told_apart]}" if each.told_apart else ""
            rows[case, f"{each.called} {references[case]}{apart}"] = _told(row)
    return rows


def of_hearings(session: Session, hearings: Mapping[str, int]) -> Rows:
    """Return the rows of some hearings, by their permanent identifiers."""
    shown, heard = table_of(PublicHearing), table_of(PublicHearingCase)
    rows: Rows = {}
    uids: dict[int, str] = {}
    for row in session.execute(sa.select(shown).where(shown.c.uid.in_(hearings))).mappings():
        uids[row["id"]] = row["uid"]
        told = {name: value for name, value in row.items() if name != "id"}
        rows[hearings[row["uid"]], f"{HEARING} {row['uid']}"] = told
    for row in session.execute(sa.select(heard).where(heard.c.public_hearing_id.in_(uids))).mappings():
        uid = uids[row["public_hearing_id"]]
        rows[hearings[uid], f"{HEARING} {uid} {row['reference']}"] = _told(row)
    return rows


def different(before: Rows, after: Rows) -> Iterator[tuple[Key, tuple[str, ...]]]:
    """Give the rows that are others, with the names of their columns; a row that comes or goes whole."""
    for key in sorted(before.keys() | after.keys()):
        old, new = before.get(key), after.get(key)
        if old is None:
            yield key, ("missing",)
        elif new is None:
            yield key, ("too many",)
        elif parts := tuple(name for name in old if old[name] != new[name]):
            yield key, parts


def _told(row: Mapping[Any, Any]) -> dict[str, Any]:
    return {str(name): value for name, value in row.items() if name not in NOT_COMPARED}
