"""Settings of documents: what cannot be used is refused with the name of the variable."""

from __future__ import annotations

import pytest

from config.settings import SettingsError, load_settings


@pytest.mark.parametrize(
    ("variables", "told"),
    [
        ({"CLAMD_ADDRESS": "clamd.sock"}, "CLAMD_ADDRESS is 'clamd.sock'"),
        ({"CLAMD_ADDRESS": "unix:clamd.sock"}, "CLAMD_ADDRESS is"),
        ({"CLAMD_ADDRESS": "127.0.0.1:99999"}, "CLAMD_ADDRESS is"),
        ({"OCR": "yes"}, "OCR is 'yes'"),
        ({"OPEN_DATA_LICENCE": "mine"}, "OPEN_DATA_LICENCE is 'mine'"),
        ({"OPEN_DATA_KEEP_DAYS": "0"}, "OPEN_DATA_KEEP_DAYS is 0"),
        ({"DOCUMENT_LIMIT_BYTES": "0"}, "DOCUMENT_LIMIT_BYTES"),
        ({"DOCUMENTS_AT_ONCE": "0"}, "DOCUMENTS_AT_ONCE"),
        (
            {"DOCUMENT_LIMIT_BYTES": "100", "DOCUMENT_REQUEST_LIMIT_BYTES": "99"},
            "DOCUMENT_REQUEST_LIMIT_BYTES",
        ),
    ],
)
def test_setting_that_cannot_be_used_is_named(variables: dict[str, str], told: str) -> None:
    with pytest.raises(SettingsError, match=told):
        load_settings({"CASETRACKER_ENV": "testing"} | variables)


def test_settings_are_read() -> None:
    read = load_settings(
        {
            "CASETRACKER_ENV": "testing",
            "CLAMD_ADDRESS": "unix:/run/clamd.sock",
            "OCR": "Off",
            "S3_BUCKET": "cases",
            "S3_PREFIX": "/kz/documents/",
            "DOCUMENT_LIMIT_BYTES": "1000",
        }
    ).documents
    assert (read.clamd_address, read.ocr, read.bucket) == ("unix:/run/clamd.sock", "off", "cases")
    assert (read.s3_prefix, read.largest_bytes, read.reads_pictures) == ("kz/documents/", 1000, False)
