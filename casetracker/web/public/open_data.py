"""``/open-data``: the register as files, under which licence, and what stands in them."""

from __future__ import annotations

from flask import Response, abort, make_response, redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue

from casetracker.exchange.opendata import shelf
from casetracker.exchange.opendata.describing import MEDIA_TYPES
from casetracker.exchange.opendata.resources import resources
from casetracker.runtime import settings
from casetracker.web.public.blueprint import pages
from casetracker.web.public.conditional import unless_same
from casetracker.web.public.presenters.open_data import open_data_page

NEWEST = "latest"
TYPES = {**MEDIA_TYPES, "json": "application/json"}


@pages.get("/open-data")
def open_data() -> ResponseReturnValue:
    """Say what there is to take away."""
    kept = shelf.dumps(settings().open_data_dir)
    shown = open_data_page(kept, resources(settings().base_url), settings().open_data.licence)
    return unless_same(render_template("public/open_data.html", **shown))


@pages.get("/open-data/<day>/<file>")
def download_dump(day: str, file: str) -> ResponseReturnValue:
    """Give a file of a dump; ``latest`` leads to the newest."""
    if day == NEWEST:
        kept = shelf.dumps(settings().open_data_dir)
        return _to_newest(kept[0].day, file) if kept else abort(404)
    dump = shelf.read_dump(settings().open_data_dir, day)
    known = dump.file(file) if dump else None
    if dump is None or known is None:
        abort(404)
    answer = send_file(
        dump.folder / known.name,
        mimetype=TYPES.get(known.name.rpartition(".")[2], "text/plain"),
        as_attachment=True,
        download_name=f"{dump.day}-{known.name}",
        etag=known.sha256,
        last_modified=dump.made_at,
        conditional=True,
    )
    return _for_everybody(answer)


def _to_newest(day: str, file: str) -> Response:
    address = url_for("public.download_dump", day=day, file=file)
    return _for_everybody(make_response(redirect(address)))


def _for_everybody(answer: Response) -> Response:
    # Always asked for again: a dump that holds what was withdrawn is gone at once, from every cache.
    answer.cache_control.public = True
    answer.cache_control.no_cache = True
    answer.headers["Access-Control-Allow-Origin"] = "*"
    return answer
