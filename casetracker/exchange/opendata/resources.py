"""The tables of a dump, each field named one by one: what is not named here is in no dump."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from casetracker.exchange.opendata.fields import Field, Resource, day, instant, number, several, text, truth
from casetracker.exchange.opendata.matters import matters
from casetracker.exchange.opendata.recurring import (
    FIRST_PUBLISHED,
    NAMES,
    PLACE_REFERS,
    REGION,
    case_reference,
    only,
    place,
)
from casetracker.exchange.opendata.tombstones import TOMBSTONES
from casetracker.publication.citing import decision_identifier
from casetracker.publication.models import PublicCase, PublicDecision, PublicHearing
from casetracker.registry.models import Body, Election

# What is told of a time limit: how it was computed is told on the page and by the API; a table needs its
# result.
OF_A_CLOCK = (
    *(
        "role",
        "rule",
        "decision",
        "party",
        "party_role",
        "edition",
        "citations",
        "strict_on",
        "due_on",
        "due_at",
    ),
    *("zone", "immediate", "state", "stayed_on", "remaining", "ended_at"),
)
OF_AN_EVENT = ("kind", "at")
OF_A_CORRECTION = ("at", "version", "reason", "parts", "decision")
OF_A_PROVISION = ("act", "act_names", "division", "article", "words", "url", "urls")


def resources(base_url: str) -> Sequence[Resource]:
    """Return every table of a dump; *base_url* is where the pages of the rows stand."""
    tables = (cases(base_url), decisions(base_url), matters(base_url), HEARINGS)
    return (*tables, BODIES, ELECTIONS, TOMBSTONES)


def cases(base_url: str) -> Resource:
    """Return the table of published cases."""
    fields = (
        text("reference", "Reference of the case: election, body, serial.", must=True),
        text("url", "Permanent address of its page.", lambda row: f"{base_url}/cases/{row.slug}", must=True),
        number("version", "Version of the page; it grows with each correction.", must=True),
        *place("Id of the body that had to decide."),
        text("procedure", "The procedure of the law (slug).", must=True),
        text("subject", "What it is about (slug).", must=True),
        text("status", "Where it stands (slug).", must=True),
        text("complainant_kind", "What kind of complainant it was (slug); never who.", must=True),
        text("language", "Language of the complaint.", must=True),
        text("summary", "The redacted text of the complaint."),
        text("contested_kind", "What is contested: decision, action or inaction (slug).", must=True),
        day("contested_on", "Day of what is contested."),
        text("contested_body", "Whose act it was (id of a body).", lambda row: row.contested_body_id),
        text("contested_number", "Number of the contested act."),
        instant("received_at", "When it was received.", must=True),
        truth("receipt_known", "false: received_at is only the first day that a source names.", must=True),
        text("zone", "IANA zone of the body.", must=True),
        truth("is_late", "Whether it was filed after its time limit.", must=True),
        several(
            "deadlines", "Its time limits, without the way they were computed.", only("clocks", OF_A_CLOCK)
        ),
        several("timeline", "What happened and when.", only("timeline", OF_AN_EVENT)),
        several(
            "corrections",
            "New versions of the page: when, why, which texts.",
            only("corrections", OF_A_CORRECTION),
        ),
        FIRST_PUBLISHED,
        instant("updated_at", "When its page last changed.", must=True),
    )
    statement = sa.select(PublicCase).where(PublicCase.state == "published").order_by(PublicCase.id)
    described = "Every published case."
    return Resource("cases", "Cases", described, fields, statement, ["reference"], PLACE_REFERS)


def decisions(base_url: str) -> Resource:
    """Return the table of published decisions."""
    fields = (
        case_reference(lambda row: row.case.reference),
        number("ordinal", "Its place in the case.", must=True),
        text("url", "Permanent address of its page.", lambda row: _page(base_url, row), must=True),
        text("identifier", "ECLI-shaped identifier; ECLI does not know it.", decision_identifier, must=True),
        text("kind", "final, interim or correction.", must=True),
        text("ruling", "What an interim decision ordered (slug)."),
        Field("corrects", "integer", "Ordinal of the decision corrected.", lambda row: row.corrects_ordinal),
        text("number", "Number given by the body.", must=True),
        instant("taken_at", "When it was taken.", must=True),
        truth("open_session", "Whether it was taken in open session."),
        text("outcome", "How the complaint ended (slug)."),
        text("inadmissibility_ground", "Why it was not examined (slug)."),
        text("refusal_ground", "Why it was refused (slug)."),
        text("ground_text", "Which requirement was not met."),
        text("facts", "Facts found."),
        text("provisions", "Provisions of the law."),
        several("cited", "The provisions one by one.", only("cited", OF_A_PROVISION)),
        text("application", "How the law applies to the facts."),
        text("operative", "What was decided."),
        text("remedy", "What was ordered (slug).", must=True),
        number("votes_for", "Votes for."),
        number("votes_against", "Votes against."),
        text("appeal_route", "Where it can be appealed."),
        truth("reasoned", "Whether facts, provisions and their application are all there; empty: no text."),
        text("language", "Language of the text.", must=True),
        FIRST_PUBLISHED,
        number("lag_seconds", "From the decision to its publication.", must=True),
        number("version", "Version of its text.", must=True),
    )
    statement = (
        sa.select(PublicDecision)
        .join(PublicDecision.case)
        .where(PublicCase.state == "published", PublicDecision.withdrawn_at.is_(None))
        .options(selectinload(PublicDecision.case))
        .order_by(PublicDecision.id)
    )
    described = "Every published decision, with its text."
    refers = (("case", "cases", "reference"),)
    return Resource("decisions", "Decisions", described, fields, statement, ["case", "ordinal"], refers)


def _page(base_url: str, row: Any) -> str:
    return f"{base_url}/cases/{row.case.slug}/decisions/{row.ordinal}"


HEARINGS = Resource(
    "hearings",
    "Hearings",
    "Every hearing, from the moment it is set.",
    (
        text("uid", "Permanent identifier, the one in calendars.", must=True),
        several(
            "cases", "References of the cases that are heard.", lambda row: [c.reference for c in row.cases]
        ),
        *place("Id of the body that hears."),
        instant("starts_at", "When it starts.", must=True),
        instant("ends_at", "When it is expected to end."),
        text("zone", "IANA zone of the place.", must=True),
        text("place", "Where it is held.", must=True),
        text("room", "Which room."),
        text("link", "Address of the broadcast, where it is public."),
        truth("is_open", "Whether everybody may come.", must=True),
        text("closed_ground", "Why it is closed (slug)."),
        text("language", "Language of the hearing.", must=True),
        text("result", "What became of it (slug); empty: it is still to be held."),
        text("next", "Uid of the hearing to which it was adjourned.", lambda row: row.next_uid),
        number("sequence", "How often it was changed.", must=True),
        instant("set_at", "When it was set.", must=True),
        instant("updated_at", "When it last changed.", must=True),
    ),
    sa.select(PublicHearing).options(selectinload(PublicHearing.cases)).order_by(PublicHearing.id),
    ["uid"],
    PLACE_REFERS,
)
BODIES = Resource(
    "bodies",
    "Bodies",
    "Commissions and courts.",
    (
        text("id", "Permanent identifier.", must=True),
        text("code", "What references are made of.", must=True),
        text("kind", "Kind of body (slug).", must=True),
        text("level", "Level (slug).", must=True),
        text("parent", "Id of the higher body.", lambda row: row.parent_id),
        REGION,
        *NAMES,
        text("zone", "IANA zone by which its days end.", must=True),
        day("valid_from", "First day on which it existed."),
        day("valid_to", "Last day on which it existed."),
        text("address", "Address."),
        text("email", "E-mail address."),
        truth("generated", "Made for scale, not taken from an official list.", must=True),
        text("source", "Where this is known from."),
    ),
    sa.select(Body).order_by(Body.id),
    ["id"],
    (("parent", "bodies", "id"),),
)
ELECTIONS = Resource(
    "elections",
    "Elections",
    "Elections and referendums.",
    (
        text("id", "Permanent identifier.", must=True),
        text("code", "What references are made of.", must=True),
        text("kind", "Kind of election (slug).", must=True),
        *NAMES,
        day("called_on", "Day on which it was called."),
        day("voting_on", "Voting day.", must=True),
        day("results_on", "Day on which the results were announced."),
        instant("results_at", "Moment of the announcement, where it is known."),
        text("zone", "IANA zone of the capital on its days.", must=True),
    ),
    sa.select(Election).order_by(Election.id),
    ["id"],
)
