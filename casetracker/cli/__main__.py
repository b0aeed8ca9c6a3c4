"""``python -m casetracker.cli``: the same as the console script."""

from casetracker.cli import main

main()
