"""What the document room refuses, in the reader's language."""

from __future__ import annotations


class RefusedFileError(Exception):
    """A file is not taken; ``str()`` is a sentence that says why and what to do."""


class UnreadableDocumentError(Exception):
    """The content of a document cannot be given."""


class NotServableError(UnreadableDocumentError):
    """The document is withdrawn, infected or not scanned yet."""


class MissingContentError(UnreadableDocumentError):
    """The store has no object of this SHA-256, or another content under it."""
