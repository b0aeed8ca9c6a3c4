"""What a case file stores."""

from casetracker.cases.models.awaited import Awaited
from casetracker.cases.models.case import Case, CaseCounter, Matter
from casetracker.cases.models.clock import CaseDeadline
from casetracker.cases.models.decision import Decision
from casetracker.cases.models.decision_draft import DecisionDraft
from casetracker.cases.models.draft import IntakeDraft
from casetracker.cases.models.erasure import Erasure
from casetracker.cases.models.event import Event
from casetracker.cases.models.hearing import Hearing
from casetracker.cases.models.link import CaseLink, HandOver
from casetracker.cases.models.party import Identity, IdentityMark, Party
from casetracker.cases.models.recomputation import Recomputation
from casetracker.cases.models.saved_view import SavedView
from casetracker.cases.models.service import DecisionService
from casetracker.cases.models.sketch import CaseSketch
from casetracker.cases.models.stay import CaseStay

__all__ = [
    "Awaited",
    "Case",
    "CaseCounter",
    "CaseDeadline",
    "CaseLink",
    "CaseSketch",
    "CaseStay",
    "Decision",
    "DecisionDraft",
    "DecisionService",
    "Erasure",
    "Event",
    "HandOver",
    "Hearing",
    "Identity",
    "IdentityMark",
    "IntakeDraft",
    "Matter",
    "Party",
    "Recomputation",
    "SavedView",
]
