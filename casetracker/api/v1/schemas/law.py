"""Rules of law and computed time limits."""

from __future__ import annotations

import marshmallow as ma

from casetracker.api.answers import Answer, TextsSchema, day, instant
from casetracker.api.fields import Day, Moment, Name
from casetracker.cases.inputs import OPTIONAL, Strict

DEFAULT_ZONE = "Asia/Almaty"
LONGEST_NAME = 80


class CitationSchema(Answer):
    """A place in the law, and when it was read there."""

    act = ma.fields.String()
    act_names = ma.fields.Nested(TextsSchema)
    article = ma.fields.String()
    division = ma.fields.String(metadata={"enum": ["paragraph", "part"]})
    url = ma.fields.String(metadata={"format": "uri"})
    read_on = day()


class StepSchema(Answer):
    """One step of a computation: a code and what it was done with."""

    code = ma.fields.String()
    params = ma.fields.Dict(keys=ma.fields.String())


class LimitSchema(Answer):
    """What every time limit tells, computed now or stored with a case."""

    rule = ma.fields.String()
    edition = ma.fields.String(metadata={"description": "The first day of the wording that was applied."})
    citation = ma.fields.String(metadata={"description": "Acts and articles in words."})
    citations = ma.fields.List(ma.fields.Nested(CitationSchema))
    zone = ma.fields.String(metadata={"description": "IANA zone of the body that counts."})
    strict_on = day()
    due_on = day()
    due_at = instant()
    immediate = ma.fields.Boolean()
    disputed = ma.fields.List(ma.fields.String())
    explanation = ma.fields.List(ma.fields.String())


class ComputedDeadlineSchema(LimitSchema):
    """A time limit computed from facts; nothing is stored."""

    strict_at = instant()
    warnings = ma.fields.List(ma.fields.String())
    other_on = ma.fields.String(allow_none=True, metadata={"format": "date"})
    warn_on = day()
    trace = ma.fields.List(ma.fields.Nested(StepSchema))


class CaseDeadlineSchema(LimitSchema):
    """A time limit of a case, told by its own trace: as the law was when it was computed."""

    role = ma.fields.String(metadata={"enum": ["filing", "review"]})
    state = ma.fields.String()
    ended_at = ma.fields.String(allow_none=True, metadata={"format": "date-time"})


class FactsSchema(Strict):
    """The facts to compute a time limit from."""

    rule = Name(longest=LONGEST_NAME, required=True, metadata={"description": "Id of a rule."})
    on = Moment(required=True, metadata={"description": "When it happened; without offset, local time."})
    election_day = Day(**OPTIONAL, metadata={"description": "The day of voting."})
    results_on = Moment(**OPTIONAL, metadata={"description": "When the results were announced."})
    called_on = Day(**OPTIONAL, metadata={"description": "The day the election was called."})
    zone = Name(
        longest=LONGEST_NAME,
        load_default=DEFAULT_ZONE,
        metadata={"description": "IANA zone of the body that counts."},
    )


class PeriodSchema(Answer):
    """How much time."""

    amount = ma.fields.Integer()
    unit = ma.fields.String(metadata={"enum": ["day", "working-day", "month", "hour"]})


class EditionSchema(Answer):
    """One wording of a rule while it was in force."""

    edition = ma.fields.String(attribute="id")
    valid_from = ma.fields.Date()
    valid_to = ma.fields.Date()
    period = ma.fields.Nested(PeriodSchema)
    direction = ma.fields.String(metadata={"enum": ["forward", "backward"]})
    hour = ma.fields.String()
    roll = ma.fields.String(metadata={"enum": ["never", "next-working-day"]})
    needs_election_day = ma.fields.Boolean()
    citation = ma.fields.String()
    citations = ma.fields.List(ma.fields.Nested(CitationSchema))


class DisputeSchema(Answer):
    """A question that the law leaves open."""

    id = ma.fields.String()
    text = ma.fields.String()


class RuleSchema(Answer):
    """A rule that sets a time limit."""

    id = ma.fields.String()
    name = ma.fields.String()
    names = ma.fields.Nested(TextsSchema)
    clock_of = ma.fields.String(metadata={"description": "Whose time it is."})
    counted_from = ma.fields.String(metadata={"description": "The event that starts (or ends) the count."})
    forum = ma.fields.String()
    if_late = ma.fields.String()
    mark = ma.fields.String(metadata={"enum": ["verified", "inference", "disputed"]})
    verified_to = ma.fields.Date()


class RuleDetailsSchema(RuleSchema):
    """A rule with its wordings and the questions it leaves open."""

    standing = ma.fields.String(allow_none=True)
    notes = ma.fields.String(allow_none=True)
    disputes = ma.fields.List(ma.fields.Nested(DisputeSchema))
    editions = ma.fields.List(ma.fields.Nested(EditionSchema))


class RuleListSchema(Answer):
    """Every rule."""

    total = ma.fields.Integer()
    items = ma.fields.List(ma.fields.Nested(RuleSchema))
