"""Read the text out of documents, in processes that may break without harm."""

from casetracker.documents.reading.kinds import has_text

__all__ = ["has_text"]
