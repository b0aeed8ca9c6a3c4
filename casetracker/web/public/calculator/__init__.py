"""The calculator of time limits: one address, two ways in, no account, nothing stored."""

# Importing the module attaches its view to the blueprint.
import casetracker.web.public.calculator.view  # noqa: F401
