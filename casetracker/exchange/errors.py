"""What the exchange room refuses, in the reader's language."""

from __future__ import annotations


class ImportFileError(Exception):
    """The file as a whole cannot be read as a journal; ``str()`` is a sentence that says the way out."""
