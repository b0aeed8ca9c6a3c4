"""``/subscribe`` and ``/subscriptions/<token>``: be told by mail what becomes public, and end it.

These pages set no cookie, so there is no session that a foreign page could misuse: the first form needs the
mailbox of the address besides, and the token of the others is known to its subscriber only. They are exempt
from the tokens of forms therefore, as the one click of RFC 8058 has to be.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Blueprint, Flask, Response, abort, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from casetracker import db, labels
from casetracker.alerts.addressees import of_token
from casetracker.alerts.addresses import mail_domain
from casetracker.alerts.subscriptions import actions
from casetracker.alerts.subscriptions.models import Subscription
from casetracker.alerts.subscriptions.wording import address_of, what_of
from casetracker.protection import csrf, limiter
from casetracker.registry.errors import InvalidInput
from casetracker.runtime import settings
from casetracker.sealing.box import SealBox
from casetracker.web.public import queries
from casetracker.web.public.addresses import identifier_of, slug_of
from casetracker.web.public.search_request import read_search
from casetracker.web.rendering import language
from casetracker.web.security import KEPT_BY_NOBODY

pages = Blueprint("subscriptions", __name__)

View = Callable[..., ResponseReturnValue]
ASKED_FROM_ONE_PLACE = "10 per hour"
CLICKS = "60 per hour"
LONGEST_TOKEN = 100


@pages.route("/subscribe", methods=["GET", "POST"])
@csrf.exempt
@limiter.limit(ASKED_FROM_ONE_PLACE, methods=["POST"])
def subscribe() -> ResponseReturnValue:
    """Ask who wants to be told, and send the mail that asks for the confirmation."""
    wanted = _wanted()
    if request.method == "GET":
        return _form(wanted, {"rhythm": "daily"}, {})
    values = {name: request.form.get(name, "") for name in ("email", "rhythm")}
    try:
        with db.unit_of_work() as session:
            actions.subscribe(
                session,
                SealBox(settings().identity_keys),
                address=values["email"],
                rhythm=values["rhythm"],
                language=language(),
                now=db.now(),
                domain=mail_domain(settings()),
                **wanted,
            )
    except InvalidInput as refused:
        return _form(wanted, values, refused.errors), 422
    # The same for every address: nobody learns who subscribed.
    return render_template("public/subscription_asked.html", back=address_of(Subscription(**wanted)))


def _wanted() -> dict[str, Any]:
    """Return to what the address of the page asks to subscribe; 404 for what is not public."""
    session, arguments = db.db.session, request.args
    if "case" in arguments:
        election, _slash, name = arguments["case"].partition("/")
        case = queries.public_case(session, slug_of(election, name) or "")
        if case is None or case.state != "published":
            abort(404)
        return {"kind": "case", "target": case.slug, "asked": {}}
    if "place" in arguments:
        body = queries.body(session, identifier_of(arguments["place"]))
        if body is None:
            abort(404)
        return {"kind": "body", "target": body.id, "asked": {}}
    asked = read_search(arguments, queries.filter_names(session, arguments.getlist("body")))
    kept = {name: value for name, value in asked.arguments().items() if name != "sort"}
    return {"kind": "search", "target": "", "asked": kept}


def _form(wanted: dict[str, Any], values: dict[str, str], errors: Any) -> str:
    subscription = Subscription(**wanted)
    return render_template(
        "public/subscribe.html",
        what=what_of(db.db.session, subscription, language()),
        back=address_of(subscription),
        values=values,
        errors=errors,
        rhythms=labels.choices("subscription-rhythm"),
    )


def _keyed(view: View) -> View:
    """Keep what stands at the address of one subscriber from everybody on the way."""

    @wraps(view)
    def keyed(token: str) -> ResponseReturnValue:
        answer: Response = make_response(view(token))
        answer.headers.update(KEPT_BY_NOBODY)
        return answer

    return keyed


@pages.get("/subscriptions/<token>")
@limiter.limit(CLICKS)
@_keyed
def show_subscription(token: str) -> ResponseReturnValue:
    """Show a subscription, with the button that confirms it and the one that ends it.

    Looking changes nothing: programs that check the links of mails must neither confirm nor end it.
    """
    with db.unit_of_work() as session:
        return _page(session, _subscription(session, token), token)


@pages.post("/subscriptions/<token>/confirm")
@csrf.exempt
@limiter.limit(CLICKS)
@_keyed
def confirm_subscription(token: str) -> ResponseReturnValue:
    """Begin to tell."""
    with db.unit_of_work() as session:
        subscription = _subscription(session, token)
        if not actions.confirm(session, subscription, now=db.now()):
            return _page(session, subscription, token), 410
        return _page(session, subscription, token, _("You will be told what becomes public."))


@pages.route("/subscriptions/<token>/stop", methods=["GET", "POST"])
@csrf.exempt
@limiter.limit(CLICKS)
@_keyed
def end_subscription(token: str) -> ResponseReturnValue:
    """End a subscription: by the button, or by the one click of a mail program (RFC 8058)."""
    with db.unit_of_work() as session:
        subscription = _subscription(session, token)
        if request.method == "GET":
            return _page(session, subscription, token)
        actions.end(session, subscription, "unsubscribed", now=db.now())
        return _page(session, subscription, token)


def _subscription(session: Session, token: str) -> Subscription:
    found = of_token(session, Subscription, token[:LONGEST_TOKEN])
    if found is None:
        abort(make_response(render_template("public/no_subscription.html"), 404, KEPT_BY_NOBODY))
    return found


def _page(session: Session, subscription: Subscription, token: str, done: str = "") -> str:
    is_late = db.now() >= subscription.created_at + actions.CONFIRM_WITHIN
    return render_template(
        "public/subscription.html",
        subscription=subscription,
        is_late=subscription.state == "unconfirmed" and is_late,
        token=token,
        what=what_of(session, subscription, language()),
        back=address_of(subscription),
        done=done,
    )


def register(app: Flask) -> None:
    """Attach the pages."""
    app.register_blueprint(pages)
