"""From the form of an election to the changes that it asks for, or what is wrong at which field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from casetracker.cases.errors import InvalidInput
from casetracker.cases.inputs import read_input
from casetracker.lawbook import LawBook
from casetracker.registry.changes import DATES, changed_values
from casetracker.registry.models import Election
from casetracker.web.staff.election_drafts import ElectionDraft, Row, source_text
from casetracker.web.staff.election_inputs import (
    NAMES,
    PLAN_NAMES,
    ElectionSchema,
    PlanRowSchema,
    override_of,
    source_told,
)
from casetracker.web.staff.field_names import Names
from casetracker.web.staff.presenters.clocks import rule_name

Changes = dict[str, Any]
Errors = dict[str, list[str]]

SOURCES = {
    "called_on": "called_on_source",
    "voting_on": "voting_on_source",
    "results_on": "results_source",
    "results_at": "results_source",
}


def changes_of(
    book: LawBook, election: Election, draft: ElectionDraft, *, with_reason: bool
) -> tuple[Changes, str]:
    """Return what the form changes in the register, and the reason for it.

    Raises :class:`InvalidInput` with the sentences of every field.
    """
    values, errors = _fields(draft, with_reason=with_reason)
    overrides = _plan(book, election, draft, errors)
    if not errors:
        _fit_announcement(election, values)
        _demand_sources(election, values, errors)
    if errors:
        raise InvalidInput(errors)
    wanted = {name: values[name] for name in DATES} | {"overrides": overrides}
    wanted["sources"] = dict(_sources(election, values))
    changes = changed_values(election, wanted, book.rules)
    if not changes:
        raise InvalidInput({"_schema": [_("Nothing differs from what the register holds already.")]})
    return changes, values["reason"] or ""


def names_of(book: LawBook, draft: ElectionDraft) -> Names:
    """Return what every field of the form is called in the summary of its errors."""
    named: dict[str, Any] = dict(NAMES)
    for i, row in enumerate(draft.rows):
        rule = rule_name(book, row.rule) if row.rule else _("New date of the plan")
        named |= {f"plan_{i}_{name}": f"{rule}, {told}" for name, told in PLAN_NAMES.items()}
    return named


def _fields(draft: ElectionDraft, *, with_reason: bool) -> tuple[Changes, Errors]:
    try:
        return read_input(ElectionSchema(), {**draft.fields, "reason": draft.reason}), {}
    except InvalidInput as refused:
        errors = dict(refused.errors)
    if not with_reason:
        errors.pop("reason", None)
    if errors:
        return {}, errors
    # Only the reason is missing, and a preview needs none.
    fields = ElectionSchema(exclude=("reason",))
    return {**read_input(fields, draft.fields), "reason": None}, {}


def _plan(book: LawBook, election: Election, draft: ElectionDraft, errors: Errors) -> dict[str, Any]:
    overrides: dict[str, Any] = {}
    for i, row in enumerate(draft.rows):
        if row.is_removed or row.is_empty:
            continue
        try:
            values = _row(book, election, row, overrides)
        except InvalidInput as refused:
            errors.update({f"plan_{i}_{name}": told for name, told in refused.errors.items()})
            continue
        overrides[values["rule"]] = override_of(values)
    return overrides


def _row(book: LawBook, election: Election, row: Row, before: Mapping[str, Any]) -> Changes:
    values = read_input(PlanRowSchema(), row.texts)
    rule = values["rule"]
    # A rule that the law book lost since keeps the date that the plan set for it.
    if rule not in book.rules and rule not in election.overrides:
        raise InvalidInput(
            {"rule": [_("There is no time limit “%(rule)s”. Choose one of the list.", rule=rule)]}
        )
    if rule in before:
        raise InvalidInput(
            {"rule": [_("The plan above has a date for this time limit already. Change it there.")]}
        )
    return values


def _fit_announcement(election: Election, values: Changes) -> None:
    """Read the moment of the announcement in the election's zone; its day follows from it."""
    moment = values["results_at"]
    if moment is None:
        return
    zone = ZoneInfo(election.zone)
    moment = moment if moment.tzinfo else moment.replace(tzinfo=zone)
    values["results_at"] = moment
    values["results_on"] = values["results_on"] or moment.astimezone(zone).date()


def _demand_sources(election: Election, values: Changes, errors: Errors) -> None:
    for name, source in SOURCES.items():
        if values[name] is not None and values[name] != getattr(election, name) and not values[source]:
            errors[source] = [_("Say where this date was read: an address or a document.")]


def _sources(election: Election, values: Changes) -> Iterator[tuple[str, Any]]:
    """Yield the sources as they are to be kept: a date takes its own along when it goes."""
    yield from ((name, told) for name, told in election.sources.items() if name not in SOURCES)
    for name, field in SOURCES.items():
        before, typed = election.sources.get(name), values[field]
        if values[name] is None:
            # That nobody recorded a date may have a source, too.
            if before and getattr(election, name) is None:
                yield name, before
        elif typed:
            yield name, before if before and source_text(before) == typed else source_told(typed)
