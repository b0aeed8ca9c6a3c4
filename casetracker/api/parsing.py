"""Reading what a caller sends: strict JSON, and every refusal as a problem that names the field."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, NoReturn

import marshmallow as ma
from flask import Request
from flask_babel import gettext as _
from webargs.core import is_json
from webargs.flaskparser import FlaskParser
from werkzeug.datastructures import MultiDict

from casetracker.api.problems import WHOLE_INPUT, FieldError, Problem
from casetracker.cases.inputs import flat_sentences

# A complaint of the longest text, every letter written as \uXXXX, stays well below this.
LARGEST_BODY = 1024 * 1024
# No answer of ours and no body we take is nested deeper than a few levels.
DEEPEST_NESTING = 20
CHOSEN_LANGUAGE = "lang"


class StrictParser(FlaskParser):
    """Takes only what RFC 8259 calls JSON, and only query parameters that the address knows."""

    # None leaves it to the schema, and ours refuse what they do not know.
    DEFAULT_UNKNOWN_BY_LOCATION = {**FlaskParser.DEFAULT_UNKNOWN_BY_LOCATION, "query": None}  # noqa: RUF012

    def _raw_load_json(self, req: Request) -> Any:
        if not is_json(req.mimetype):
            raise Problem("unsupported-media-type")
        req.max_content_length = LARGEST_BODY
        value = read_json(req.get_data(cache=True))
        if not isinstance(value, dict):
            raise Problem("invalid-input", errors=[FieldError(WHOLE_INPUT, _("Send one JSON object."))])
        return value

    def load_querystring(self, req: Request, schema: ma.Schema) -> Any:
        """Return the query parameters but the language, which every address takes."""
        arguments = MultiDict(req.args)
        arguments.poplist(CHOSEN_LANGUAGE)
        return self._makeproxy(arguments, schema)

    def handle_error(
        self, error: ma.ValidationError, req: Request, schema: ma.Schema, **_options: Any
    ) -> NoReturn:
        """Tell everything that is wrong with the values of one place (body, query or headers) at once."""
        ((location, told),) = error.messages_dict.items()
        named = told if isinstance(told, Mapping) else {WHOLE_INPUT: told}
        known = {field.data_key or name for name, field in schema.fields.items()} | {WHOLE_INPUT}
        problems = [
            FieldError(str(name), sentence, in_body=location == "json", inside=inside)
            for name, texts in named.items()
            for inside, sentence in (_told(texts) if name in known else [((), _("This field is not known."))])
        ]
        raise Problem("invalid-input", errors=problems) from error


def _told(texts: Any) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield every sentence of marshmallow's nested errors, with the way to the value it is about."""
    if isinstance(texts, Mapping):
        for name, inner in texts.items():
            step = () if name == WHOLE_INPUT else (str(name),)
            yield from ((step + inside, sentence) for inside, sentence in _told(inner))
    else:
        yield from (((), sentence) for sentence in flat_sentences(texts))


def read_json(raw: bytes) -> Any:
    """Return the value of a JSON text.

    Raises :class:`Problem` for what RFC 8259 does not allow (NaN, broken UTF-8), for a name that
    stands twice in an object, and for nesting that nothing of ours has.
    """
    try:
        value = json.loads(raw.decode(), parse_constant=_refuse_constant, object_pairs_hook=_object)
    except json.JSONDecodeError as error:
        place = _(
            "The JSON breaks off in line %(line)d, column %(column)d.", line=error.lineno, column=error.colno
        )
        raise Problem("not-json", place) from error
    except (ValueError, RecursionError) as error:
        raise Problem("not-json") from error
    if _depth_exceeds(value, DEEPEST_NESTING):
        raise Problem("not-json", _("The JSON is nested too deep. Send one flat object."))
    return value


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        raise Problem(
            "not-json", _("A name stands twice in one object, so it is not clear which value counts.")
        )
    return members


def _depth_exceeds(value: Any, deepest: int) -> bool:
    # Level by level, not by recursion: the nesting of hostile input is what must not be trusted.
    level = [value]
    for _depth in range(deepest + 1):
        level = [inner for outer in level for inner in _inside(outer)]
        if not level:
            return False
    return True


def _inside(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []
