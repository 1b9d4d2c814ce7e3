"""Names of rendition files: safe on every file system, never outside their folder, two cases never in one."""

import hashlib
from string import ascii_lowercase, digits
from urllib.parse import quote

_PLAIN = set(ascii_lowercase + digits + "-_")
_LONGEST = 80


def folder_of(case: str) -> str:
    """The folder of a case: its id where that is plain, else percent-encoded; a capital counts as unsafe, since some
    file systems do not tell it from a small letter."""
    name = "".join(letter if letter in _PLAIN else _encoded(letter) for letter in case)
    if len(name) <= _LONGEST:
        return name
    return f"{name[:_LONGEST]}~{hashlib.sha256(case.encode()).hexdigest()[:16]}"


def rendition_path(case: str, position: int, kind: str, suffix: str) -> str:
    """`2024-000123/1-resolution.initiation.kk.docx`."""
    return f"{folder_of(case)}/{position}-{kind}.{suffix}"


def _encoded(letter: str) -> str:
    encoded = quote(letter, safe="")
    return encoded.lower() if encoded != letter else f"%{ord(letter):02x}"
