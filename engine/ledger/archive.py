"""Bytes by their SHA-256: written once, never changed, kept before anybody is told of them; in a folder or in S3."""

import hashlib
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from ..errors import ContentError, Finding
from ..messages import _


class Archive(Protocol):
    """A content-addressed store."""

    def put(self, data: bytes) -> str:
        """Stores the bytes and gives their SHA-256; what is there already is left alone."""
        ...

    def get(self, digest: str) -> bytes:
        """The bytes; raises `ContentError` where they are missing (A-001) or no longer what they were (A-002)."""
        ...

    def names(self) -> Iterator[str]:
        """The SHA-256 of every object that is there, and the name of whatever else lies between them."""
        ...

    def remove(self, digest: str) -> None:
        """Takes an object away whose time is over."""
        ...


@dataclass(frozen=True, slots=True)
class Folder:
    """An archive below `folder`; files may be read and not written."""

    folder: Path

    def put(self, data: bytes) -> str:
        digest = hashlib.sha256(data).hexdigest()
        place = self._place(digest)
        if not place.is_file():
            write_whole(place, data, mode=0o444)
        return digest

    def get(self, digest: str) -> bytes:
        place = self._place(digest)
        try:
            data = place.read_bytes()
        except FileNotFoundError:
            raise missing(str(place)) from None
        if hashlib.sha256(data).hexdigest() != digest:
            raise altered(str(place))
        return data

    def names(self) -> Iterator[str]:
        for place in sorted(self.folder.rglob("*")) if self.folder.is_dir() else ():
            if place.is_file() and not place.name.startswith(".new-"):
                at_home = place == self._place(place.name)
                yield place.name if at_home else place.relative_to(self.folder).as_posix()

    def remove(self, digest: str) -> None:
        self._place(digest).unlink(missing_ok=True)

    def _place(self, digest: str) -> Path:
        return self.folder / digest[:2] / digest[2:4] / digest


_RESTORE = _("Restore it from a backup; qauly archive verify names all that is not as it was.")


def missing(place: str) -> ContentError:
    return ContentError(Finding(place, 0, "A-001", _("is missing from the archive."), _RESTORE))


def altered(place: str) -> ContentError:
    return ContentError(Finding(place, 0, "A-002", _("was changed: its bytes are not those of its name."), _RESTORE))


def open_archive(place: Path | str) -> Archive:
    """The archive at a folder, or at `s3://bucket/prefix` (needs boto3; keys and address come from its environment)."""
    if str(place).startswith("s3://"):
        from .s3 import S3

        return S3.open(str(place))
    return Folder(Path(place))


def write_whole(place: Path, data: bytes, mode: int = 0o644) -> None:
    """Writes a file so that it is there whole or not at all, also after a power cut."""
    place.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=place.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(mode)
        Path(name).replace(place)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    folder = os.open(place.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
