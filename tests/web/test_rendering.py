"""What templates may call: dates in words, addresses of the same page, assets, links that lead somewhere."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from flask import Flask, render_template_string, request
from flask_babel import Babel
from jinja2 import DictLoader, UndefinedError

from casetracker.db import ONLY_THE_DAY
from casetracker.labels import translating
from casetracker.web import rendering, site_links

UTC = dt.UTC
MOMENT = dt.datetime(2022, 11, 20, 18, 30, tzinfo=UTC)


@pytest.fixture
def app() -> Flask:
    app = Flask("casetracker")
    Babel(app, locale_selector=lambda: request.args.get("lang", "kk"))
    rendering.register(app)
    app.add_url_rule("/search", "search", lambda: "search")
    app.add_url_rule("/statistics", "statistics", lambda: "saved", methods=["POST"])
    return app


@pytest.mark.parametrize(
    ("code", "words"),
    [("kk", "2022 жылғы 20 қараша"), ("ru", "20 ноября 2022 г."), ("en", "20 November 2022")],
)
def test_fmt_date_is_told_in_words_of_the_language(app: Flask, code: str, words: str) -> None:
    with app.test_request_context(f"/?lang={code}"):
        assert rendering.fmt_date(dt.date(2022, 11, 20)).replace("\xa0", " ") == words


def test_fmt_date_when_absent_is_a_dash_and_an_instant_is_refused(app: Flask) -> None:
    with app.test_request_context("/"):
        assert rendering.fmt_date(None) == "—"
        with pytest.raises(TypeError, match="civil date"):
            rendering.fmt_date(MOMENT)


@pytest.mark.parametrize(
    ("zone", "told"),
    [
        ("Asia/Almaty", "21 November 2022, 00:30 (UTC+06:00)"),
        ("Asia/Aqtau", "20 November 2022, 23:30 (UTC+05:00)"),
        ("UTC", "20 November 2022, 18:30 (UTC)"),
    ],
)
def test_fmt_datetime_is_told_in_the_zone_and_names_it(app: Flask, zone: str, told: str) -> None:
    with app.test_request_context("/?lang=en"):
        assert rendering.fmt_datetime(MOMENT, zone) == told


def test_fmt_datetime_when_only_the_day_is_known_then_no_hour_is_told(app: Flask) -> None:
    # Journals name the day of a decision and not its hour: it is kept as the end of that day.
    end = dt.datetime.combine(dt.date(2022, 11, 23), ONLY_THE_DAY, tzinfo=ZoneInfo("Asia/Almaty"))
    with app.test_request_context("/?lang=en"):
        assert rendering.fmt_datetime(end, "Asia/Almaty") == "23 November 2022"
        assert rendering.fmt_datetime(end, "Asia/Aqtau") == "23 November 2022, 22:59 (UTC+05:00)"


def test_fmt_datetime_when_naive_is_refused(app: Flask) -> None:
    with app.test_request_context("/"), pytest.raises(ValueError, match="no zone"):
        rendering.fmt_datetime(MOMENT.replace(tzinfo=None), "UTC")


@pytest.mark.parametrize(
    ("day", "offset"), [(dt.date(2022, 11, 20), "UTC+06:00"), (dt.date(2024, 3, 2), "UTC+05:00")]
)
def test_zone_label_follows_the_change_of_march_2024(day: dt.date, offset: str) -> None:
    assert rendering.zone_label(day, "Asia/Almaty") == offset


def test_switch_language_url_keeps_the_page_and_its_arguments(app: Flask) -> None:
    with app.test_request_context("/search?q=дауыс+беру&region=71&region=75&lang=ru"):
        app.preprocess_request()
        url = rendering.switch_language_url("en")
    assert url.startswith("/search?")
    assert "lang=en" in url
    assert "lang=ru" not in url
    assert "region=71&region=75" in url


@pytest.mark.parametrize("path", ["//elsewhere.example/x", "/a%3Fb"])
def test_switch_language_url_never_leaves_the_host_nor_the_path(app: Flask, path: str) -> None:
    with app.test_request_context(path):
        url = rendering.switch_language_url("en")
    assert not url.startswith("//")
    assert url.count("?") == 1


def test_switch_language_url_on_a_page_that_only_takes_post_goes_home(app: Flask) -> None:
    with app.test_request_context("/statistics", method="POST"):
        assert rendering.switch_language_url("ru") == "/?lang=ru"


def test_asset_carries_a_version_of_its_content(app: Flask) -> None:
    with app.test_request_context("/"):
        assert rendering.asset("app.css") == rendering.asset("app.css")
        assert rendering.asset("app.css").startswith("/static/app.css?v=")
        with pytest.raises(FileNotFoundError):
            rendering.asset("absent.css")


@pytest.mark.parametrize(
    ("page", "pages", "window"),
    [
        (1, 1, [1]),
        (1, 3, [1, 2, 3]),
        (7, 20, [1, None, 6, 7, 8, None, 20]),
        (4, 7, [1, 2, 3, 4, 5, 6, 7]),
        (20, 20, [1, None, 19, 20]),
    ],
)
def test_page_window_shows_ends_and_neighbours(page: int, pages: int, window: list[int | None]) -> None:
    assert rendering.page_window(page, pages) == window


def test_main_links_are_only_those_that_a_get_can_reach(app: Flask) -> None:
    with app.test_request_context("/search?lang=en"):
        links = site_links.main_links()
    assert [(link["href"], link["current"]) for link in links] == [("/search", True)]


def test_printing_a_name_that_nobody_gave_fails(app: Flask) -> None:
    with app.test_request_context("/"):
        assert render_template_string("{{ thing.absent }}", thing={}) == ""
        with pytest.raises(UndefinedError):
            render_template_string("{{ absent }}")


@pytest.mark.parametrize("reading", ["kk", "ru", "en"])
def test_label_of_another_language_is_the_same_whatever_is_read(app: Flask, reading: str) -> None:
    translating.in_language.cache_clear()
    with app.test_request_context(f"/?lang={reading}"):
        told = [translating.in_language("subject", "observers", code) for code in ("kk", "ru", "en")]
        assert rendering.language() == reading
    assert told == ["Байқаушылардың құқықтары", "Права наблюдателей", "Rights of observers"]
    assert translating.in_language("subject", "unheard-of", "ru") == "unheard-of"


def test_label_comes_in_the_language_of_the_page(app: Flask) -> None:
    with app.test_request_context("/?lang=en"):
        assert render_template_string("{{ label('outcome', 'refused') }}") == "Refused"
        assert render_template_string("{{ current_language }}") == "en"


def test_macro_knows_the_names_of_the_page_that_imports_it_and_of_no_other(app: Flask) -> None:
    macros = "{% macro told() %}{{ fmt_number(1200) }} {{ whose | default('nobody') }}{% endmacro %}"
    page = "{% from 'macros.html' import told %}{{ told() }}"
    app.jinja_env.loader = DictLoader({"macros.html": macros, "page.html": page, "other.html": page})
    with app.test_request_context("/?lang=en"):
        assert app.jinja_env.get_template("page.html").render() == "1,200 nobody"
        named = app.jinja_env.get_template("other.html", globals={"whose": "ours"})
        assert named.render() == "1,200 ours"
        assert app.jinja_env.get_template("page.html").render() == "1,200 nobody"
