"""How the form macros read marshmallow's errors and whatever the person typed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from flask import Flask
from flask_babel import LazyString
from flask_babel import gettext as _

Params = dict[str, Any]

WHOLE_FORM = "_schema"
PLURAL_FORMS = ("one", "few", "many", "other")


def field_id(name: str) -> str:
    """Return the HTML id of a field: ``parties.0.kind`` becomes ``parties-0-kind``."""
    return name.replace(".", "-").replace("_", "-")


def flat_errors(errors: Mapping[Any, Any] | None) -> list[tuple[str, str]]:
    """Return marshmallow's nested errors as (dotted field name, sentence); '' names the whole form."""
    return list(_walk("", errors or {}))


def _walk(path: str, node: Any) -> Iterator[tuple[str, str]]:
    if isinstance(node, Mapping):
        for key, inner in node.items():
            yield from _walk(_join(path, key), inner)
    elif isinstance(node, (list, tuple)):
        for inner in node:
            yield from _walk(path, inner)
    else:
        yield path, str(node)


def _join(path: str, key: object) -> str:
    if key == WHOLE_FORM:
        return path
    return f"{path}.{key}" if path else str(key)


def error_of(errors: Mapping[Any, Any] | None, name: str) -> str:
    """Return the sentences about one field and what is inside it, or ''."""
    inside = f"{name}."
    found = [text for path, text in flat_errors(errors) if path == name or path.startswith(inside)]
    return " ".join(dict.fromkeys(found))


def named_errors(
    errors: Mapping[str, Sequence[str]], names: Mapping[str, str | LazyString]
) -> dict[str, list[str]]:
    """Return the errors for the summary: each sentence behind the name of its field."""
    return {
        field: [_named(str(names[field]), sentence) for sentence in sentences]
        if field in names
        else list(sentences)
        for field, sentences in errors.items()
    }


def _named(name: str, sentence: str) -> str:
    # A question needs no colon behind it.
    return f"{name} {sentence}" if name.endswith("?") else f"{name}: {sentence}"


def value_of(values: Mapping[str, Any] | None, name: str) -> str:
    """Return what to show in a field: what was typed, or a stored value in the form that browsers expect."""
    value = (values or {}).get(name)
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return value.strftime("%Y-%m-%dT%H:%M")
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, bool):
        return "true" if value else ""
    return str(value)


def values_of(values: Mapping[str, Any] | None, name: str) -> list[str]:
    """Return all chosen values of a group of checkboxes, from a posted form or from plain data."""
    source: Any = values or {}
    if hasattr(source, "getlist"):
        return [str(value) for value in source.getlist(name)]
    chosen = source.get(name) or []
    return [str(value) for value in ([chosen] if isinstance(chosen, str) else chosen)]


def label_param(text: str, required: bool, classes: str = "") -> Params:
    """Return a label or legend; a field that may stay empty says so in words."""
    shown = str(text) if required else _("%(label)s (optional)", label=text)
    return {"text": shown, "classes": classes}


def hint_param(text: str) -> Params | None:
    """Return a hint, or None when there is nothing to add."""
    return {"text": text} if text else None


def error_param(errors: Mapping[Any, Any] | None, name: str) -> Params | None:
    """Return the message at a field, or None when the field is right."""
    text = error_of(errors, name)
    return {"text": text, "visuallyHiddenText": _("Error")} if text else None


def option_items(options: Iterable[Sequence[Any]], chosen: Sequence[str] = ()) -> list[Params]:
    """Return (value, text) or (value, text, hint) choices as govuk items, the chosen ones ticked."""
    return [_option(*option, chosen=chosen) for option in options]


def _option(value: Any, text: Any, hint: str = "", *, chosen: Sequence[str]) -> Params:
    item: Params = {"value": str(value), "text": text}
    if hint:
        item["hint"] = {"text": hint}
    if str(value) in chosen:
        item["checked"] = True
    return item


def counting_params(maxlength: int) -> Params:
    """Return the sentences of a character count, worded so that no language needs a plural form."""
    left = _("Characters left: %(count)s", count="%{count}")
    over = _("Characters too many: %(count)s", count="%{count}")
    return {
        "maxlength": maxlength,
        "textareaDescriptionText": _("At most %(count)s characters.", count="%{count}"),
        "charactersUnderLimitText": dict.fromkeys(PLURAL_FORMS, left),
        "charactersAtLimitText": _("No characters left."),
        "charactersOverLimitText": dict.fromkeys(PLURAL_FORMS, over),
    }


def register(app: Flask) -> None:
    """Give the form macros their functions."""
    app.jinja_env.globals.update(
        label_param=label_param,
        hint_param=hint_param,
        error_param=error_param,
        option_items=option_items,
        counting_params=counting_params,
        field_id=field_id,
        flat_errors=flat_errors,
        named_errors=named_errors,
        error_of=error_of,
        value_of=value_of,
        values_of=values_of,
    )
