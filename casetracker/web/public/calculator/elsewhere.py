"""The same question put to the API and at the command line."""

from __future__ import annotations

import json
import shlex
from typing import Any

from casetracker.law import Facts
from casetracker.law.forum import Question
from casetracker.web.rendering import language

COMPUTE = "/api/v1/deadlines/compute"
FORUM = "/api/v1/forum"
DAYS = ("on", "filed_on", "election_day", "results_on", "called_on")


def api_request(facts: Facts, rule_id: str, election: str, base_url: str) -> dict[str, str]:
    """Return the request to the API that gives the same answer."""
    given = {key: value for key, value in facts.to_params(rule_id).items() if value is not None}
    body = {"rule": given.pop("rule"), "on": given.pop("event"), **given}
    if body.pop("confirmed", None):
        # That rules were confirmed for an election is known of the register alone.
        body["election"] = election
    return {"url": base_url + COMPUTE, "body": json.dumps(body, ensure_ascii=False, indent=2)}


def forum_request(question: Question, election: str, base_url: str) -> dict[str, str]:
    """Return the request to the API that gives the same advice."""
    body = {
        "contested": question.contested,
        "against": question.against,
        "by": question.by,
        **({"election": election} if election else {"election_kind": question.election}),
        **{name: day.isoformat() for name in DAYS if (day := getattr(question, name)) is not None},
        "zone": question.zone,
    }
    return {"url": base_url + FORUM, "body": json.dumps(body, ensure_ascii=False, indent=2)}


def command(facts: Facts, rule_id: str) -> str | None:
    """Return the command that gives the same answer; None where no command can say all of the facts."""
    params = facts.to_params(rule_id)
    plan, confirmed, stays = params["override"], params.get("confirmed"), params.get("stays", [])
    sources = {it["source"] for it in (plan, confirmed, *stays) if it}
    if len(sources) > 1 or (plan and plan["hour"]):
        return None
    words = ["casetracker", "law", "compute", rule_id, "--on", params["event"]]
    for option in ("election_day", "results_on", "called_on", "zone"):
        words += _option(option, params[option])
    for stay in stays:
        until = f"..{stay['until']}" if stay["until"] else ""
        words += ["--stay", f"{stay['ground']}:{stay['from']}{until}"]
    words += _option("plan-date", plan and plan["on"]) + _option(
        "confirmed-on", confirmed and confirmed["on"]
    )
    words += _option("source", next(iter(sources), None))
    return shlex.join([*words, "--lang", language()])


def _option(name: str, value: Any) -> list[str]:
    return ["--" + name.replace("_", "-"), str(value)] if value else []
