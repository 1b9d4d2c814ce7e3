"""Bytes by their SHA-256 in a folder: written once, never changed, on the disk before anybody is told of them."""

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from ..errors import ContentError, Finding
from ..messages import _


@dataclass(frozen=True, slots=True)
class Archive:
    """A content-addressed store below `folder`."""

    folder: Path

    def put(self, data: bytes) -> str:
        """Stores the bytes and gives their SHA-256; what is there already is left alone."""
        digest = hashlib.sha256(data).hexdigest()
        place = self._place(digest)
        if not place.is_file():
            write_whole(place, data)
        return digest

    def get(self, digest: str) -> bytes:
        """The bytes; raises `ContentError` where they are missing or no longer what they were."""
        place = self._place(digest)
        try:
            data = place.read_bytes()
        except FileNotFoundError:
            raise ContentError(Finding(str(place), 0, "A-001", _("is missing from the archive."))) from None
        if hashlib.sha256(data).hexdigest() != digest:
            raise ContentError(Finding(str(place), 0, "A-002", _("was changed: its bytes are not those of its name.")))
        return data

    def _place(self, digest: str) -> Path:
        return self.folder / digest[:2] / digest[2:4] / digest


def write_whole(place: Path, data: bytes) -> None:
    """Writes a file so that it is there whole or not at all, also after a power cut."""
    place.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=place.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(place)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    folder = os.open(place.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
