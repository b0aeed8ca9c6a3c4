"""Which rules hold for a body: its own, else those of the nearest body above, else the defaults."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa
import structlog
from sqlalchemy.orm import Session

from casetracker.alerts.models import AlertRulesOfBody
from casetracker.alerts.rules import AlertRules, default_rules, read_rules
from casetracker.registry.errors import InvalidInput

log = structlog.get_logger(__name__)


class RulesOfBodies:
    """The rules of every body, read with one query."""

    def __init__(self, own: Mapping[str, AlertRules]) -> None:
        self._own = own
        self._known: dict[str, tuple[str | None, AlertRules]] = {}

    @classmethod
    def load(cls, session: Session) -> RulesOfBodies:
        """Read what bodies have set."""
        statement = sa.select(AlertRulesOfBody).execution_options(populate_existing=True)
        read = {it.body_id: _read(it) for it in session.scalars(statement)}
        return cls({body_id: rules for body_id, rules in read.items() if rules})

    def of(self, path: str) -> AlertRules:
        """Return the rules for the body at *path* (its ids from the top down)."""
        return self.source(path)[1]

    def source(self, path: str) -> tuple[str | None, AlertRules]:
        """Return the id of the body that set the rules, None for the defaults, and the rules."""
        if path not in self._known:
            bodies = reversed(path.strip("/").split("/"))
            found = next((body_id for body_id in bodies if body_id in self._own), None)
            self._known[path] = (found, self._own[found] if found else default_rules())
        return self._known[path]


def _read(stored: AlertRulesOfBody) -> AlertRules | None:
    """Return the rules of a row, with the defaults for what a newer version added; None when it is spoilt."""
    try:
        return read_rules(default_rules().stored() | stored.rules)
    except InvalidInput:
        # The alerts of a body must not end because of its rules: those above it hold.
        log.exception("alert_rules_unreadable", body=stored.body_id)
        return None
