"""``/about``, ``/accessibility`` and ``/privacy``: what the register is and how it treats its readers."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from casetracker.runtime import lawbook
from casetracker.web.public.blueprint import pages
from casetracker.web.public.presenters.laws import laws


@pages.get("/about")
def about() -> ResponseReturnValue:
    """Say what the register is, which law it counts by, and in which languages."""
    return render_template("public/about.html", laws=laws(lawbook()))


@pages.get("/accessibility")
def accessibility() -> ResponseReturnValue:
    """Say how far the pages can be used by everyone, and what cannot yet."""
    return render_template("public/accessibility.html")


@pages.get("/privacy")
def privacy() -> ResponseReturnValue:
    """Say what is published, what is kept private, and what this site knows of its readers."""
    return render_template("public/privacy.html")
