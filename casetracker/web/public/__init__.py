"""The public register: search, case pages, bodies and elections. Reads the public projection only."""

from flask import Flask

# Importing a module attaches its views to the blueprint.
import casetracker.web.public.calculator
import casetracker.web.public.cases
import casetracker.web.public.decisions
import casetracker.web.public.hearings
import casetracker.web.public.information
import casetracker.web.public.law
import casetracker.web.public.matters
import casetracker.web.public.open_data
import casetracker.web.public.places
import casetracker.web.public.register_pages
import casetracker.web.public.robots
import casetracker.web.public.search_files
import casetracker.web.public.statistics
import casetracker.web.public.suggesting  # noqa: F401
from casetracker.web.public.blueprint import pages

__all__ = ["register"]


def register(app: Flask) -> None:
    """Attach the pages."""
    app.register_blueprint(pages)
