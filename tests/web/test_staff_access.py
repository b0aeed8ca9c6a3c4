"""Who may open what: every route of the staff side, walked by those who may not."""

from __future__ import annotations

import uuid

import pytest
from flask import Flask
from werkzeug.routing import Rule

from casetracker.accounts import policy
from casetracker.web.staff.access import allowed, assert_guarded
from tests.builders.cases import create_case, create_decision
from tests.builders.desk import INTAKE, Desk
from tests.builders.registry import ASTANA, CENTRAL

ACTIONS = {
    "staff.show_audit": policy.AUDIT,
    "staff.find_person": policy.UNMASK,
    "staff.list_retention": policy.ERASE,
    "staff.show_retention": policy.ERASE,
    "staff.change_retention": policy.CHANGE_LAW,
    "staff.my_day": policy.READ,
    "staff.list_cases": policy.READ,
    "staff.board": policy.READ,
    "staff.assign_chosen": policy.ASSIGN,
    "staff.save_view": policy.READ,
    "staff.delete_view": policy.READ,
    "staff.assign": policy.ASSIGN,
    "staff.list_drafts": policy.REGISTER,
    "staff.autosave": policy.REGISTER,
    "staff.discard": policy.REGISTER,
    "staff.find_body": policy.READ,
    "staff.suggest_bodies": policy.READ,
    "staff.show_case": policy.READ,
    "staff.new_case": policy.REGISTER,
    "staff.unmask": policy.UNMASK,
    "staff.add_case_party": policy.REGISTER,
    "staff.correct_case_party": policy.CORRECT,
    "staff.remove_case_party": policy.CORRECT,
    "staff.decide": policy.DECIDE,
    "staff.publish_case": policy.PREPARE,
    "staff.review_publication": policy.PUBLISH,
    "staff.cover_document": policy.PREPARE,
    "staff.download_redacted": policy.PREPARE,
    "staff.withdraw_publication": policy.PUBLISH,
    "staff.stay": policy.STAY,
    "staff.await_court": policy.STAY,
    "staff.resume": policy.STAY,
    "staff.correct": policy.CORRECT,
    "staff.serve": policy.DECIDE,
    "staff.put_in_force": policy.DECIDE,
    "staff.serve_one_party": policy.DECIDE,
    "staff.set_hearing": policy.HEAR,
    "staff.move_hearing": policy.HEAR,
    "staff.adjourn_hearing": policy.HEAR,
    "staff.cancel_hearing": policy.HEAR,
    "staff.hearing_result": policy.HEAR,
    "staff.account": policy.OWN_ACCOUNT,
    "staff.new_password": policy.OWN_ACCOUNT,
    "staff.confirm_person": policy.OWN_ACCOUNT,
    "staff.end_own_session": policy.OWN_ACCOUNT,
    "staff.end_other_sessions": policy.OWN_ACCOUNT,
    "staff.second_factors": policy.OWN_ACCOUNT,
    "staff.set_up_app": policy.OWN_ACCOUNT,
    "staff.remove_app": policy.OWN_ACCOUNT,
    "staff.passkey_options": policy.OWN_ACCOUNT,
    "staff.add_passkey": policy.OWN_ACCOUNT,
    "staff.remove_passkey": policy.OWN_ACCOUNT,
    "staff.recovery_codes": policy.OWN_ACCOUNT,
    "staff.new_token": policy.OWN_ACCOUNT,
    "staff.revoke_token": policy.OWN_ACCOUNT,
    "staff.new_calendar": policy.OWN_ACCOUNT,
    "staff.revoke_calendar": policy.OWN_ACCOUNT,
    "staff.list_users": policy.SEE_USERS,
    "staff.show_user": policy.SEE_USERS,
    "staff.invite_user": policy.MANAGE_USERS,
    "staff.edit_user": policy.MANAGE_USERS,
    "staff.disable_user": policy.MANAGE_USERS,
    "staff.enable_user": policy.MANAGE_USERS,
    "staff.clear_bounces_of_user": policy.MANAGE_USERS,
    "staff.reset_second_factor": policy.MANAGE_USERS,
    "staff.end_sessions_of_user": policy.MANAGE_USERS,
    "staff.send_link_to_user": policy.MANAGE_USERS,
    "staff.add_documents": policy.ADD_DOCUMENT,
    "staff.show_document": policy.OPEN_DOCUMENT,
    "staff.download_document": policy.OPEN_DOCUMENT,
    "staff.show_document_page": policy.OPEN_DOCUMENT,
    "staff.show_document_text": policy.OPEN_DOCUMENT,
    "staff.withdraw_document": policy.WITHDRAW_DOCUMENT,
    "staff.return_for_defects": policy.DECIDE,
    "staff.mend_defects": policy.REGISTER,
    "staff.find_admissible": policy.DECIDE,
    "staff.withdraw": policy.DECIDE,
    "staff.forward": policy.DECIDE,
    "staff.next_instance": policy.REGISTER,
    "staff.interim_decision": policy.DECIDE,
    "staff.correct_decision": policy.DECIDE,
    "staff.correct_taking": policy.CORRECT,
    "staff.reopen": policy.DECIDE,
    "staff.join": policy.DECIDE,
    "staff.split": policy.DECIDE,
    "staff.show_matter": policy.READ,
    "staff.list_hand_overs": policy.REGISTER,
    "staff.receive_hand_over": policy.REGISTER,
    "staff.from_lower_case": policy.REGISTER,
    "staff.list_mails": policy.SEE_MAIL,
    "staff.show_mail": policy.SEE_MAIL,
    "staff.show_alerts": policy.SEE_MAIL,
    "staff.show_coming_alerts": policy.SEE_MAIL,
    "staff.alert_rules": policy.SEE_MAIL,
    "staff.change_alert_rules": policy.MANAGE_ALERTS,
    "staff.resend_mail": policy.MANAGE_ALERTS,
    "staff.resend_all_mails": policy.MANAGE_ALERTS,
    "staff.settle_alert_fault": policy.MANAGE_ALERTS,
    "staff.pause_alerts": policy.MANAGE_ALERTS,
    "staff.continue_alerts": policy.MANAGE_ALERTS,
    "staff.own_alerts": policy.OWN_ACCOUNT,
    "staff.export_list": policy.READ,
    "staff.issue_notice": policy.REGISTER,
    "staff.list_imports": policy.IMPORT,
    "staff.send_journal": policy.IMPORT,
    "staff.map_journal": policy.IMPORT,
    "staff.show_import": policy.IMPORT,
    "staff.import_progress": policy.IMPORT,
    "staff.confirm_import": policy.IMPORT,
    "staff.discard_import": policy.IMPORT,
    "staff.import_errors": policy.IMPORT,
    "staff.list_elections": policy.SEE_LAW,
    "staff.show_election": policy.SEE_LAW,
    "staff.edit_election": policy.CHANGE_LAW,
    "staff.confirm_election_law": policy.CHANGE_LAW,
    "staff.withdraw_election_law": policy.CHANGE_LAW,
    "staff.show_law": policy.SEE_LAW,
    "staff.preview_law": policy.SEE_LAW,
    "staff.list_recomputations": policy.SEE_LAW,
    "staff.new_recomputation": policy.CHANGE_LAW,
}
ELSEWHERE = "kz-rec-almaty"
# The walk looks at who is let in, so it changes nobody's account.
NOBODY = 999_999
# No database keeps it.
TOO_LARGE = 10**24
ABOUT_A_CASE = (
    *("/documents/new", "/documents/1", "/documents/1/file", "/documents/1/text", "/documents/1/withdraw"),
    "/documents/1/pages/1.png",
    *("", "/decision", "/publish", "/unmask", "/stay", "/court", "/resume", "/correct", "/assign"),
    *("/publish/review", "/publish/withdraw"),
    *("/return-for-defects", "/mend-defects", "/find-admissible", "/withdraw", "/forward", "/reopen"),
    *("/next-instance", "/join", "/split", "/interim-decision", "/correct-decision", "/correct-taking"),
    *("/decisions/1/served", "/decisions/1/in-force", "/decisions/1/parties/1/served"),
    *("/hearings/new", "/hearings/1/move", "/hearings/1/adjourn", "/hearings/1/cancel", "/hearings/1/result"),
    *("/parties/new", "/parties/1/correct", "/parties/1/remove"),
)


@pytest.fixture
def desk(app: Flask) -> Desk:
    return Desk(app)


def staff_paths(app: Flask, case: str, number: int = 0) -> list[tuple[str, str, str]]:
    """Return (method, path, endpoint) of every route of the staff side, with one number in all."""
    election, slug = case.removeprefix("/staff/cases/").split("/")
    known: dict[str, object] = {
        "election": election,
        "slug": slug,
        "mail_id": 1,
        "fault_id": 1,
        "decision": 1,
        "hearing": 1,
        "document": 1,
        "number": 1,
        "view_id": 1,
        "party": 1,
        "form_id": uuid.UUID(int=1),
        "job": 1,
        "ending": "csv",
        "kind": "receipt",
        "name": "cases",
        "matter": 1,
        "hand_over": 1,
    }
    known |= dict.fromkeys(("user_id", "session_id", "passkey_id", "token_id", "feed_id"), NOBODY)
    if number:
        known |= {key: number for key, value in known.items() if isinstance(value, int)}
    with app.test_request_context():
        adapter = app.url_map.bind("localhost")
        return [
            (
                method,
                adapter.build(rule.endpoint, _needed(rule, known)),
                rule.endpoint,
            )
            for rule in app.url_map.iter_rules()
            if rule.endpoint.startswith("staff.")
            for method in sorted((rule.methods or set()) & {"GET", "POST"})
        ]


def _needed(rule: Rule, known: dict[str, object]) -> dict[str, object]:
    return {name: known[name] for name in rule.arguments}


def test_every_route_names_the_action_that_is_expected(app: Flask) -> None:
    found = {
        endpoint: getattr(view, "staff_action", None)
        for endpoint, view in app.view_functions.items()
        if endpoint.startswith("staff.")
    }
    assert found == ACTIONS


def test_view_without_an_action_is_not_served(app: Flask) -> None:
    app.view_functions["staff.open_to_all"] = lambda: "hello"
    with pytest.raises(RuntimeError, match=r"staff\.open_to_all"):
        assert_guarded(app)
    app.view_functions["staff.open_to_all"] = allowed(policy.READ)(lambda: "hello")
    assert_guarded(app)


def test_nobody_comes_in_without_logging_in(app: Flask, desk: Desk) -> None:
    visitor = desk.visitor()
    token = visitor.form("/login")["csrf_token"]
    walked = staff_paths(app, desk.case())
    assert len(walked) > len(ACTIONS)
    for method, path, endpoint in walked:
        answer = visitor.client.open(
            path, method=method, data={"csrf_token": token} if method == "POST" else None
        )
        if endpoint == "staff.autosave":
            # A script asks: it is told, and not sent to a page.
            assert answer.status_code == 401, (method, path)
            continue
        assert answer.status_code == 302, (method, path)
        assert answer.location.startswith("/login?next=/staff/"), (method, path)


@pytest.mark.parametrize(
    ("role", "body"), [*((role, ASTANA) for role in sorted(policy.ALLOWED)), ("administrator", CENTRAL)]
)
def test_role_opens_what_the_policy_allows_and_nothing_else(
    app: Flask, desk: Desk, role: str, body: str
) -> None:
    case = desk.case()
    visitor = desk.person(role, body)
    token = visitor.form("/staff/")["csrf_token"]
    for method, path, endpoint in staff_paths(app, case):
        data = {"csrf_token": token} if method == "POST" else None
        status = visitor.client.open(path, method=method, data=data).status_code
        action = ACTIONS[endpoint]
        may = action in policy.ALLOWED[role] and (body == CENTRAL or action not in policy.FROM_THE_TOP)
        assert (status == 403) is not may, (role, method, path, status)
        assert status < 500, (role, method, path)


def test_address_with_a_number_too_large_for_a_database_is_404(app: Flask, desk: Desk) -> None:
    case = desk.case()
    visitor = desk.person("supervisor")
    numbered = [
        path
        for method, path, _endpoint in staff_paths(app, case, number=TOO_LARGE)
        if method == "GET" and str(TOO_LARGE) in path
    ]
    assert f"{case}/documents/{TOO_LARGE}/text" in numbered
    for path in numbered:
        assert visitor.get(path).status_code == 404, path


def test_outside_the_scope_a_case_does_not_exist(desk: Desk) -> None:
    case = desk.case()
    for role in sorted(policy.ALLOWED):
        visitor = desk.person(role, ELSEWHERE)
        token = visitor.form("/staff/")["csrf_token"]
        for end in ABOUT_A_CASE:
            assert visitor.get(case + end).status_code in {403, 404, 405}, (role, end)
            assert visitor.client.post(case + end, data={"csrf_token": token}).status_code in {403, 404, 405}
        assert visitor.get(case).status_code == 404
        assert "REC-ASTANA" not in visitor.get("/staff/cases").text
        assert "REC-ASTANA" not in visitor.get("/staff/").text


def test_decision_outside_the_scope_is_not_among_the_unpublished(desk: Desk) -> None:
    desk.work(lambda session: create_decision(session, create_case(session)))
    assert "REC-ASTANA" in desk.person("publisher").get("/staff/").text
    assert "REC-ASTANA" not in desk.person("publisher", ELSEWHERE).get("/staff/").text


def test_higher_commission_sees_the_cases_below_it(desk: Desk) -> None:
    case = desk.case()
    assert desk.person("lawyer", CENTRAL).get(case).status_code == 200


def test_complaint_before_another_body_cannot_be_registered(desk: Desk) -> None:
    answer = desk.person("clerk", ELSEWHERE).send("/staff/cases/new", do="register", **INTAKE)
    assert answer.status_code == 422
    assert 'id="body-error"' in answer.text
    assert desk.person("clerk", ASTANA).get("/staff/cases").text.count("REC-ASTANA") == 0


@pytest.mark.parametrize(
    "address",
    [
        "2022-pres/rec-astana-9999",
        "2022-pres/rec-astana",
        "2022-pres/%00",
        "%00/rec-astana-0001",
        "2022-pres/rec-astana-0001'--",
        "2022-pres/" + "a" * 500 + "-0001",
        "2022-pres/rec-astana-٠٠٠١",
        "2022-PRES/REC-ASTANA-0001",
    ],
)
def test_address_of_no_case_is_404(desk: Desk, address: str) -> None:
    assert desk.person().get(f"/staff/cases/{address}").status_code == 404


@pytest.mark.parametrize(
    "query",
    ["page=0", "page=-1", "page=99999999999999999999", "page=x", "status=%00", "status=nonsense", "page=2"],
)
def test_odd_arguments_of_lists_do_no_harm(desk: Desk, query: str) -> None:
    visitor = desk.person("supervisor")
    for path in ("/staff/cases", "/staff/outbox"):
        assert visitor.get(f"{path}?{query}", follow_redirects=True).status_code == 200


@pytest.mark.parametrize("words", ["", "%00", "%25", "_", "'", "%F0%9F%98%80", "a" * 5000, "%ff"])
def test_odd_words_find_no_body_and_do_no_harm(desk: Desk, words: str) -> None:
    answer = desk.person().get(f"/staff/bodies?q={words}")
    assert answer.status_code == 200
    assert "app-table__row" not in answer.text


@pytest.mark.parametrize("words", ["астана", "АСТАНА", "Астана сот", "astana court", "rec-astana"])
def test_body_is_found_in_each_language_whatever_the_case(desk: Desk, words: str) -> None:
    page = desk.person().get("/staff/bodies", query_string={"q": words}).text
    assert "ASTANA</th>" in page
