"""The desk of legal staff: my day, intake, case files, publishing, the outbox, elections and the law."""

from flask import Flask

from casetracker.web.staff import (
    account,
    account_alerts,
    account_calendars,
    account_factors,
    account_tokens,
    alert_rules,
    alerts,
    assigning,
    auditing,
    board,
    bodies,
    case_files,
    cases,
    chain_steps,
    corrections,
    covering,
    decisions,
    document_pages,
    documents,
    election_changes,
    election_law,
    elections,
    exports,
    hand_overs,
    hearings,
    imports,
    intake,
    law,
    law_changes,
    losses,
    lower_cases,
    matters,
    my_day,
    my_drafts,
    navigation,
    notices,
    outbox,
    parties,
    persons,
    publishing,
    retention,
    reviewing,
    service,
    stays,
    user_changes,
    users,
)
from casetracker.web.staff.access import assert_guarded
from casetracker.web.staff.blueprint import pages

__all__ = ["register"]

# Importing a module attaches its views to the blueprint.
VIEWS = (
    auditing,
    persons,
    retention,
    alerts,
    alert_rules,
    account_alerts,
    board,
    bodies,
    case_files,
    cases,
    decisions,
    election_changes,
    election_law,
    elections,
    exports,
    hand_overs,
    imports,
    intake,
    law,
    law_changes,
    losses,
    lower_cases,
    matters,
    my_day,
    my_drafts,
    outbox,
    publishing,
    reviewing,
)
ABOUT_ACCOUNTS = (account, account_calendars, account_factors, account_tokens, user_changes, users)
ABOUT_DOCUMENTS = (covering, document_pages, documents, notices)
ABOUT_A_CASE = (assigning, chain_steps, corrections, *ABOUT_DOCUMENTS, hearings, parties, service, stays)


def register(app: Flask) -> None:
    """Attach the pages; refuses to start when one of them names no action of the policy."""
    app.register_blueprint(pages)
    navigation.register(app)
    assert_guarded(app)
