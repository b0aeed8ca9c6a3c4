"""Rules of law and computed time limits."""

from __future__ import annotations

import marshmallow as ma
from flask_babel import lazy_gettext as _l

from casetracker.api.answers import Answer, TextsSchema, day, instant
from casetracker.api.fields import Day, Hour, Moment, Name, OneOf, Words
from casetracker.cases.inputs import OPTIONAL, Strict
from casetracker.labels import DEADLINE_ROLES
from casetracker.law.rules import GROUNDS
from casetracker.lawbook import DEFAULT_ZONE

LONGEST_NAME = 80
LONGEST_SOURCE = 400
MOST_STAYS = 50


class CitationSchema(Answer):
    """A place in the law, and when it was read there."""

    act = ma.fields.String()
    act_names = ma.fields.Nested(TextsSchema)
    article = ma.fields.String()
    division = ma.fields.String(metadata={"enum": ["paragraph", "part"]})
    url = ma.fields.String(metadata={"format": "uri", "description": "The text that was read."})
    urls = ma.fields.Dict(
        keys=ma.fields.String(),
        values=ma.fields.String(),
        metadata={
            "description": "The same law by language.",
            "absent": "for a time limit that was computed before the law was linked by language",
        },
    )
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
    stayed_on = ma.fields.String(
        allow_none=True,
        metadata={"format": "date", "description": "Since when it stands still; there is no last day then."},
    )
    remaining = ma.fields.Integer(
        allow_none=True, metadata={"description": "What is left while it stands still, in units of the rule."}
    )
    disputed = ma.fields.List(ma.fields.String())
    explanation = ma.fields.List(ma.fields.String())


class ComputedDeadlineSchema(LimitSchema):
    """A time limit computed from facts; nothing is stored."""

    strict_at = instant()
    warnings = ma.fields.List(ma.fields.String())
    other_on = ma.fields.String(allow_none=True, metadata={"format": "date"})
    warn_on = day()
    ended_on = day(allow_none=True)
    ended_by = ma.fields.String(
        allow_none=True,
        metadata={"enum": ["terminate", "forward", None], "description": "Which stay ended it."},
    )
    trace = ma.fields.List(ma.fields.Nested(StepSchema))


class CaseDeadlineSchema(LimitSchema):
    """A time limit of a case, told by its own trace: as the law was when it was computed."""

    role = ma.fields.String(metadata={"enum": list(DEADLINE_ROLES)})
    decision = ma.fields.Integer(
        allow_none=True, metadata={"description": "`ordinal` of the decision that may be contested."}
    )
    party = ma.fields.Integer(
        allow_none=True,
        metadata={"description": "Whose it is, by its place in the case; null: everybody's."},
    )
    party_role = ma.fields.String(allow_none=True)
    state = ma.fields.String()
    ended_at = ma.fields.String(allow_none=True, metadata={"format": "date-time"})


class Inside(Strict):
    """What stands inside another value of a request; it tells its faults in the reader's language."""

    error_messages = {  # noqa: RUF012
        "unknown": _l("This field is not known."),
        "type": _l("Send one JSON object."),
    }


class StaySchema(Inside):
    """A time in which the proceedings stood still."""

    from_on = Moment(required=True, data_key="from", metadata={"description": "When they were stayed."})
    until = Moment(
        **OPTIONAL, metadata={"description": "When they were resumed; null while they are stayed."}
    )
    ground = OneOf(GROUNDS, required=True, metadata={"enum": list(GROUNDS)})
    source = Words(
        longest=LONGEST_SOURCE, required=True, metadata={"description": "The document that says so."}
    )


class OverrideSchema(Inside):
    """A date that the calendar plan of the election sets: it prevails."""

    on = Day(required=True, metadata={"description": "The last day by the plan."})
    hour = Hour(**OPTIONAL, metadata={"description": "The hour at which it ends; null: that of the rule."})
    source = Words(
        longest=LONGEST_SOURCE, required=True, metadata={"description": "Where the plan was read."}
    )


class FactsSchema(Strict):
    """The facts to compute a time limit from."""

    rule = Name(longest=LONGEST_NAME, required=True, metadata={"description": "Id of a rule."})
    on = Moment(required=True, metadata={"description": "When it happened; without offset, local time."})
    election_day = Day(**OPTIONAL, metadata={"description": "The day of voting."})
    results_on = Moment(**OPTIONAL, metadata={"description": "When the results were announced."})
    called_on = Day(**OPTIONAL, metadata={"description": "The day the election was called."})
    election = Name(
        longest=LONGEST_NAME,
        **OPTIONAL,
        metadata={
            "description": (
                "Id of an election of the register. What the register knows of it (voting day, call, "
                "results, calendar plan, confirmation of the rules) fills in what is not given here."
            )
        },
    )
    override = ma.fields.Nested(OverrideSchema, **OPTIONAL)
    stays = ma.fields.List(
        ma.fields.Nested(StaySchema),
        load_default=list,
        validate=ma.validate.Length(max=MOST_STAYS, error=_l("Send at most 50 stays.")),
        error_messages={"invalid": _l("Send a list."), "null": _l("Send a list.")},
    )
    zone = Name(
        longest=LONGEST_NAME,
        load_default=DEFAULT_ZONE,
        metadata={"description": "IANA zone of the body that counts."},
    )


class PeriodSchema(Answer):
    """How much time."""

    amount = ma.fields.Integer()
    unit = ma.fields.String(metadata={"enum": ["day", "working-day", "month", "hour"]})


class ProximitySchema(Answer):
    """When the act is due immediately instead."""

    days_before = ma.fields.Integer(
        metadata={"description": "The first such day, counted before voting day."}
    )
    until = ma.fields.String(metadata={"enum": ["voting-day", "results"]})
    boundary_days = ma.fields.Integer(
        allow_none=True, metadata={"description": "The day on which the law can be read either way."}
    )


class StayEffectSchema(Answer):
    """What a stay does to a clock, and by which article."""

    effect = ma.fields.String(metadata={"enum": ["suspend", "terminate", "forward"]})
    citations = ma.fields.List(ma.fields.Nested(CitationSchema))


class EditionSchema(Answer):
    """One wording of a rule while it was in force."""

    edition = ma.fields.String(attribute="id")
    valid_from = ma.fields.Date()
    valid_to = ma.fields.Date()
    period = ma.fields.Nested(PeriodSchema)
    direction = ma.fields.String(metadata={"enum": ["forward", "backward"]})
    hour = ma.fields.String()
    first_day = ma.fields.String(
        metadata={"enum": ["next", "event"], "description": "What a forward count begins with."}
    )
    reading = ma.fields.String(
        metadata={"enum": ["clear", "plain"], "description": "How “N days before” is read."}
    )
    other_reading = ma.fields.String(allow_none=True, metadata={"enum": ["clear", "plain", None]})
    day_zero = ma.fields.String(metadata={"enum": ["event", "next-working-day"]})
    immediately = ma.fields.Nested(ProximitySchema, attribute="proximity", allow_none=True)
    stays = ma.fields.Dict(
        keys=ma.fields.String(),
        values=ma.fields.Nested(StayEffectSchema),
        metadata={
            "description": "What a stay does, by its ground; on any other ground the clock is suspended."
        },
    )
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
    finality = ma.fields.String(
        allow_none=True, metadata={"description": "Whether the outcome is final; null: the law is silent."}
    )
    notes = ma.fields.String(allow_none=True)
    disputes = ma.fields.List(ma.fields.Nested(DisputeSchema))
    editions = ma.fields.List(ma.fields.Nested(EditionSchema))


class RuleListSchema(Answer):
    """Every rule."""

    total = ma.fields.Integer()
    items = ma.fields.List(ma.fields.Nested(RuleSchema))
