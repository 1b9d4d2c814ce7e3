"""The archive in an S3-compatible store: one object a SHA-256, written only where none is."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from ..errors import CallerError, ContentError, Finding
from ..messages import _
from .archive import altered, missing


@dataclass(frozen=True, slots=True)
class S3:
    """`client` is a boto3 client; objects lie below `prefix` of `bucket`."""

    client: Any
    bucket: str
    prefix: str

    @classmethod
    def open(cls, address: str) -> "S3":
        """`s3://bucket/prefix`; raises `CallerError` where boto3 is not installed or no bucket is named."""
        try:
            import boto3
        except ModuleNotFoundError:
            raise CallerError(
                _("needs the package boto3."), field="archive", fix=_("Install qauly with the extra s3.")
            ) from None
        bucket, _slash, prefix = address.removeprefix("s3://").partition("/")
        if not bucket:
            raise CallerError(_("names no bucket."), field="archive", fix=_("Write it as s3://bucket/prefix."))
        try:
            client = boto3.client("s3")
        except (ValueError, _errors().BotoCoreError) as error:
            raise CallerError(
                _("the store cannot be used: {error}.", error=str(error).rstrip(".")),
                field="archive",
                fix=_("Check the keys, the region and the address in its environment."),
            ) from None
        return cls(client, bucket, prefix.strip("/"))

    def put(self, data: bytes) -> str:
        digest = hashlib.sha256(data).hexdigest()
        with self._asked("PreconditionFailed", "412"):
            self.client.put_object(Bucket=self.bucket, Key=self._key(digest), Body=data, IfNoneMatch="*")
        return digest

    def get(self, digest: str) -> bytes:
        data: bytes | None = None
        with self._asked("NoSuchKey", "404"):
            data = bytes(self.client.get_object(Bucket=self.bucket, Key=self._key(digest))["Body"].read())
        if data is None:
            raise missing(f"s3://{self.bucket}/{self._key(digest)}")
        if hashlib.sha256(data).hexdigest() != digest:
            raise altered(f"s3://{self.bucket}/{self._key(digest)}")
        return data

    def names(self) -> Iterator[str]:
        with self._asked():
            pages = self.client.get_paginator("list_objects_v2").paginate(Bucket=self.bucket, Prefix=self._key(""))
            for page in pages:
                for found in page.get("Contents", ()):
                    yield str(found["Key"])[len(self._key("")) :]

    def remove(self, digest: str) -> None:
        with self._asked():
            self.client.delete_object(Bucket=self.bucket, Key=self._key(digest))

    @contextmanager
    def _asked(self, *expected: str) -> Iterator[None]:
        """Passes over the answers expected; whatever else goes wrong is a `ContentError` that names the bucket."""
        try:
            yield
        except _errors().ClientError as error:
            if error.response["Error"]["Code"] not in expected:
                raise self._away(error) from None
        except _errors().BotoCoreError as error:
            raise self._away(error) from None

    def _away(self, error: Exception) -> ContentError:
        place = f"s3://{self.bucket}/{self.prefix}".rstrip("/")
        return ContentError(
            Finding(
                place,
                0,
                "A-003",
                _("the store does not answer as it should: {error}.", error=str(error).rstrip(".")),
                _("Check its address, its bucket and the keys (AWS_ENDPOINT_URL, AWS_ACCESS_KEY_ID …)."),
            )
        )

    def _key(self, digest: str) -> str:
        return f"{self.prefix}/{digest}" if self.prefix else digest


def _errors() -> Any:
    return import_module("botocore.exceptions")
