"""The WSGI entry point."""

from casetracker import collecting
from casetracker.app import create_app

app = create_app()
collecting.settle()
