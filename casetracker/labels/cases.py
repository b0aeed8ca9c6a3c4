"""Labels of what happens to a case: where it stands, steps, events, links. ``labels`` is the door to them."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

STATUSES = {
    "registered": _l("Registered"),
    "returned-for-defects": _l("Returned so that defects can be put right"),
    "admitted": _l("Admissible, under examination"),
    # By a higher instance, which annulled the decision.
    "reopened": _l("Reopened"),
    "decided": _l("Decided"),
    "withdrawn": _l("Withdrawn"),
    # After a stay: without a decision of this body.
    "terminated": _l("Ended without a decision"),
    "forwarded": _l("Forwarded to another body"),
}
# What may be done to a case; the table is in cases/statuses.py.
STEPS = {
    "return-for-defects": _l("Return for defects"),
    "mend-defects": _l("Record that the defects were put right"),
    "find-admissible": _l("Find it admissible"),
    "stay": _l("Stay the case"),
    "resume": _l("Resume the case"),
    "end": _l("End the case after the stay"),
    "decide": _l("Record the decision"),
    "withdraw": _l("Record the withdrawal"),
    "forward": _l("Forward it to the competent body"),
    "serve": _l("Record the service"),
    "put-in-force": _l("Record the entry into force"),
    "next-instance": _l("Open the next instance"),
    "reopen": _l("Reopen the case"),
    "correct": _l("Correct the facts"),
    "join": _l("Join with another case"),
    "split": _l("Separate from the matter"),
}
# From a case to the one that it is linked with, and the other way round.
LINKS = {
    "next-instance": _l("Next instance"),
    "lower-instance": _l("Lower instance"),
    "forwarded": _l("Forwarded to"),
    "forwarded-from": _l("Forwarded from"),
    "joined": _l("Joined with"),
    "parallel": _l("The same matter before a court"),
    "parallel-commission": _l("The same matter before a commission"),
}
EVENTS = {
    "contested-act": _l("Contested decision or act"),
    "filed": _l("Complaint filed"),
    "received": _l("Complaint received"),
    "registered": _l("Complaint registered"),
    "deadline-set": _l("Time limit computed"),
    "deadline-moved": _l("Time limit moved"),
    "deadline-stayed": _l("Time limit stands still"),
    "deadline-ended": _l("Time limit ended by a stay"),
    "clock-not-computed": _l("Time limit not computed"),
    "recomputation-failed": _l("Time limits could not be computed again"),
    "deadline-met": _l("Decided within the time limit"),
    "deadline-missed": _l("Decided after the time limit"),
    "filed-late": _l("Filed after the time limit"),
    "filed-in-time": _l("Filed within the time limit after all"),
    "stayed": _l("Proceedings stayed"),
    "resumed": _l("Proceedings resumed"),
    "stay-ended": _l("Proceedings ended after a stay"),
    "joined": _l("Joined with a case about the same act"),
    "split": _l("Separated from the matter"),
    "returned-for-defects": _l("Returned so that defects can be put right"),
    "defects-mended": _l("Defects put right"),
    "admitted": _l("Found admissible"),
    "forwarded": _l("Forwarded to the competent body"),
    "forwarded-in-time": _l("Forwarded within the time limit"),
    "forwarded-late": _l("Forwarded after the time limit"),
    "forwarded-here": _l("Forwarded here by another body"),
    "handed-over": _l("Prepared for another body"),
    "appealed": _l("Contested before the next instance"),
    "from-lower": _l("Opened from a case of the lower instance"),
    "reopened": _l("Reopened after a higher instance annulled the decision"),
    "decision-taken": _l("Decision taken"),
    "served": _l("Copy of the decision served"),
    "in-force": _l("Decision in force"),
    "published": _l("Published"),
    "document-added": _l("Document added"),
    "document-withdrawn": _l("Document withdrawn"),
    "corrected": _l("Correction"),
    "withdrawn": _l("Withdrawn"),
    "assigned": _l("Assigned"),
    "hearing-set": _l("Hearing set"),
    "hearing-moved": _l("Hearing moved"),
    "hearing-adjourned": _l("Hearing adjourned"),
    "hearing-cancelled": _l("Hearing cancelled"),
    "hearing-held": _l("Hearing held"),
    "hearing-not-held": _l("Hearing did not take place"),
}
