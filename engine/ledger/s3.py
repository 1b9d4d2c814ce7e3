"""The archive in an S3-compatible store: one object a SHA-256, written only where none is."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ..errors import CallerError
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
        return cls(boto3.client("s3"), bucket, prefix.strip("/"))

    def put(self, data: bytes) -> str:
        digest = hashlib.sha256(data).hexdigest()
        try:
            self.client.put_object(Bucket=self.bucket, Key=self._key(digest), Body=data, IfNoneMatch="*")
        except self.client.exceptions.ClientError as error:
            if error.response["Error"]["Code"] not in ("PreconditionFailed", "412"):
                raise
        return digest

    def get(self, digest: str) -> bytes:
        try:
            data = bytes(self.client.get_object(Bucket=self.bucket, Key=self._key(digest))["Body"].read())
        except self.client.exceptions.NoSuchKey:
            raise missing(f"s3://{self.bucket}/{self._key(digest)}") from None
        if hashlib.sha256(data).hexdigest() != digest:
            raise altered(f"s3://{self.bucket}/{self._key(digest)}")
        return data

    def names(self) -> Iterator[str]:
        pages = self.client.get_paginator("list_objects_v2").paginate(Bucket=self.bucket, Prefix=self._key(""))
        for page in pages:
            for found in page.get("Contents", ()):
                yield str(found["Key"])[len(self._key("")) :]

    def remove(self, digest: str) -> None:
        self.client.delete_object(Bucket=self.bucket, Key=self._key(digest))

    def _key(self, digest: str) -> str:
        return f"{self.prefix}/{digest}" if self.prefix else digest
