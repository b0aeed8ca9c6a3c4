"""Every model of every room, imported so that the metadata is complete."""

from casetracker.accounts import models as accounts
from casetracker.alerts import models as alerts
from casetracker.alerts.bounces import models as bounces
from casetracker.alerts.subscriptions import models as subscriptions
from casetracker.audit import models as audit
from casetracker.cases import models as cases
from casetracker.db import Base
from casetracker.documents import models as documents
from casetracker.exchange import models as exchange
from casetracker.filing import models as filing
from casetracker.publication import models as publication
from casetracker.publication import publications
from casetracker.registry import models as registry
from casetracker.search import generations, vocabulary
from casetracker.search import models as search
from casetracker.statistics import models as statistics

__all__ = [
    "accounts",
    "alerts",
    "audit",
    "bounces",
    "cases",
    "documents",
    "exchange",
    "filing",
    "generations",
    "metadata",
    "publication",
    "publications",
    "registry",
    "search",
    "statistics",
    "subscriptions",
    "vocabulary",
]

metadata = Base.metadata
