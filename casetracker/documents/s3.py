"""The store in an S3-compatible service: ``<prefix>ab/cd/<sha256>`` in one bucket.

Who may enter is told to the client library in its own way: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in
the environment, a profile, or the role of the machine.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import IO, Any

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from casetracker.documents.errors import MissingContentError
from casetracker.documents.storage import StoredObject
from config.document_settings import DocumentSettings

NAME = re.compile(r"[0-9a-f]{64}")
GONE = frozenset({"NoSuchKey", "404", "NotFound"})
ASIDE = "aside/"


@lru_cache(maxsize=4)
def _client(endpoint: str, region: str) -> Any:
    # Many compatible services know neither the newer checksums nor host names made of bucket names.
    config = Config(
        connect_timeout=5,
        read_timeout=30,
        retries={"max_attempts": 3, "mode": "standard"},
        s3={"addressing_style": "path" if endpoint else "auto"},
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
    )
    return boto3.client("s3", endpoint_url=endpoint or None, region_name=region or "us-east-1", config=config)


class S3Store:
    """See :class:`casetracker.documents.storage.Store`."""

    def __init__(self, settings: DocumentSettings) -> None:
        self.bucket, self.prefix = settings.bucket, settings.s3_prefix
        self.client = _client(settings.s3_endpoint, settings.s3_region)

    def put(self, sha256: str, file: IO[bytes]) -> None:
        """Write a content: the service takes it whole or not at all."""
        file.seek(0)
        self.client.put_object(Bucket=self.bucket, Key=self._place(sha256), Body=file)

    def open(self, sha256: str) -> IO[bytes]:
        """Return the object, also when it is set aside."""
        # Looked for twice: it may be on its way from one place to the other.
        for key in (self._place(sha256), self._aside(sha256), self._place(sha256)):
            try:
                content: IO[bytes] = self.client.get_object(Bucket=self.bucket, Key=key)["Body"]
            except ClientError as error:
                if not _is_gone(error):
                    raise
            else:
                return content
        raise MissingContentError(sha256)

    def objects(self) -> Iterator[StoredObject]:
        """Yield every object."""
        aside = f"{self.prefix}{ASIDE}"
        yield from self._listed(self.prefix, lambda key: not key.startswith(aside))

    def set_aside(self, sha256: str) -> None:
        """Copy an object aside, then delete it from its place."""
        self._move(self._place(sha256), self._aside(sha256))

    def objects_aside(self) -> Iterator[StoredObject]:
        """Yield what is set aside."""
        yield from self._listed(f"{self.prefix}{ASIDE}", lambda _key: True)

    def restore(self, sha256: str) -> None:
        """Copy an object back: it has the same content as one that was written anew meanwhile."""
        self._move(self._aside(sha256), self._place(sha256))

    def discard(self, sha256: str) -> None:
        """Delete an object that was set aside."""
        self.client.delete_object(Bucket=self.bucket, Key=self._aside(sha256))

    def tidy(self, before: dt.datetime) -> None:
        """See :class:`casetracker.documents.storage.Store`: nothing is ever half-written here."""

    def _move(self, old: str, new: str) -> None:
        try:
            source = {"Bucket": self.bucket, "Key": old}
            self.client.copy_object(Bucket=self.bucket, Key=new, CopySource=source)
        except ClientError as error:
            if _is_gone(error):
                return
            raise
        self.client.delete_object(Bucket=self.bucket, Key=old)

    def _listed(self, prefix: str, is_wanted: Any) -> Iterator[StoredObject]:
        pages = self.client.get_paginator("list_objects_v2").paginate(Bucket=self.bucket, Prefix=prefix)
        for page in pages:
            for entry in page.get("Contents", []):
                name = entry["Key"].rsplit("/", 1)[-1]
                if NAME.fullmatch(name) and is_wanted(entry["Key"]):
                    yield StoredObject(name, entry["LastModified"])

    def _place(self, sha256: str) -> str:
        return f"{self.prefix}{_checked(sha256)[:2]}/{sha256[2:4]}/{sha256}"

    def _aside(self, sha256: str) -> str:
        return f"{self.prefix}{ASIDE}{_checked(sha256)}"


def _checked(sha256: str) -> str:
    if not NAME.fullmatch(sha256):
        raise MissingContentError(sha256)
    return sha256


def _is_gone(error: ClientError) -> bool:
    return error.response.get("Error", {}).get("Code") in GONE
