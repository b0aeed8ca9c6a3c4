"""The parties of a case, and the keeping of their names."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

PARTY_KINDS = {
    "voter": _l("Voter"),
    "candidate": _l("Candidate"),
    "nominee": _l("Nominee"),
    "nominating-body": _l("Nominating body"),
    "party": _l("Political party"),
    "party-representative": _l("Non-voting representative of a party"),
    "proxy": _l("Proxy"),
    "observer": _l("Observer"),
    "foreign-observer": _l("Foreign observer"),
    "association": _l("Public association"),
    "organisation": _l("Organisation"),
    "commission-member": _l("Commission member"),
    "recall-initiator": _l("Initiator of a recall"),
    "media": _l("Media"),
    "prosecutor": _l("Prosecutor"),
    "official": _l("Office holder entitled by law"),
    "commission": _l("Election commission"),
    "state-body": _l("State body"),
}
PARTY_ROLES = {
    "complainant": _l("Complainant"),
    "respondent": _l("Respondent"),
    "third-party": _l("Third party"),
    "proxy": _l("Representative"),
}
PARTY_FIELDS = {
    "role": _l("Role"),
    "kind": _l("Kind"),
    "organisation": _l("Organisation"),
    "body": _l("Commission, court or other body"),
    "name": _l("Name"),
    "contact": _l("Address, telephone or e-mail"),
    "iin": _l("IIN"),
    "represents": _l("For whom the representative acts"),
    "standing": _l("Standing as claimed"),
    "standing_found": _l("Standing as found"),
}
# By what a person was found.
MARK_KINDS = {
    "name": _l("the same name"),
    "iin": _l("the same IIN"),
    "email": _l("the same e-mail address"),
    "phone": _l("the same telephone number"),
}
ERASURE_STATES = {
    "reviewed": _l("Waits for a second person"),
    "dropped": _l("Dropped"),
    "confirmed": _l("Being carried out"),
    "done": _l("Done"),
}
