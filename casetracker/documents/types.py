"""The kinds of files that are taken, and what they are called."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ContentType:
    """A kind of file that is taken; the first ending is the one it is given back with."""

    media_type: str
    endings: tuple[str, ...]

    @property
    def ending(self) -> str:
        """Return the ending of its names."""
        return self.endings[0]


PDF = ContentType("application/pdf", (".pdf",))
DOCX = ContentType("application/vnd.openxmlformats-officedocument.wordprocessingml.document", (".docx",))
XLSX = ContentType("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", (".xlsx",))
ODT = ContentType("application/vnd.oasis.opendocument.text", (".odt",))
PNG = ContentType("image/png", (".png",))
JPEG = ContentType("image/jpeg", (".jpg", ".jpeg"))
TIFF = ContentType("image/tiff", (".tiff", ".tif"))
TEXT = ContentType("text/plain", (".txt",))
MP3 = ContentType("audio/mpeg", (".mp3",))
MP4 = ContentType("video/mp4", (".mp4",))
M4A = ContentType("audio/mp4", (".m4a",))
TYPES = (PDF, DOCX, XLSX, ODT, PNG, JPEG, TIFF, TEXT, MP3, MP4, M4A)
BY_MEDIA_TYPE = {each.media_type: each for each in TYPES}
BY_ENDING = {ending: each for each in TYPES for ending in each.endings}


def told_types() -> str:
    """Return the kinds that are taken, for people."""
    return ", ".join(each.ending[1:].upper() for each in TYPES)
