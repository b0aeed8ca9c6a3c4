"""Words for what is counted, and for the parts into which it falls."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

FORUMS = {
    "commission": _l("Election commissions"),
    "court": _l("Courts"),
    "prosecutor": _l("Prosecutors"),
    "law-enforcement": _l("Law-enforcement bodies"),
    "other": _l("Other bodies"),
}
# Beside the outcomes of decisions.
RESULTS = {
    "pending": _l("Pending"),
    "not-shown": _l("Decided, but the decision is not shown"),
}
UNNAMED_GROUND = {"unnamed": _l("No ground named")}
TIMELINESS = {
    "in-time": _l("Decided within the time limit"),
    "late": _l("Decided after the time limit"),
    "unmeasured": _l("Ended, no time limit judged"),
    "within-limit": _l("Pending, time limit running"),
    "overdue": _l("Pending after the time limit"),
    "no-clock": _l("Pending, no time limit running"),
}
DURATIONS = {
    "0": _l("On the day of receipt"),
    "1": _l("1 day"),
    "2-3": _l("2 or 3 days"),
    "4-5": _l("4 or 5 days"),
    "6-10": _l("6 to 10 days"),
    "11-30": _l("11 to 30 days"),
    "31+": _l("More than 30 days"),
}
SESSIONS = {
    "open": _l("In open session"),
    "closed": _l("Not in open session"),
    "unknown": _l("Not recorded"),
}
REASONS = {
    "reasoned": _l("Reasons given"),
    "unreasoned": _l("No reasons given"),
    "unknown": _l("Text not known"),
}
FILINGS = {
    "not-late": _l("Not late"),
    "late": _l("Late"),
}
PUBLICATIONS = {
    "0": _l("On the day of the decision"),
    "1": _l("On the next day"),
    "2-3": _l("After 2 or 3 days"),
    "4-7": _l("After 4 to 7 days"),
    "8-30": _l("After 8 to 30 days"),
    "31+": _l("After more than 30 days"),
}
LIMIT_LENGTHS = {
    "short": _l("At most five days"),
    "long": _l("More than five days"),
}
CONTESTING = {
    "told": _l("It is told how the decision can be contested"),
    "untold": _l("It is not told how the decision can be contested"),
}
BEFORE_VOTING = {
    "before": _l("Decided before voting day"),
    "after": _l("Decided on voting day or later"),
    "undecided": _l("No decision shown"),
}
KINDS = {
    "limit-length": LIMIT_LENGTHS,
    "contesting": CONTESTING,
    "before-voting": BEFORE_VOTING,
    "forum": FORUMS,
    "timeliness": TIMELINESS,
    "duration": DURATIONS,
    "session": SESSIONS,
    "reasons": REASONS,
    "filing-in-time": FILINGS,
    "publication-lag": PUBLICATIONS,
}
