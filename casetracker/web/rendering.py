"""What every template may call: languages, dates in words, versioned assets, labels.

All of it is registered by :func:`register`; templates import nothing from Python.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from functools import lru_cache
from pathlib import Path
from urllib.parse import quote, urlencode
from zoneinfo import ZoneInfo

from babel.dates import format_date
from flask import Flask, current_app, request, url_for
from flask_babel import format_decimal, get_locale
from jinja2 import Template, Undefined
from jinja2.environment import TemplateModule
from jinja2.runtime import Context
from jinja2.utils import missing
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import MethodNotAllowed
from werkzeug.local import LocalProxy
from werkzeug.wrappers import Request

from casetracker.db import ONLY_THE_DAY
from casetracker.web import form_view, site_links
from casetracker.web.spoken import spoken_in

LANGUAGES = (("kk", "Қазақша"), ("ru", "Русский"), ("en", "English"))
DEFAULT_LANGUAGE = "kk"
UNKNOWN = "—"
NARROW_SPACE = "\u202f"
NO_BREAK_SPACE = "\xa0"

# Babel writes "November 20, 2022" in English and abbreviates the Kazakh year; the register writes the day
# first in English and the whole word in Kazakh, as official texts do.
LONG_DATES = {"kk": "y 'жылғы' d MMMM", "ru": "long", "en": "d MMMM y"}


class UndefinedName(Undefined):
    """Printing a name that nobody gave is an error; a key that a mapping leaves out is just absent.

    Jinja's StrictUndefined forbids both, but the govuk macros are built on optional keys.
    """

    def __str__(self) -> str:
        if self._undefined_obj is missing:
            self._fail_with_undefined_error()
        return ""


class ImportedTemplate(Template):
    """A template whose macros are imported at little cost.

    At every import Jinja asks which global names the importing page has beyond those of the template, name by
    name and slowly. A form imports some hundred times, mostly through the govuk macros, and has none: that
    was a third of the time in which its page is made.
    """

    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:
        if ctx is not None and not ctx.globals_keys.difference(self.globals):
            ctx = None
        return super()._get_default_module(ctx)


def language() -> str:
    """Return the code of the language of this request: kk, ru or en."""
    locale = get_locale()
    return locale.language if locale else DEFAULT_LANGUAGE


def lang_attribute(code: str | None) -> str:
    """Return the code when text in that language needs its own ``lang`` on this page, else ''."""
    return code if code and code != language() else ""


def fmt_date(day: dt.date | None) -> str:
    """Return a civil date in words, such as "2022 жылғы 20 қараша"; a dash when there is none.

    :raises TypeError: for an instant, whose civil date depends on a zone; use :func:`fmt_datetime`.
    """
    if day is None:
        return UNKNOWN
    if isinstance(day, dt.datetime):
        raise TypeError("fmt_date takes a civil date; for an instant use fmt_datetime(instant, zone).")
    return _in_words(day, language())


@lru_cache(maxsize=4096)
def _in_words(day: dt.date, code: str) -> str:
    words = format_date(day, LONG_DATES.get(code, "long"), locale=code)
    # Babel's narrow space almost vanishes in our typeface.
    return words.replace(NARROW_SPACE, NO_BREAK_SPACE)


def fmt_datetime(instant: dt.datetime | None, zone: str) -> str:
    """Return an instant in words in an IANA zone, such as "20 ноября 2022 г., 14:05 (UTC+06:00)".

    The last second of a day stands for a moment of which only the day is known: no hour is told then.

    :raises ValueError: when the instant is naive.
    """
    if instant is None:
        return UNKNOWN
    local = _aware(instant).astimezone(ZoneInfo(zone))
    if local.time() == ONLY_THE_DAY:
        return fmt_date(local.date())
    return f"{fmt_date(local.date())}, {local:%H:%M} ({_offset(local)})"


def fmt_time(instant: dt.datetime, zone: str) -> str:
    """Return the time of day of an instant in an IANA zone, such as "14:05 (UTC+06:00)"."""
    local = _aware(instant).astimezone(ZoneInfo(zone))
    return f"{local:%H:%M} ({_offset(local)})"


def zone_label(when: dt.date, zone: str) -> str:
    """Return the offset that an IANA zone had at an instant, or at the end of a civil date: "UTC+06:00"."""
    place = ZoneInfo(zone)
    if isinstance(when, dt.datetime):
        return _offset(_aware(when).astimezone(place))
    return _offset(dt.datetime.combine(when, dt.time(23, 59), tzinfo=place))


def last_hour(due_on: dt.date, due_at: dt.datetime, zone: str) -> str:
    """Return the local hour at which a last day ends: "24:00" for the whole day, "18:00" for office hours."""
    local = due_at.astimezone(ZoneInfo(zone))
    return f"{local:%H:%M}" if local.date() == due_on else "24:00"


def fmt_number(number: float) -> str:
    """Return a number with the separators of the reader's language."""
    return str(format_decimal(number))


def _aware(instant: dt.datetime) -> dt.datetime:
    if instant.tzinfo is None:
        raise ValueError(f"The instant {instant.isoformat()} has no zone; store and pass aware instants.")
    return instant


def _offset(local: dt.datetime) -> str:
    return f"UTC{local.isoformat()[-6:]}" if local.utcoffset() else "UTC"


def label(kind: str, slug: str) -> str:
    """Return what a person reads for a stored slug, in the language of the request."""
    from casetracker import labels

    return str(labels.label(kind, slug))


def asset(path: str) -> str:
    """Return the address of a built static file with its version, so that it can be cached for ever.

    :raises FileNotFoundError: when the file was not built (`make ui`).
    """
    folder = current_app.static_folder
    if folder is None:
        raise FileNotFoundError("The application has no static folder.")
    file = Path(folder, path)
    return url_for("static", filename=path, v=_digest(file, file.stat().st_mtime_ns))


@lru_cache(maxsize=128)
def _digest(file: Path, _changed_at: int) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()[:12]


def switch_language_url(code: str) -> str:
    """Return the address of the present page in another language, its other arguments kept."""
    return _address_with("lang", code)


def page_url(number: int) -> str:
    """Return the address of the present list at another page, its other arguments kept."""
    return _address_with("page", str(number))


def _address_with(name: str, value: str) -> str:
    arguments = MultiDict(request.args)
    arguments[name] = value
    return f"{_readable_path(request)}?{urlencode(list(arguments.items(multi=True)))}"


def _readable_path(asked: Request) -> str:
    # The form of a refused POST lives at its own address; a page that only takes POST cannot be linked to.
    rule = getattr(asked, "url_rule", None)
    only_post = rule is not None and "GET" not in (rule.methods or ())
    wrong_method = isinstance(getattr(asked, "routing_exception", None), MethodNotAllowed)
    path = "/" if only_post or wrong_method else asked.path
    # One leading slash only: two would make the link leave for another host.
    return quote(asked.script_root.rstrip("/") + "/" + path.lstrip("/"), safe="/:@!$&'()*+,;=~")


def page_window(page: int, pages: int) -> list[int | None]:
    """Return the page numbers to link, None standing for a gap: ``[1, None, 6, 7, 8, None, 20]``."""
    near = {number for number in (1, page - 1, page, page + 1, pages) if 1 <= number <= pages}
    window: list[int | None] = []
    last = 0
    for number in sorted(near):
        if number - last == 2:
            window.append(number - 1)
        elif number - last > 2:
            window.append(None)
        window.append(number)
        last = number
    return window


def register(app: Flask) -> None:
    """Give the templates of an application everything that this package offers them."""
    app.jinja_env.undefined = UndefinedName
    app.jinja_env.template_class = ImportedTemplate
    app.jinja_env.globals.update(
        current_language=LocalProxy(language),
        languages=LANGUAGES,
        lang_attribute=lang_attribute,
        spoken_in=spoken_in,
        switch_language_url=switch_language_url,
        asset=asset,
        fmt_date=fmt_date,
        fmt_datetime=fmt_datetime,
        fmt_time=fmt_time,
        fmt_number=fmt_number,
        zone_label=zone_label,
        last_hour=last_hour,
        label=label,
        page_url=page_url,
        page_window=page_window,
    )
    form_view.register(app)
    site_links.register(app)
