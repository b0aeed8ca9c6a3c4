"""Settings of documents: how large, where they are kept, who scans them, whether pictures are read."""

from __future__ import annotations

import shutil
from dataclasses import dataclass

from environs import Env

MEGABYTE = 1024 * 1024
OCR_CHOICES = ("auto", "off")


@dataclass(frozen=True, kw_only=True)
class DocumentSettings:
    """What the service needs to know about documents."""

    largest_bytes: int = 25 * MEGABYTE
    largest_request_bytes: int = 100 * MEGABYTE
    most_at_once: int = 20
    bucket: str = ""
    s3_endpoint: str = ""
    s3_region: str = ""
    s3_prefix: str = "documents/"
    clamd_address: str = ""
    clamd_timeout_seconds: float = 30.0
    ocr: str = "auto"
    tesseract: str = "tesseract"

    def fault(self) -> str | None:
        """Return a sentence that says which setting cannot be used and what it may be; None if all can."""
        if self.largest_request_bytes < self.largest_bytes or self.largest_bytes < 1 or self.most_at_once < 1:
            return (
                "DOCUMENT_LIMIT_BYTES and DOCUMENTS_AT_ONCE must be at least 1, and "
                "DOCUMENT_REQUEST_LIMIT_BYTES at least DOCUMENT_LIMIT_BYTES."
            )
        if self.ocr not in OCR_CHOICES:
            return f"OCR is '{self.ocr}'; it must be one of: {', '.join(OCR_CHOICES)}."
        if self.clamd_address and not _is_address(self.clamd_address):
            return f"CLAMD_ADDRESS is '{self.clamd_address}'; write unix:/path/of/the/socket or host:port."
        return None

    @property
    def reads_pictures(self) -> bool:
        """Tell whether text is recognised in pictures: it is wished, and the program is on the machine."""
        return self.ocr == "auto" and shutil.which(self.tesseract) is not None


def _is_address(address: str) -> bool:
    if address.startswith("unix:"):
        return address.removeprefix("unix:").startswith("/")
    host, _, port = address.rpartition(":")
    return bool(host) and port.isascii() and port.isdigit() and 0 < int(port) < 65536


def read_document_settings(env: Env) -> DocumentSettings:
    """Build the settings from environment variables."""
    prefix = env.str("S3_PREFIX", "documents/").strip("/")
    return DocumentSettings(
        largest_bytes=env.int("DOCUMENT_LIMIT_BYTES", 25 * MEGABYTE),
        largest_request_bytes=env.int("DOCUMENT_REQUEST_LIMIT_BYTES", 100 * MEGABYTE),
        most_at_once=env.int("DOCUMENTS_AT_ONCE", 20),
        bucket=env.str("S3_BUCKET", ""),
        s3_endpoint=env.str("S3_ENDPOINT", ""),
        s3_region=env.str("S3_REGION", ""),
        s3_prefix=f"{prefix}/" if prefix else "",
        clamd_address=env.str("CLAMD_ADDRESS", ""),
        clamd_timeout_seconds=env.float("CLAMD_TIMEOUT_SECONDS", 30.0),
        ocr=env.str("OCR", "auto").lower(),
        tesseract=env.str("TESSERACT", "tesseract"),
    )
