"""The forum guide on a complaint: is this the body, may they complain, was it in time, what to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from casetracker.cases.jurisdiction import Brought, Verdict
from casetracker.law.forum import told_advice
from casetracker.law.forum.words import HEADINGS
from casetracker.registry.models import Body
from casetracker.web.law_links import cited
from casetracker.web.rendering import label, language

Shown = dict[str, Any]

STANDING_COLOURS = {"yes": "green", "no": "red", "unclear": "yellow"}


def forum_answer(verdict: Verdict, matter: Brought, deciders: Sequence[Body]) -> Shown:
    """Return the answer as rows of ``key``, ``tag``, ``text`` and ``citations``, and what was asked.

    *deciders* are the bodies of the register that decide by the route that the answer is about.
    """
    told = told_advice(verdict.advice, language())
    route = _told_route(told, verdict)
    rows = [_competence(verdict, told, route, deciders)]
    if route:
        rows += [_standing(told, route), _filing(verdict, route)]
    if told["unverified"]:
        # Nothing that rests on law nobody has read is shown as settled.
        rows = [_unverified(told), *({**row, "tag": (row["tag"][0], "yellow")} for row in rows)]
    return {
        "asked": told["question"]["words"],
        "supposed": verdict.asked.against_supposed,
        "rows": rows,
        "remains": [it["name"] for it in told["remains"]],
        "todo": _todo(verdict),
        "flags": verdict.flags,
        "disputes": [it["text"] for it in route["disputes"]] if route else [],
        "whole": _whole_answer(verdict, matter),
    }


def _told_route(told: Mapping[str, Any], verdict: Verdict) -> Shown | None:
    followed = verdict.followed
    listed: list[Shown] = [*told["routes"], *told["closed"]]
    return next((it for it in listed if followed and it["id"] == followed.id), None)


def _competence(verdict: Verdict, told: Shown, route: Shown | None, deciders: Sequence[Body]) -> Shown:
    key = _("Is this the body that decides?")
    if route is None:
        end = told["dead_end"] or {"text": told["answer"], "citations": []}
        return _row(key, (_("No body found"), "yellow"), end["text"], end["citations"])
    if verdict.here:
        return _row(key, (_("Yes"), "green"), route["name"], route["citations"])
    named = [f"{body.name(language())} ({body.code})" for body in deciders]
    bodies = "; ".join(named or [body["name"] for body in route["bodies"]])
    sentence = _("It belongs to: %(bodies)s. %(route)s.", bodies=bodies, route=route["name"])
    return _row(key, (_("No"), "red"), sentence, route["citations"])


def _unverified(told: Shown) -> Shown:
    return _row(_("The law"), (label("law-state", "unverified"), "yellow"), told["caveat"], [])


def _standing(told: Shown, route: Shown) -> Shown:
    standing, end = route["standing"], told["dead_end"]
    row = _row(
        _("May this complainant complain?"),
        (standing["found_text"], STANDING_COLOURS[standing["found"]]),
        standing["text"],
        standing["citations"],
    )
    if end and standing["found"] == "no":
        row["text"] = f"{end['text']} {standing['text']}"
        row["citations"] += cited(end["citations"])
    return row


def _filing(verdict: Verdict, route: Shown) -> Shown:
    key, limit = _("Was it filed in time?"), route["filing"]
    if limit is None:
        return _row(key, (_("No limit"), "grey"), HEADINGS[language()]["no-filing"], [])
    if verdict.timing is None:
        unknown = _("The day of the contested act is not known, so it cannot be told.")
        problem = limit["problem"]
        return _row(key, (_("Cannot be told"), "grey"), problem["message"] if problem else unknown, [])
    tags = {
        "in-time": (_("In time"), "green"),
        "strict-passed": (_("In time, but not if counted strictly"), "yellow"),
        "late": (_("Late"), "red"),
    }
    text = route["timing"]["text"]
    if verdict.timing == "late" and limit["if_late"]:
        text = f"{text} {limit['if_late']}"
    return _row(key, tags[verdict.timing], text, limit["deadline"]["citations"])


def _row(key: str, tag: tuple[str, str], text: str, citations: Sequence[Mapping[str, Any]]) -> Shown:
    return {"key": key, "tag": tag, "text": text, "citations": cited(citations)}


def _todo(verdict: Verdict) -> list[str]:
    """Return what to do; nothing is refused, whatever the guide says."""
    late = "late" in verdict.flags or "strict-passed" in verdict.flags
    doubted = "no-standing" in verdict.flags or "standing-unclear" in verdict.flags
    told = {
        _("Tell the complainant which body decides, and forward the complaint there."): (
            "wrong-forum" in verdict.flags
        ),
        _("Whether this complainant may complain is for the decision to say."): doubted,
        _("Whether a late complaint is examined is for the decision to say."): late,
        _("Check what is contested, whose act it is, and the procedure."): "no-route" in verdict.flags,
    }
    return [sentence for sentence, is_due in told.items() if is_due]


def _whole_answer(verdict: Verdict, matter: Brought) -> str:
    question = verdict.asked.question
    return url_for(
        "public.calculator",
        contested=question.contested,
        against=question.against,
        by=question.by,
        election=matter.election.id,
        on=question.on.isoformat(),
        filed_on=matter.filed_on.isoformat(),
    )
