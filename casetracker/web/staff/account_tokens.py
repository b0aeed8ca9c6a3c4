"""``/staff/account/tokens``: API tokens that act as oneself."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from casetracker import db, labels
from casetracker.accounts import policy
from casetracker.accounts.models import ApiToken, User
from casetracker.accounts.tokens import create_token
from casetracker.accounts.tokens import revoke_token as void_token
from casetracker.cases.errors import InvalidInput
from casetracker.cases.fields import Choice, CleanText
from casetracker.cases.inputs import Strict, read_input
from casetracker.web.auth.sessions import person
from casetracker.web.staff.access import allowed, own_or_404, recently_confirmed
from casetracker.web.staff.blueprint import pages
from casetracker.web.staff.field_names import API_TOKEN
from casetracker.web.staff.forms import typed


class TokenSchema(Strict):
    """A new token, as it is asked for."""

    name = CleanText(longest=100, required=True)
    scope = Choice("token-scope", required=True)


@pages.route("/account/tokens/new", methods=["GET", "POST"])
@allowed(policy.OWN_ACCOUNT)
@recently_confirmed
def new_token() -> ResponseReturnValue:
    """Make an API token; it is shown once."""
    if request.method == "GET":
        return _form({"scope": "read"}, {})
    values = typed(TokenSchema(), request.form)
    try:
        wanted = read_input(TokenSchema(), values)
    except InvalidInput as refused:
        return _form(values, refused.errors), 422
    with db.unit_of_work() as session:
        user = session.get_one(User, person().id)
        token = create_token(session, user, wanted["name"], actor=user.ref, scope=wanted["scope"])
    return render_template("staff/account/token.html", token=token, name=wanted["name"])


def _form(values: dict[str, Any], errors: Any) -> str:
    return render_template(
        "staff/account/new_token.html",
        values=values,
        errors=errors,
        names=API_TOKEN,
        scopes=labels.choices("token-scope"),
    )


@pages.post("/account/tokens/<int(max=2000000000):token_id>/revoke")
@allowed(policy.OWN_ACCOUNT)
def revoke_token(token_id: int) -> ResponseReturnValue:
    """Revoke a token of one's own."""
    with db.unit_of_work() as session:
        token = own_or_404(session, ApiToken, token_id)
        void_token(session, token, actor=person().ref)
    flash(_("The token is revoked. Requests with it are refused."))
    return redirect(url_for("staff.account"), 303)
