"""What a page is, told to programs: schema.org as JSON-LD, and what is shown where a page is shared."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from casetracker.publication.citing import case_identifier, decision_identifier
from casetracker.publication.models import PublicCase, PublicDecision, PublicMatter
from casetracker.registry.models import Body, Election
from casetracker.runtime import settings
from casetracker.web.public.presenters.decisions import name_of
from casetracker.web.public.queries import Names
from casetracker.web.rendering import label, language
from config.open_data_settings import LICENCES

Data = dict[str, Any]
CONTEXT = "https://schema.org"
LONGEST_SUMMARY = 200
LANGUAGES = ("kk", "ru", "en")


def case_data(case: PublicCase, names: Names) -> Data:
    """Return a published case."""
    shown = [decision for decision in case.decisions if decision.withdrawn_at is None]
    told = _work(case_address(case), _title(case), case.language) | {
        "identifier": [case.reference, case_identifier(case)],
        "genre": "Election complaint",
        "abstract": summary_of(case),
        "datePublished": case.published_at.isoformat(),
        "dateModified": case.updated_at.isoformat(),
        "version": case.version,
        "sourceOrganization": _organisation(case.body_id, names),
        "about": _event(case.election_id, names),
        "hasPart": [{"@id": decision_address(decision)} for decision in shown],
    }
    return {"@context": CONTEXT} | told


def decision_data(decision: PublicDecision, names: Names) -> Data:
    """Return a published decision."""
    case = decision.case
    day = decision.taken_at.astimezone(ZoneInfo(case.zone)).date().isoformat()
    told = _work(decision_address(decision), name_of(decision), decision.language) | {
        "identifier": [decision.number, decision_identifier(decision)],
        "genre": "Decision on an election complaint",
        "dateCreated": day,
        "datePublished": decision.published_at.isoformat(),
        "dateModified": case.updated_at.isoformat(),
        "version": decision.version,
        "creator": _organisation(case.body_id, names),
        "isPartOf": {"@id": case_address(case)},
        "encoding": {
            "@type": "MediaObject",
            "contentUrl": decision_address(decision) + ".akn.xml",
            "encodingFormat": "application/akn+xml",
        },
    }
    return {"@context": CONTEXT} | told


def matter_data(matter: PublicMatter, cases: Sequence[PublicCase], names: Names) -> Data:
    """Return a chain of published cases."""
    address = matter_address(matter.id)
    return {
        "@context": CONTEXT,
        "@type": "Collection",
        "@id": address,
        "url": address,
        "identifier": str(matter.id),
        "name": label("subject", cases[0].subject),
        "dateCreated": matter.created_at.isoformat(),
        "dateModified": max([matter.updated_at, *(case.updated_at for case in cases)]).isoformat(),
        "version": matter.version,
        "isAccessibleForFree": True,
        "license": LICENCES[settings().open_data.licence][1],
        "about": _event(cases[0].election_id, names),
        "hasPart": [{"@id": case_address(case)} for case in cases],
    }


def body_data(body: Body) -> Data:
    """Return a commission or court."""
    told: Data = {
        "@context": CONTEXT,
        "@type": "GovernmentOrganization",
        "@id": f"{settings().base_url}/bodies/{body.id}",
        "url": f"{settings().base_url}/bodies/{body.id}",
        "identifier": body.code,
        "name": body.name(language()),
        "alternateName": sorted({body.name(code) for code in LANGUAGES} - {body.name(language())}),
    }
    if body.parent_id:
        told["parentOrganization"] = {"@id": f"{settings().base_url}/bodies/{body.parent_id}"}
    return told | {name: text for name, text in (("address", body.address), ("email", body.email)) if text}


def election_data(election: Election) -> Data:
    """Return an election."""
    return {"@context": CONTEXT} | _told_election(election)


def case_address(case: PublicCase) -> str:
    """Return the permanent address of a case."""
    return f"{settings().base_url}/cases/{case.slug}"


def matter_address(number: int) -> str:
    """Return the permanent address of a chain of cases."""
    return f"{settings().base_url}/matters/{number}"


def decision_address(decision: PublicDecision) -> str:
    """Return the permanent address of a decision."""
    return f"{case_address(decision.case)}/decisions/{decision.ordinal}"


def summary_of(case: PublicCase) -> str:
    """Return the beginning of what was complained of, for where a page is shared."""
    text = " ".join(case.summary.split())
    return text if len(text) <= LONGEST_SUMMARY else text[:LONGEST_SUMMARY].rsplit(" ", 1)[0] + " …"


def _title(case: PublicCase) -> str:
    return f"{label('subject', case.subject)} – {case.reference}"


def _work(address: str, name: str, spoken: str) -> Data:
    return {
        "@type": "CreativeWork",
        "@id": address,
        "url": address,
        "name": name,
        "inLanguage": spoken,
        "isAccessibleForFree": True,
        "license": LICENCES[settings().open_data.licence][1],
    }


def _organisation(body_id: str, names: Names) -> Data:
    told = {"@type": "GovernmentOrganization", "name": names.body(body_id, language())}
    known = body_id in names.bodies
    return told | ({"@id": f"{settings().base_url}/bodies/{body_id}"} if known else {})


def _event(election_id: str, names: Names) -> Data:
    known = names.elections.get(election_id)
    return _told_election(known) if known else {"@type": "Event", "name": election_id}


def _told_election(election: Election) -> Data:
    address = f"{settings().base_url}/elections/{election.id}"
    return {
        "@type": "Event",
        "@id": address,
        "url": address,
        "name": election.name(language()),
        "startDate": election.voting_on.isoformat(),
        "location": {"@type": "Country", "name": "Kazakhstan"},
    }
