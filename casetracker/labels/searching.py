"""What a search of the public register may be narrowed by, and in which kind of words its values are told."""

from __future__ import annotations

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

# In the order of the filter form. Their names are those of the facets of the search, so that an address, a
# file, a subscription and the API narrow alike.
SEARCH_FILTERS: dict[str, LazyString] = {
    "election": _l("Election"),
    "forum": _l("Kind of body"),
    "body_level": _l("Level of the body"),
    "region": _l("Region"),
    "subject": _l("Subject"),
    "outcome": _l("Outcome"),
    "year": _l("Year"),
    "language": _l("Language of the text"),
    "stage": _l("Where the case stands"),
    "complainant": _l("Complainant"),
    "ground": _l("Ground of inadmissibility"),
    "timeliness": _l("Time limits to decide"),
    "filed_late": _l("Filed late"),
    "reasoned": _l("Reasons given"),
    "open_session": _l("In open session"),
    "body": _l("Body"),
}
# The filters whose values have words of their own, by the kind of label.
LABELLED_FILTERS = {
    "forum": "forum",
    "body_level": "body-level",
    "subject": "subject",
    "outcome": "outcome",
    "language": "language",
    "stage": "status",
    "complainant": "party-kind",
    "ground": "ground",
    "timeliness": "timeliness-found",
    "filed_late": "yes-no",
    "reasoned": "yes-no",
    "open_session": "yes-no",
}
# What stands of the time limits to decide, whatever the hour.
TIMELINESS = {
    "in-time": _l("Decided within the time limit"),
    "late": _l("Decided after the time limit"),
    "unmeasured": _l("Ended, no time limit judged"),
    "with-clock": _l("Pending, with a time limit"),
    "no-clock": _l("Pending, no time limit running"),
}
YES_NO = {"yes": _l("Yes"), "no": _l("No")}
KINDS = {"yes-no": YES_NO, "timeliness-found": TIMELINESS}
