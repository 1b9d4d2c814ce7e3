"""Keys of systems that call: made once, known by their hash."""

import hashlib
import secrets

from .config import Mode


def new_key(mode: Mode) -> str:
    """A key of 256 random bits that shows its mode."""
    return f"qauly_{mode}_{secrets.token_urlsafe(32)}"


def key_hash(key: str) -> str:
    """What the settings hold of a key; 256 random bits need no slow hash."""
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()
