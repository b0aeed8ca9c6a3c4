"""The parties of a case as its page shows them: masked, unless the person asked and gave a reason."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from casetracker.accounts import policy
from casetracker.accounts.models import User
from casetracker.cases.identities import Person
from casetracker.cases.models import Case, Party
from casetracker.cases.parties import PROXY, present
from casetracker.web.rendering import UNKNOWN, label, language

Shown = dict[str, Any]
Option = tuple[str, str]
People = Mapping[int, Person]


def shown_parties(case: Case, user: User, people: People | None) -> Shown:
    """Return what the page needs of the parties; *people* are those whose names this person asked for."""
    names = party_names(case)
    parties = [_party(party, people or {}, names) for party in present(case)]
    return {
        "parties": parties,
        "maskable": [(str(it["id"]), it["title"]) for it in parties if it["is_masked"]],
        "unmasked": people is not None,
        "may_unmask": policy.can(user, policy.UNMASK, case.body),
        "may_add_party": policy.can(user, policy.REGISTER, case.body),
        "may_correct_party": policy.can(user, policy.CORRECT, case.body),
    }


def party_names(case: Case) -> dict[int, str]:
    """Return what each party is called without saying who it is: role, kind, and a number among its like."""
    names: dict[int, str] = {}
    for party in present(case):
        like = [it.id for it in present(case) if (it.role, it.kind) == (party.role, party.kind)]
        told = {"role": label("party-role", party.role), "kind": label("party-kind", party.kind)}
        if len(like) == 1:
            names[party.id] = _("%(role)s (%(kind)s)", **told)
        else:
            names[party.id] = _("%(role)s %(number)s (%(kind)s)", number=like.index(party.id) + 1, **told)
    return names


def representable(case: Case, party: Party | None) -> list[Option]:
    """Return the parties for which a representative can act, as choices."""
    names = party_names(case)
    return [(str(it.id), names[it.id]) for it in present(case) if it is not party and it.role != PROXY]


def _party(party: Party, people: People, names: Mapping[int, str]) -> Shown:
    person, identity = people.get(party.id), party.identity
    return {
        "id": party.id,
        "title": names[party.id],
        "organisation": party.organisation or (party.body.name(language()) if party.body else ""),
        "represents": names.get(party.represents_id or 0, ""),
        "is_masked": identity is not None and identity.erased_at is None and person is None,
        "erased_at": identity.erased_at if identity else None,
        "name": (person.name or UNKNOWN) if person else "",
        "contact": (person.contact or UNKNOWN) if person else "",
        "iin": (person.iin or "") if person else "",
        "claimed": (person.standing or "") if person else "",
        "found": {True: _("Has standing"), False: _("Has no standing"), None: ""}[party.standing_found],
    }
