"""The form macros: what was typed stays, each message stands at its field and in the summary."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from flask import Flask, render_template_string
from flask_babel import Babel
from jinja2 import ChoiceLoader, FileSystemLoader, PackageLoader, PrefixLoader
from werkzeug.datastructures import MultiDict

from casetracker.web import form_view, rendering

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
NESTED = {
    "title": ["Enter a title."],
    "parties": {0: {"kind": ["Choose one."]}},
    "_schema": ["These do not fit."],
}


@pytest.fixture
def app() -> Flask:
    app = Flask("casetracker")
    Babel(app, default_locale="en")
    govuk = PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})
    app.jinja_loader = ChoiceLoader([FileSystemLoader(TEMPLATES), govuk])
    rendering.register(app)
    return app


def render(app: Flask, call: str, **context: object) -> str:
    with app.test_request_context("/"):
        return render_template_string(
            "{% import 'macros/forms.html' as forms %}{{ forms." + call + " }}", **context
        )


def test_flat_errors_names_nested_fields_and_the_whole_form() -> None:
    assert form_view.flat_errors(NESTED) == [
        ("title", "Enter a title."),
        ("parties.0.kind", "Choose one."),
        ("", "These do not fit."),
    ]
    assert form_view.flat_errors(None) == []


def test_error_of_gathers_what_is_inside_a_field() -> None:
    assert form_view.error_of({"subjects": {0: ["Bad."], 1: ["Bad."]}}, "subjects") == "Bad."
    assert form_view.error_of(NESTED, "kind") == ""


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, ""),
        (0, "0"),
        (True, "true"),
        (dt.date(2022, 11, 20), "2022-11-20"),
        (dt.datetime(2022, 11, 20, 14, 5, tzinfo=dt.UTC), "2022-11-20T14:05"),
    ],
)
def test_value_of_is_what_the_browser_expects(value: object, shown: str) -> None:
    assert form_view.value_of({"field": value}, "field") == shown


def test_values_of_reads_forms_and_plain_data() -> None:
    assert form_view.values_of(MultiDict([("s", "a"), ("s", "b")]), "s") == ["a", "b"]
    assert form_view.values_of({"s": ["a"]}, "s") == ["a"]
    assert form_view.values_of({}, "s") == []


def test_text_keeps_what_was_typed_escaped_and_tells_the_error(app: Flask) -> None:
    page = render(app, "text('title', 'Title', values, errors)", values={"title": '<b>"x"'}, errors=NESTED)
    assert 'value="&lt;b&gt;&#34;x&#34;"' in page
    assert 'id="title-error"' in page
    assert 'aria-describedby="title-error"' in page


def test_text_of_a_password_never_comes_back(app: Flask) -> None:
    page = render(app, "text('p', 'Password', values, {}, type='password')", values={"p": "hunter2"})
    assert "hunter2" not in page


def test_error_summary_links_to_the_fields(app: Flask) -> None:
    page = render(app, "error_summary(errors)", errors=NESTED)
    assert 'href="#title"' in page
    assert 'href="#parties-0-kind"' in page
    assert page.count("<li>") == 3
    assert render(app, "error_summary({})").strip() == ""


def test_select_and_radios_keep_the_choice(app: Flask) -> None:
    options = [("1", "One"), ("2", "Two")]
    chosen = {"n": 2}
    page = render(app, "select('n', 'N', options, values, {})", options=options, values=chosen)
    assert '<option value="2" selected>' in " ".join(page.split())
    page = render(app, "radios('n', 'N', options, values, {})", options=options, values=chosen)
    assert 'value="2" checked' in " ".join(page.split())


def test_checkboxes_keep_every_choice(app: Flask) -> None:
    page = render(
        app,
        "checkboxes('n', 'N', options, values, {})",
        options=[("1", "One"), ("2", "Two"), ("3", "Three")],
        values=MultiDict([("n", "1"), ("n", "3")]),
    )
    assert page.count(" checked") == 2


def test_an_optional_field_says_so(app: Flask) -> None:
    assert "Note (optional)" in render(app, "textarea('note', 'Note', {}, {}, required=False)")


def test_textarea_with_a_limit_counts_in_every_plural_form(app: Flask) -> None:
    page = render(app, "textarea('t', 'T', {}, {}, maxlength=20)")
    assert 'data-maxlength="20"' in page
    for form in form_view.PLURAL_FORMS:
        assert f'data-i18n.characters-under-limit.{form}="Characters left: %{{count}}"' in page
