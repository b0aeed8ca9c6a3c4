"""The WSGI entry point."""

import gc

from casetracker.app import create_app

app = create_app()
# What was made until now lives as long as the process: no reader need wait until it was looked through.
gc.collect()
gc.freeze()
