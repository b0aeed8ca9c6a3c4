"""The register as the public sees it: fields of the redacted projection, and no others."""

from __future__ import annotations

from typing import Any

import marshmallow as ma
from flask_babel import gettext as _

from casetracker import labels
from casetracker.api.answers import Answer, PageSchema
from casetracker.api.cursors import Cursor, number, place, text
from casetracker.api.fields import Name, Number, OneOf, Words
from casetracker.api.v1.schemas.law import CaseDeadlineSchema
from casetracker.cases.inputs import Strict
from casetracker.cases.models.link import KINDS as LINK_KINDS
from casetracker.publication.measuring import IN_TIME, LATE, PENDING, UNMEASURED
from casetracker.search.columns import NO, YES
from casetracker.search.queries import Sort
from casetracker.search.query import LONGEST_QUERY

DEEPEST_PAGE = 50
MOST_VALUES = 40
YES_NO = (YES, NO)


class PublicEventSchema(Answer):
    """What happened, and when."""

    kind = ma.fields.String()
    at = ma.fields.String(metadata={"format": "date-time"})


class PublicDecisionSchema(Answer):
    """A published decision with its parts of reasoning; of one that was withdrawn, why."""

    ordinal = ma.fields.Integer(metadata={"description": "Its place in the case: `#decision-<ordinal>`."})
    kind = ma.fields.String(
        metadata={"enum": list(labels.KINDS["decision-kind"]), "description": "Only `final` ends the case."}
    )
    ruling = ma.fields.String(allow_none=True, metadata={"enum": [*labels.KINDS["ruling"], None]})
    corrects = ma.fields.Integer(
        attribute="corrects_ordinal",
        allow_none=True,
        metadata={"description": "`ordinal` of the decision in which a slip is corrected."},
    )
    withdrawn_at = ma.fields.DateTime(allow_none=True)
    withdrawn_ground = ma.fields.String(allow_none=True)
    withdrawn_reason = ma.fields.String(allow_none=True)
    number = ma.fields.String()
    taken_at = ma.fields.DateTime()
    open_session = ma.fields.Boolean(allow_none=True)
    outcome = ma.fields.String(allow_none=True)
    inadmissibility_ground = ma.fields.String(allow_none=True)
    refusal_ground = ma.fields.String(allow_none=True)
    ground_text = ma.fields.String(metadata={"description": "Which requirement was not met."})
    ground_citations = ma.fields.List(
        ma.fields.Dict(keys=ma.fields.String()),
        metadata={"description": "The articles of the ground; `mark`: verified or inference."},
    )
    facts = ma.fields.String()
    provisions = ma.fields.String()
    cited = ma.fields.List(
        ma.fields.Dict(keys=ma.fields.String()),
        metadata={"description": "The provisions one by one: act, article, and words of the decision."},
    )
    application = ma.fields.String()
    operative = ma.fields.String()
    remedy = ma.fields.String()
    votes_for = ma.fields.Integer(allow_none=True)
    votes_against = ma.fields.Integer(allow_none=True)
    appeal_route = ma.fields.String()
    reasoned = ma.fields.Boolean(
        allow_none=True, metadata={"description": "null: only the outcome is known, not the text."}
    )
    language = ma.fields.String()
    published_at = ma.fields.DateTime()
    lag_seconds = ma.fields.Integer(metadata={"description": "From the decision to its publication."})
    version = ma.fields.Integer()


class CorrectionSchema(Answer):
    """A new version of a published case: when, why, and which texts changed."""

    at = ma.fields.String(metadata={"format": "date-time"})
    version = ma.fields.Integer()
    reason = ma.fields.String(metadata={"enum": list(labels.KINDS["correction-reason"])})
    parts = ma.fields.List(ma.fields.String())


class PublicCaseSchema(Answer):
    """A published case."""

    reference = ma.fields.String()
    url = ma.fields.String(metadata={"format": "uri", "description": "Its page for people."})
    matter = ma.fields.Integer(
        allow_none=True,
        metadata={"description": "Number of its chain; null: it is linked with no published case."},
    )
    election = ma.fields.String(attribute="election_id")
    body = ma.fields.String(attribute="body_id")
    body_level = ma.fields.String()
    region = ma.fields.String(allow_none=True)
    procedure = ma.fields.String()
    subject = ma.fields.String()
    status = ma.fields.String()
    complainant_kind = ma.fields.String()
    summary = ma.fields.String()
    language = ma.fields.String()
    contested_kind = ma.fields.String()
    contested_on = ma.fields.Date(allow_none=True)
    contested_body = ma.fields.String(attribute="contested_body_id", allow_none=True)
    contested_number = ma.fields.String(allow_none=True)
    received_at = ma.fields.DateTime()
    receipt_known = ma.fields.Boolean(
        metadata={"description": "false: received_at is only the first day that a source names."}
    )
    zone = ma.fields.String(metadata={"description": "IANA zone of the body."})
    is_late = ma.fields.Boolean()
    deadlines = ma.fields.List(ma.fields.Nested(CaseDeadlineSchema))
    timeline = ma.fields.List(ma.fields.Nested(PublicEventSchema))
    decisions = ma.fields.List(ma.fields.Nested(PublicDecisionSchema))
    corrections = ma.fields.List(ma.fields.Nested(CorrectionSchema))
    published_at = ma.fields.DateTime()
    updated_at = ma.fields.DateTime()
    version = ma.fields.Integer()


class MatterCaseSchema(Answer):
    """A case of a chain; of one that was withdrawn, only its reference and why."""

    reference = ma.fields.String()
    case = ma.fields.String(metadata={"format": "uri-reference", "description": "The case in this API."})
    url = ma.fields.String(metadata={"format": "uri", "description": "Its page for people."})
    body = ma.fields.String(allow_none=True)
    status = ma.fields.String(allow_none=True)
    received_at = ma.fields.DateTime(allow_none=True)
    outcome = ma.fields.String(allow_none=True)
    decided_at = ma.fields.DateTime(allow_none=True)
    timeliness = ma.fields.String(
        allow_none=True, metadata={"enum": [PENDING, IN_TIME, LATE, UNMEASURED, None]}
    )
    withdrawn_ground = ma.fields.String(allow_none=True)
    withdrawn_reason = ma.fields.String(allow_none=True)


class MatterLinkSchema(Answer):
    """How two cases of a chain hang together."""

    kind = ma.fields.String(metadata={"enum": list(LINK_KINDS)})
    lower = ma.fields.String(metadata={"description": "Reference of the case that it leads from."})
    upper = ma.fields.String(metadata={"description": "Reference of the case that it leads to."})
    decision = ma.fields.Integer(
        allow_none=True,
        metadata={"description": "`ordinal` of the decision that the next instance is about."},
    )


class MatterSchema(Answer):
    """A chain of published cases about one thing."""

    number = ma.fields.Integer()
    url = ma.fields.String(metadata={"format": "uri", "description": "Its page for people."})
    election = ma.fields.String()
    cases = ma.fields.List(ma.fields.Nested(MatterCaseSchema))
    links = ma.fields.List(ma.fields.Nested(MatterLinkSchema))
    created_at = ma.fields.DateTime()
    updated_at = ma.fields.DateTime()
    version = ma.fields.Integer()


def _not_too_many(values: list[Any]) -> None:
    if len(values) > MOST_VALUES:
        raise ma.ValidationError(_("At most %(most)d values can be given here.", most=MOST_VALUES))


def _any_of(field: ma.fields.Field, description: str) -> ma.fields.List:
    """Return a parameter that may be repeated: any of its values fits."""
    metadata = {"description": description, "maxItems": MOST_VALUES}
    return ma.fields.List(field, metadata=metadata, load_default=list, validate=_not_too_many)


class SearchQuery(Strict):
    """What is searched for. A filter may be repeated: any of its values fits; all filters must."""

    q = Words(
        longest=LONGEST_QUERY,
        metadata={
            "description": 'Words in any form, in Kazakh, Russian or English; "a phrase", -without, begin*.'
        },
    )
    election = _any_of(Name(longest=40), "Id of an election.")
    body = _any_of(Name(longest=80), "Id of a body.")
    forum = _any_of(OneOf(labels.KINDS["forum"]), "Kind of the deciding body.")
    body_level = _any_of(OneOf(labels.KINDS["body-level"]), "Level of the body.")
    region = _any_of(Name(longest=9), "KATO code of the region.")
    subject = _any_of(OneOf(labels.KINDS["subject"]), "Subject.")
    complainant = _any_of(OneOf(labels.KINDS["party-kind"]), "Kind of complainant.")
    outcome = _any_of(OneOf(labels.KINDS["outcome"]), "Outcome.")
    ground = _any_of(OneOf(labels.KINDS["ground"]), "Ground of inadmissibility.")
    stage = _any_of(OneOf(labels.KINDS["status"]), "Where the case stands.")
    reasoned = _any_of(OneOf(YES_NO), "Whether the decision is reasoned.")
    open_session = _any_of(OneOf(YES_NO), "Whether it was taken in open session.")
    timeliness = _any_of(
        OneOf(labels.KINDS["timeliness-found"]), "Whether it was decided within its time limit."
    )
    filed_late = _any_of(OneOf(YES_NO), "Whether the complaint was filed after its limit.")
    year = _any_of(Number(least=1990, most=2199), "Year of the decision or of receipt.")
    language = _any_of(OneOf(labels.KINDS["language"]), "Language of the text.")
    sort = OneOf(tuple(Sort), load_default=Sort.RELEVANCE.value)
    page = Number(
        least=1,
        most=DEEPEST_PAGE,
        load_default=None,
        metadata={"description": "The number of a page; it moves when something is published."},
    )
    cursor = Cursor(
        text,
        number,
        place,
        number,
        load_default=None,
        metadata={
            "description": "`next` of the page before, of a search with the same words and sort; not "
            "together with `page`."
        },
    )


class HitSchema(Answer):
    """A decision that was found, or a case without one."""

    kind = ma.fields.String(metadata={"enum": ["case", "decision"]})
    reference = ma.fields.String()
    url = ma.fields.String(metadata={"format": "uri", "description": "Its page for people."})
    case = ma.fields.String(metadata={"format": "uri-reference", "description": "The case in this API."})
    number = ma.fields.String(allow_none=True)
    decided_on = ma.fields.Date(allow_none=True)
    received_on = ma.fields.Date()
    election = ma.fields.String(attribute="election_id")
    body = ma.fields.String(attribute="body_id")
    body_level = ma.fields.String()
    region = ma.fields.String(allow_none=True)
    subject = ma.fields.String()
    outcome = ma.fields.String(allow_none=True)
    stage = ma.fields.String(attribute="status")
    reasoned = ma.fields.Boolean(allow_none=True)
    open_session = ma.fields.Boolean(allow_none=True)
    due_at = ma.fields.DateTime(
        allow_none=True, metadata={"description": "When the next running time limit to decide ends."}
    )
    language = ma.fields.String()
    snippet_html = ma.fields.String(
        metadata={"description": "Escaped HTML; what was searched for stands in `mark`."}
    )
    snippet_language = ma.fields.String()


class FacetSchema(Answer):
    """A value to narrow the search by, and how many would be left."""

    value = ma.fields.String()
    count = ma.fields.Integer()
    is_chosen = ma.fields.Boolean()


class ExpansionSchema(Answer):
    """A word of `q`, and the words of the law that were searched for besides it."""

    typed = ma.fields.String()
    also = ma.fields.List(ma.fields.String())


class HitPageSchema(PageSchema):
    """A page of what was found."""

    also_searched = ma.fields.List(
        ma.fields.Nested(ExpansionSchema),
        metadata={"description": "Words that led to others; a word in quotes leads to none."},
    )

    nothing_searched = ma.fields.String(
        allow_none=True,
        metadata={"description": "Why no word of `q` could be searched for; null when one was."},
    )
    items = ma.fields.List(ma.fields.Nested(HitSchema))
    facets = ma.fields.Dict(keys=ma.fields.String(), values=ma.fields.List(ma.fields.Nested(FacetSchema)))
