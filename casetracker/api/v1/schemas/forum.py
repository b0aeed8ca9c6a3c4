"""The forum guide: what is asked of it, and what it answers."""

from __future__ import annotations

from typing import Any

import marshmallow as ma

from casetracker.api.answers import Answer, day
from casetracker.api.fields import Day, Moment, Name
from casetracker.api.v1.schemas.law import (
    DEFAULT_ZONE,
    LONGEST_NAME,
    CitationSchema,
    ComputedDeadlineSchema,
    DisputeSchema,
)
from casetracker.cases.inputs import OPTIONAL, Strict


def _slug(about: str, **options: Any) -> Name:
    return Name(
        longest=LONGEST_NAME, metadata={"description": f"{about} `GET /forum` lists them."}, **options
    )


class ForumQuestionSchema(Strict):
    """A dispute: what is contested, by whom, against whom, in which election, on which day."""

    contested = _slug("What is contested, a slug.", required=True)
    against = _slug("Whose act it is, a slug.", required=True)
    by = _slug("Who contests it, a slug.", required=True)
    election_kind = _slug("The kind of election, a slug; needed unless `election` is given.", **OPTIONAL)
    election = Name(
        longest=LONGEST_NAME,
        **OPTIONAL,
        metadata={
            "description": (
                "Id of an election of the register. What the register knows of it (kind, voting day, call, "
                "results, confirmation of the rules) fills in what is not given here."
            )
        },
    )
    on = Moment(
        required=True,
        metadata={
            "description": "When the contested act happened; which day is meant stands with each choice."
        },
    )
    filed_on = Moment(
        **OPTIONAL,
        metadata={"description": "When it was filed. Without it the limits to decide are estimates."},
    )
    election_day = Day(**OPTIONAL, metadata={"description": "The day of voting."})
    results_on = Moment(**OPTIONAL, metadata={"description": "When the results were announced."})
    called_on = Day(**OPTIONAL, metadata={"description": "The day the election was called."})
    zone = Name(
        longest=LONGEST_NAME,
        load_default=DEFAULT_ZONE,
        metadata={"description": "IANA zone of the body whose act is contested."},
    )


class CitedSchema(Answer):
    """Places in the law, in words and in full."""

    citation = ma.fields.String(metadata={"description": "Acts and articles in words; may be empty."})
    citations = ma.fields.List(ma.fields.Nested(CitationSchema))


class ConfirmationSchema(Answer):
    """That an administrator confirmed the rules for an election called after the verified law."""

    on = day()
    source = ma.fields.String()


class AskedWordsSchema(Answer):
    """The parts of the question in words."""

    contested = ma.fields.String()
    against = ma.fields.String()
    by = ma.fields.String()
    election = ma.fields.String()
    on = ma.fields.String(metadata={"description": "Which day `on` is."})


class AskedSchema(Answer):
    """The question as it was understood."""

    contested = ma.fields.String()
    against = ma.fields.String()
    by = ma.fields.String()
    election = ma.fields.String(metadata={"description": "The kind of election."})
    on = ma.fields.String()
    filed_on = ma.fields.String(allow_none=True)
    election_day = day(allow_none=True)
    results_on = ma.fields.String(allow_none=True)
    called_on = day(allow_none=True)
    zone = ma.fields.String()
    confirmed = ma.fields.Nested(ConfirmationSchema, allow_none=True)
    words = ma.fields.Nested(AskedWordsSchema)


class RefusalSchema(Answer):
    """Why a time limit is not computed."""

    code = ma.fields.String()
    message = ma.fields.String()


class ForumLimitSchema(Answer):
    """A time limit of a route: its deadline, or why there is none."""

    rule = ma.fields.String()
    name = ma.fields.String()
    deadline = ma.fields.Nested(ComputedDeadlineSchema, allow_none=True)
    problem = ma.fields.Nested(RefusalSchema, allow_none=True)
    disputes = ma.fields.List(ma.fields.Nested(DisputeSchema))
    assumed = ma.fields.List(
        ma.fields.String(), metadata={"description": "What was assumed because nobody said it."}
    )
    if_late = ma.fields.String(allow_none=True, metadata={"description": "What lateness means."})


class ForumBodySchema(Answer):
    """A kind of body that decides."""

    kind = ma.fields.String()
    levels = ma.fields.List(
        ma.fields.String(), metadata={"description": "Of a commission, the nearest level first."}
    )
    name = ma.fields.String()


class StandingSchema(CitedSchema):
    """Whether this complainant may use the route."""

    found = ma.fields.String(metadata={"enum": ["yes", "no", "unclear"]})
    found_text = ma.fields.String()
    text = ma.fields.String()


class TimingSchema(Answer):
    """How the day of filing lies to the limit."""

    code = ma.fields.String(metadata={"enum": ["in-time", "strict-passed", "late"]})
    text = ma.fields.String()


class NextStepSchema(CitedSchema):
    """What may follow after the decision."""

    slug = ma.fields.String()
    text = ma.fields.String()
    forum = ma.fields.String()
    rule = ma.fields.String(allow_none=True)
    finality = ma.fields.String(allow_none=True)


class RouteSchema(CitedSchema):
    """A way to a body that decides."""

    id = ma.fields.String()
    name = ma.fields.String()
    bodies = ma.fields.List(ma.fields.Nested(ForumBodySchema))
    procedure = ma.fields.String(
        allow_none=True, metadata={"description": "In which a complaint is registered, where it can be."}
    )
    mark = ma.fields.String(metadata={"enum": ["verified", "inference", "disputed"]})
    mark_text = ma.fields.String()
    standing = ma.fields.Nested(StandingSchema)
    file_by = ma.fields.String(
        allow_none=True,
        metadata={"description": "The day to file by in words, the safe one first. Null without standing."},
    )
    filing = ma.fields.Nested(
        ForumLimitSchema, allow_none=True, metadata={"description": "Null where the law sets none."}
    )
    timing = ma.fields.Nested(TimingSchema, allow_none=True)
    filed_late = ma.fields.Boolean()
    reviews = ma.fields.List(ma.fields.Nested(ForumLimitSchema))
    after = ma.fields.List(ma.fields.Nested(NextStepSchema))
    finality = ma.fields.String(allow_none=True)
    remark = ma.fields.String(allow_none=True)
    disputes = ma.fields.List(ma.fields.Nested(DisputeSchema))


class DeadEndSchema(CitedSchema):
    """Why no route is open."""

    slug = ma.fields.String()
    text = ma.fields.String()


class NoteSchema(CitedSchema):
    """A remark that holds beside the routes."""

    slug = ma.fields.String()
    text = ma.fields.String()
    sources = ma.fields.List(ma.fields.String(metadata={"format": "uri"}))
    limit = ma.fields.Nested(ForumLimitSchema, allow_none=True)


class AdviceSchema(Answer):
    """Where the dispute can be taken."""

    question = ma.fields.Nested(AskedSchema)
    found = ma.fields.Boolean(metadata={"description": "Whether any route is open to the complainant."})
    unverified = ma.fields.Boolean(
        metadata={
            "description": "Whether neither a verified text nor a confirmation stands behind the answer."
        }
    )
    caveat = ma.fields.String(
        allow_none=True,
        metadata={
            "description": "That the law was not verified, and who vouches for it. The answer begins so."
        },
    )
    answer = ma.fields.String(metadata={"description": "The whole answer in a few sentences."})
    dead_end = ma.fields.Nested(DeadEndSchema, allow_none=True)
    routes = ma.fields.List(
        ma.fields.Nested(RouteSchema), metadata={"description": "Open to the complainant, in order."}
    )
    closed = ma.fields.List(
        ma.fields.Nested(RouteSchema), metadata={"description": "The complainant has no standing there."}
    )
    remains = ma.fields.List(
        ma.fields.Nested(RouteSchema), metadata={"description": "What is possible when no route is open."}
    )
    notes = ma.fields.List(ma.fields.Nested(NoteSchema))


class NamedSlugSchema(Answer):
    """A slug and its name."""

    slug = ma.fields.String()
    name = ma.fields.String()


class ContestedSchema(NamedSlugSchema):
    """A thing that may be contested."""

    on = ma.fields.String(metadata={"description": "Which day is asked for."})
    against = ma.fields.List(ma.fields.String(), metadata={"description": "Whose act it can be."})
    elections = ma.fields.List(ma.fields.String())


class ForumChoicesSchema(Answer):
    """What can be asked of the guide."""

    contested = ma.fields.List(ma.fields.Nested(ContestedSchema))
    against = ma.fields.List(ma.fields.Nested(NamedSlugSchema))
    by = ma.fields.List(ma.fields.Nested(NamedSlugSchema))
    elections = ma.fields.List(ma.fields.Nested(NamedSlugSchema))
