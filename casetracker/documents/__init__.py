"""Documents of cases: received, sniffed, scanned, stored under their content, read, shown and withdrawn."""
