"""``/staff/cases/…/<step>``: the steps that carry a case on, up, or elsewhere; a form each, in two steps."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from zoneinfo import ZoneInfo

from flask.typing import ResponseReturnValue
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from casetracker import db, labels
from casetracker.accounts import policy
from casetracker.cases.competent import destinations
from casetracker.cases.forwarding import forwarding_clock
from casetracker.cases.identities import Vault
from casetracker.cases.models import Case
from casetracker.cases.parties import present
from casetracker.cases.progress import stops_for_defects
from casetracker.cases.receiving import Doer
from casetracker.cases.remedies import remedies_of
from casetracker.cases.statuses import STEPS
from casetracker.cases.steps import DOORS
from casetracker.lawbook import LawBook
from casetracker.publication.reasons import refuse_private
from casetracker.runtime import lawbook, settings
from casetracker.web.auth.sessions import person
from casetracker.web.rendering import label, language
from casetracker.web.staff.access import View, allowed
from casetracker.web.staff.blueprint import pages
from casetracker.web.staff.case_steps import Doing, Shown, Step, Values, take
from casetracker.web.staff.chain_fields import FIELDS
from casetracker.web.staff.presenters.chain import decision_in_words, forwarding_proposals, proposals
from casetracker.web.staff.presenters.clocks import computed_clock
from casetracker.web.staff.presenters.hearings import decided_hearings

DONE: dict[str, LazyString] = {
    "correct-taking": _l("The day of the decision is corrected."),
    "interim-decision": _l("The interim decision is recorded. The case goes on."),
    "correct-decision": _l("The correction is recorded. The decision keeps its outcome, number and day."),
    "return-for-defects": _l("The complaint is returned so that defects can be put right."),
    "mend-defects": _l("The defects are put right."),
    "find-admissible": _l("The complaint is found admissible."),
    "withdraw": _l("The withdrawal is recorded. The case is ended."),
    "reopen": _l("The case is reopened."),
    "join": _l("The cases are joined."),
    "split": _l("The case has a matter of its own now."),
    "forward": _l("The complaint is forwarded. The case is ended here."),
    "next-instance": _l("The next instance is opened, or prepared for its body."),
}
NOTES: dict[str, LazyString] = {
    "correct-taking": _l(
        "For a day that was entered wrongly here. Whether it was decided in time is judged again, and the "
        "time limit to contest it is computed again. A slip in the decision itself is corrected by the body."
    ),
    "interim-decision": _l(
        "It ends neither the case nor the time limit to decide. Accepting the complaint makes it admissible. "
        "A stay is recorded as such besides: only that stops a time limit."
    ),
    "correct-decision": _l(
        "For a slip of the pen or of a calculation. The decision keeps its outcome, number and day, and no "
        "time limit starts anew; the correction is published beside it."
    ),
    "find-admissible": _l("No time limit hangs on this. The case goes on under examination."),
    "withdraw": _l("The case ends without a decision. What is registered stays in the register."),
    "reopen": _l(
        "The law names no time limit for the new examination, so none is computed. What the higher instance "
        "said about it stands in its decision."
    ),
    "join": _l("Each case stays with its body and keeps its time limits; the two become one matter."),
    "split": _l(
        "What was joined with this case, or lies before a court at the same time, is separated from it. Its "
        "own instances go with it."
    ),
    "forward": _l(
        "The case ends here and goes on at the body that decides it: filed when it was filed here, with a "
        "receipt and time limits of its own."
    ),
    "next-instance": _l(
        "This case stays as it is. The decision, its number, day and body, the parties, the subject and the "
        "language are taken over; names stay sealed."
    ),
}


def doer_of(version: int | None) -> Doer:
    """Return who is logged in, as the steps know them."""
    user = person()
    return Doer(
        user.ref,
        Vault(settings().identity_keys),
        may_register=lambda body: policy.can(user, policy.REGISTER, body),
        may_see=lambda body: policy.is_in_scope(user, body),
        version=version,
    )


def _act(slug: str, session: Session, book: LawBook, case: Case, values: Values, doing: Doing) -> None:
    for name in ("note", "reason"):
        if values.get(name):
            # It stays in the history, where nothing is ever erased.
            refuse_private(name, values[name])
    DOORS[slug].act(session, book, case, values, doer_of(doing.version))


def _begin(slug: str, case: Case) -> Values:
    now = db.now().astimezone(ZoneInfo(case.body.zone))
    if slug == "next-instance":
        complainant = next((it for it in present(case) if it.role == "complainant"), None)
        ways = [way for way in _ways(case) if way["body"]]
        chosen: Mapping[str, str] = ways[0] if ways else {"body": "", "procedure": ""}
        return {
            "body": chosen["body"],
            "procedure": chosen["procedure"],
            "party": complainant and str(complainant.id),
            "filed_at": now,
            "channel": "paper",
        }
    if slug == "forward":
        belongs = _elsewhere(case)
        return {"at": now} | ({name: belongs[0][name] for name in ("body", "procedure")} if belongs else {})
    if slug in ("interim-decision", "correct-decision"):
        return {"language": case.language, "corrects": str(len(case.decisions)) if case.decisions else ""}
    if slug == "correct-taking":
        return {"decision": str(len(case.decisions))}
    return {"at": now} if any(field.name == "at" for field in FIELDS[slug]) else {}


def _ways(case: Case) -> list[dict[str, str]]:
    found = remedies_of(db.db.session, lawbook(), case, db.now())
    return proposals(found[0]) if found else []


def _elsewhere(case: Case) -> list[dict[str, str]]:
    return forwarding_proposals(destinations(db.db.session, lawbook(), case))


def _shown(slug: str, case: Case) -> Shown:
    note: LazyString | None = NOTES.get(slug)
    if slug in ("return-for-defects", "mend-defects"):
        note = STOPS if stops_for_defects(lawbook(), case) else RUNS_ON
    shown: Shown = {
        "heading": label("step", slug),
        "note": note,
        "fields": [it for it in FIELDS[slug] if it.options != "held" or decided_hearings(case)],
        "options": {
            "procedures": [(key, it.names[language()]) for key, it in lawbook().procedures.items()],
            "channels": labels.choices("channel"),
            "rulings": labels.choices("ruling"),
            "languages": labels.choices("language"),
            "held": decided_hearings(case),
            "decisions": [(str(it.ordinal), decision_in_words(it)) for it in case.decisions],
            "parties": [(str(it.id), _party_name(case, it.id)) for it in present(case)],
        },
        "ways": _ways(case) if slug == "next-instance" else [],
        "limit": None,
    }
    if slug == "forward":
        clock = forwarding_clock(lawbook(), case)
        shown["ways"] = _elsewhere(case)
        shown["limit"] = clock and computed_clock(lawbook(), clock, case.filed_at, db.now())
    return shown


def _party_name(case: Case, party_id: int) -> str:
    party = next(it for it in case.parties if it.id == party_id)
    words = [label("party-role", party.role), label("party-kind", party.kind), party.organisation or ""]
    return ", ".join(word for word in words if word)


STOPS = _l("The time limit of the body stands still until the defects are put right.")
RUNS_ON = _l("The law says nothing of what this does to the time limit of the body: it runs on.")


def _step(slug: str) -> Step:
    return Step(
        "staff/chain_step.html",
        DOORS[slug].schema,
        partial(_act, slug),
        {field.name: field.label for field in FIELDS[slug]},
        DONE[slug],
        begin=partial(_begin, slug),
        shown=partial(_shown, slug),
        slug=slug,
    )


def _view(slug: str) -> View:
    def view(election: str, slug: str) -> ResponseReturnValue:
        return take(step, election, slug)

    step = _step(slug)
    return view


def _attach(slug: str, add: Callable[..., None]) -> None:
    path = f"/cases/<election>/<slug>/{slug}"
    view = allowed(STEPS[slug].action)(_view(slug))
    add(path, slug.replace("-", "_"), view, methods=["GET", "POST"])


for _slug in FIELDS:
    _attach(_slug, pages.add_url_rule)
