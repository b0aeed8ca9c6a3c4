"""The OpenAPI document: how our fields, problems and parameters are described in it."""

from __future__ import annotations

from typing import Any

from flask import Flask
from flask_smorest import Api

from casetracker.api import fields
from casetracker.api.answers import ProblemSchema
from casetracker.api.cursors import Cursor
from casetracker.api.problems import KINDS, MEDIA_TYPE
from casetracker.cases import fields as entered

TITLE = "Casetracker API"
VERSION = "1.0.0"
LANGUAGE_PARAMETERS = ["Language", "AcceptLanguage"]
DESCRIPTION = """\
Complaints about elections, their time limits, and the decisions on them.

* **Public** addresses need no account and may be called from any web page (CORS). They read the
  published, redacted register only. Answers carry an `ETag`: send it back in `If-None-Match`.
* **Staff** addresses need a token in `Authorization: Bearer ct_…`. A token acts as its user, with that
  user's role and bodies. Cookies are never looked at.
* **Errors** are problem details (RFC 9457). `type` names the kind of problem and is an address that
  explains it; `errors` lists each value that cannot be used.
* **Language**: `lang` in the address or `Accept-Language` chooses Kazakh (`kk`), Russian (`ru`) or
  English (`en`) for messages, names and explanations.
* **Dates**: a time limit is a civil date and lasts until 24:00 in the zone of the body that counts it;
  `due_at` is that end as an instant. The law leaves open whether the day of the event counts: warn by
  `strict_on`, call nothing late before `due_on` has ended.
* **Lists** are read on by `next` of the page before, sent as `cursor`, or by the address that `Link`
  names as `next`: what is added meanwhile moves nothing. Some lists take the number of a page instead.
* **Limits**: `RateLimit-Policy` names the limit (`q` requests in `w` seconds) and `RateLimit` what is
  left of it (`r` requests, `t` seconds until all of them are there again), as the draft of the IETF has
  them; `X-RateLimit-Limit`, `-Remaining` and `-Reset` tell the same. `429` has `Retry-After`.
* **Writing twice**: send an `Idempotency-Key` of your own with every request that writes. Sent again
  within 24 hours with the same key, token, address, `If-Match` and body, it does nothing and gets the
  first answer: status, body, `Location` and `ETag`, but for a tracking code, which is told once. The same
  key with another request is refused (`422`); while the first one is being answered, `409` with
  `Retry-After`. A request that was refused is not kept: mend it and send it with the same key.
* **Writing blindly**: what changes a case needs its `ETag` in `If-Match`. Without it stands `428`; when
  the case changed since, `412`, whose `changes` tell what was recorded last.
"""
CONFIGURATION = {
    "API_TITLE": TITLE,
    "API_VERSION": VERSION,
    "OPENAPI_VERSION": "3.1.0",
    "OPENAPI_URL_PREFIX": "/api/v1",
    "API_SPEC_OPTIONS": {
        "info": {"description": DESCRIPTION},
        "servers": [{"url": "/", "description": "This host"}],
        "externalDocs": {"url": "/api/docs", "description": "Documentation of the API"},
    },
}


def problem_name(status: int) -> str:
    """Return the name under which the document describes the problems of a status."""
    return f"Problem{status}"


class DescribedApi(Api):
    """The API extension, with problems instead of its own error bodies."""

    DEFAULT_ERROR_RESPONSE_NAME = None

    def _register_error_handlers(self) -> None:
        """Leave errors to the application's handlers: the extension's own drop ``Allow`` on 405."""

    def _register_responses(self) -> None:
        for status in sorted({kind.status for kind in KINDS.values()}):
            slugs = [slug for slug, kind in KINDS.items() if kind.status == status]
            content = {MEDIA_TYPE: {"schema": ProblemSchema}}
            description = f"Problem: {', '.join(slugs)}."
            self.spec.components.response(
                problem_name(status), {"description": description, "content": content}, lazy=True
            )


def describe(app: Flask) -> DescribedApi:
    """Return the API extension of an application, knowing our fields and common components."""
    app.config.update(CONFIGURATION)
    api = DescribedApi(app)
    for field, kind in FIELD_TYPES.items():
        api.register_field(field, *kind)
    api.ma_plugin.converter.add_attribute_function(_described)
    api.spec.components.security_scheme(
        "token", {"type": "http", "scheme": "bearer", "description": "A token that begins with `ct_`."}
    )
    for name, (place, parameter) in PARAMETERS.items():
        api.spec.components.parameter(name, place, parameter, lazy=True)
    return api


FIELD_TYPES: dict[type, tuple[str, str | None]] = {
    entered.CleanText: ("string", None),
    entered.Choice: ("string", None),
    entered.CivilDate: ("string", None),
    entered.LocalMoment: ("string", None),
    fields.OneOf: ("string", None),
    fields.Name: ("string", None),
    fields.Words: ("string", None),
    fields.Number: ("integer", None),
    fields.Day: ("string", "date"),
    fields.Moment: ("string", None),
    fields.RequestKey: ("string", None),
    Cursor: ("string", None),
}
PARAMETERS: dict[str, tuple[str, dict[str, Any]]] = {
    "Language": (
        "query",
        {
            "name": "lang",
            "schema": {"type": "string", "examples": ["kk", "ru", "en"]},
            "description": "The language of messages and explanations: kk, ru or en; others are ignored.",
        },
    ),
    "AcceptLanguage": (
        "header",
        {
            "name": "Accept-Language",
            "schema": {"type": "string", "examples": ["ru, en;q=0.5"]},
            "description": "The languages the reader prefers, when the address names none.",
        },
    ),
}


def _described(_converter: Any, field: Any, **_options: Any) -> dict[str, Any]:
    """Return what the document says of a field of ours beyond its type."""
    if isinstance(field, entered.Choice | fields.OneOf):
        # Where null is allowed, the list of values must allow it too.
        return {"enum": [*field.allowed, *([None] if field.allow_none else [])]}
    if isinstance(field, entered.CleanText):
        return {"maxLength": field.longest} | ({"minLength": 1} if field.required else {})
    if isinstance(field, fields.Words):
        return {"maxLength": field.longest}
    if isinstance(field, fields.Number):
        return {"minimum": field.least, "maximum": field.most}
    if isinstance(field, fields.Name | fields.RequestKey | Cursor):
        return {"pattern": f"^{field.pattern.pattern}$"}
    return _described_moment(field)


def _described_moment(field: Any) -> dict[str, Any]:
    if isinstance(field, entered.CivilDate):
        return {"examples": ["2022-11-20"]}
    if isinstance(field, entered.LocalMoment):
        return {"examples": ["2022-11-21T10:00", "2022-11-21T10:00+06:00"]}
    if isinstance(field, fields.Moment):
        return {"examples": ["2022-11-20", "2022-11-20T14:30", "2022-11-20T14:30+06:00"]}
    return {}
