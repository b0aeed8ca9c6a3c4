"""Problems as RFC 9457 tells them: every error under ``/api``, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Response, jsonify, request
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from werkzeug.exceptions import HTTPException

MEDIA_TYPE = "application/problem+json"
TYPE_PREFIX = "/api/v1/problems/"
WHOLE_INPUT = "_schema"


@dataclass(frozen=True)
class Kind:
    """One kind of problem: its status and what is told of it when there is nothing more exact to say."""

    status: int
    title: LazyString
    detail: LazyString


KINDS: dict[str, Kind] = {
    "bad-request": Kind(
        400,
        _l("Bad request"),
        _l("The request cannot be read. Compare it with the documentation of the API."),
    ),
    "not-json": Kind(
        400, _l("Not JSON"), _l("The body is not valid JSON (RFC 8259). Send one JSON object, in UTF-8.")
    ),
    "not-authenticated": Kind(
        401,
        _l("Not authenticated"),
        _l("Send a valid token in the header Authorization: Bearer. An administrator issues tokens."),
    ),
    "not-allowed": Kind(
        403,
        _l("Not allowed"),
        _l("The user of this token may not do this. Ask an administrator for the role or the body."),
    ),
    "not-found": Kind(
        404,
        _l("Not found"),
        _l("There is nothing at this address. Check the address, or search for what you need."),
    ),
    "method-not-allowed": Kind(
        405,
        _l("Method not allowed"),
        _l("This address does not take this method. The header Allow lists those that it takes."),
    ),
    "key-reused": Kind(
        422,
        _l("Key used for another request"),
        _l(
            "A different request was sent with this Idempotency-Key. Nothing was done now. Use a new key for "
            "a new request."
        ),
    ),
    "in-progress": Kind(
        409,
        _l("Still being answered"),
        _l(
            "The same request is being answered just now. Wait as long as the header Retry-After says, and "
            "send it again."
        ),
    ),
    "step-impossible": Kind(
        409,
        _l("Impossible step"),
        _l("The step does not fit where the case stands. Take one of those listed under possible."),
    ),
    "withdrawn": Kind(410, _l("Withdrawn from publication"), _l("This case was withdrawn from publication.")),
    "no-longer-shown": Kind(
        410,
        _l("No longer shown"),
        _l("What linked these cases was undone, or every one of them was withdrawn from publication."),
    ),
    "precondition-failed": Kind(
        412,
        _l("Changed since"),
        _l("Somebody else changed the case since you read it. Nothing was done. Read it again."),
    ),
    "too-large": Kind(
        413, _l("Too large"), _l("The body is too large. Shorten the text; at most one megabyte is accepted.")
    ),
    "unsupported-media-type": Kind(
        415,
        _l("Not sent as JSON"),
        _l("Send the body as JSON, with the header Content-Type: application/json."),
    ),
    "invalid-input": Kind(
        422,
        _l("Some values cannot be used"),
        _l("Nothing was changed. Mend the values listed under errors and send the request again."),
    ),
    "not-computed": Kind(
        422, _l("No time limit can be computed"), _l("The facts given do not lead to a time limit.")
    ),
    "precondition-required": Kind(
        428,
        _l("Version needed"),
        _l("Say which version of the case you saw: send its ETag in the header If-Match."),
    ),
    "too-many-requests": Kind(
        429,
        _l("Too many requests"),
        _l("Too many requests came from your address. Wait as long as the header Retry-After says."),
    ),
    "internal-error": Kind(
        500,
        _l("Internal error"),
        _l("Something went wrong on our side and was recorded. Nothing was changed. Try again later."),
    ),
    "unavailable": Kind(
        503,
        _l("Not available"),
        _l("The service cannot reach its database just now. Nothing was changed. Try again in a minute."),
    ),
}
# These are raised by our own views, which know more than a status says.
SPECIFIC = frozenset(
    {
        "not-json",
        "key-reused",
        "in-progress",
        "step-impossible",
        "withdrawn",
        "no-longer-shown",
        "invalid-input",
        "not-computed",
    }
)
_BY_STATUS = {kind.status: slug for slug, kind in KINDS.items() if slug not in SPECIFIC}


@dataclass(frozen=True)
class FieldError:
    """A sentence about one value: the name of its field, and where it stands in a JSON body.

    ``inside`` is the way from a field that holds others to the value that is meant.
    """

    field: str
    message: str
    in_body: bool = True
    inside: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, str]:
        """Return the error as RFC 9457 shows them; ``pointer`` only for what stands in the body."""
        # A name of the sender's own may hold half a surrogate pair, which no strict reader takes back.
        name, *inside = (
            part.encode("utf-8", "replace").decode()[:200] for part in (self.field, *self.inside)
        )
        if name == WHOLE_INPUT:
            return {"field": "", "message": self.message} | ({"pointer": "#"} if self.in_body else {})
        if not self.in_body:
            # A parameter that is given several times has one name.
            return {"field": name, "message": self.message}
        steps = (part.replace("~", "~0").replace("/", "~1") for part in (name, *inside))
        pointer = "#/" + "/".join(steps)
        return {"field": ".".join((name, *inside)), "message": self.message, "pointer": pointer}


class Problem(HTTPException):
    """A problem to be told to the caller; raise it anywhere below a view of the API."""

    def __init__(
        self,
        slug: str,
        detail: str | None = None,
        *,
        errors: Iterable[FieldError] = (),
        headers: Mapping[str, str] | None = None,
        **members: Any,
    ) -> None:
        super().__init__(detail)
        self.slug, self.errors, self.members = slug, tuple(errors), members
        self.code = KINDS[slug].status
        self._headers = dict(headers or {})

    def get_headers(self, *_: Any, **__: Any) -> list[tuple[str, str]]:
        """Return the headers that belong to the problem itself."""
        return list(self._headers.items())


def field_errors(errors: Mapping[str, Iterable[str]]) -> Iterator[FieldError]:
    """Yield the errors of an ``InvalidInput`` one by one."""
    for field, sentences in errors.items():
        yield from (FieldError(field, sentence) for sentence in sentences)


def tell(error: HTTPException) -> Response:
    """Return any HTTP error as a problem; its own headers stay (Allow on 405, Retry-After on 429)."""
    code = error.code or 500
    if isinstance(error, Problem):
        body = _body(error.slug, error.description) | error.members
        if error.errors:
            body["errors"] = [one.to_dict() for one in error.errors]
    elif code in _BY_STATUS:
        body = _body(_BY_STATUS[code], None)
    else:
        body = {"type": "about:blank", "title": error.name, "status": code, "instance": request.path}
    answer = jsonify(body)
    answer.status_code = code
    for name, value in error.get_headers():
        if name.lower() != "content-type":
            answer.headers[name] = value
    answer.content_type = MEDIA_TYPE
    return answer


def _body(slug: str, detail: str | None) -> dict[str, Any]:
    kind = KINDS[slug]
    return {
        "type": TYPE_PREFIX + slug,
        "title": str(kind.title),
        "status": kind.status,
        "detail": detail or str(kind.detail),
        "instance": request.path,
    }
