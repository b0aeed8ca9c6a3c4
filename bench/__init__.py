"""Measurements of speed: ``make bench``. Each writes a file of ``bench/results/`` and prints its targets."""
