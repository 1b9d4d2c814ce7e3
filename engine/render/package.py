"""The zip package of a Word file: the same to the byte each time, and what did not change is not deflated again."""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from struct import pack
from typing import Self
from zipfile import ZipFile

_DAY_ONE = (0, 0x21)  # 1980-01-01 00:00, the first moment a zip can name
_STORED, _DEFLATED = 0, 8
_WORTH_DEFLATING = 2048  # bytes; below, setting up the compressor costs more than the file saves
_UTF8_NAME = 0x800


@dataclass(frozen=True, slots=True)
class Part:
    """One file of a package as it lies in the zip."""

    packed: bytes
    method: int
    crc: int
    size: int

    @classmethod
    def of(cls, data: bytes) -> Self:
        """A part from its plain bytes."""
        if len(data) < _WORTH_DEFLATING:
            return cls(data, _STORED, zlib.crc32(data), len(data))
        deflate = zlib.compressobj(6, zlib.DEFLATED, -15)
        return cls(deflate.compress(data) + deflate.flush(), _DEFLATED, zlib.crc32(data), len(data))


def unpack(data: bytes) -> dict[str, bytes]:
    """All parts of a zip file by name, as plain bytes."""
    with ZipFile(BytesIO(data)) as package:
        return {info.filename: package.read(info) for info in package.infolist() if not info.is_dir()}


def pack_parts(parts: Mapping[str, Part]) -> bytes:
    """The zip file: the content types first, as Word's readers expect, then names in order, one fixed date."""
    out = bytearray()
    directory = bytearray()
    names = sorted(parts, key=lambda name: (name != "[Content_Types].xml", name != "_rels/.rels", name))
    for name in names:
        part, path = parts[name], name.encode()
        flags = pack("<HHHH", _UTF8_NAME, part.method, *_DAY_ONE)
        sizes = flags + pack("<LLLHH", part.crc, len(part.packed), part.size, len(path), 0)
        directory += b"PK\x01\x02" + pack("<HH", 20, 20) + sizes + pack("<HHHLL", 0, 0, 0, 0o600 << 16, len(out)) + path
        out += b"PK\x03\x04" + pack("<H", 20) + sizes + path + part.packed
    end = pack("<HHHHLLH", 0, 0, len(names), len(names), len(directory), len(out), 0)
    return bytes(out + directory + b"PK\x05\x06" + end)
