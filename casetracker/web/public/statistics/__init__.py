"""``/statistics``: the register in numbers, each with the list behind it."""

# Importing the module attaches its views to the blueprint.
import casetracker.web.public.statistics.views  # noqa: F401
