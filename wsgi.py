"""The WSGI entry point."""

from casetracker.app import create_app

app = create_app()
