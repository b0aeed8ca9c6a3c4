"""The application when the desk of the measurement is looked at: the clock is shifted around the product."""

from __future__ import annotations

import time_machine

from bench.desk_work import MOMENT
from casetracker import collecting
from casetracker.app import create_app

time_machine.travel(MOMENT, tick=True).start()
app = create_app()
# As the service does it at its start.
collecting.settle()
