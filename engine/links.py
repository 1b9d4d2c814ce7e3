"""Links in messages: a token nobody can guess, bound to one case and one purpose; the ledger keeps only its hash."""

import base64
import hashlib
import hmac

LENGTH = 16
EXAMPLE = "https://example.kz/n/0123456789abcdef"  # in previews and checks: as long as a real one


def token(secret: bytes, case: str, purpose: str, event: str) -> str:
    """The first 16 base64url characters of HMAC-SHA-256; each part goes in with its length, so none can run on."""
    parts = (case, purpose, event)
    message = b"".join(len(part.encode()).to_bytes(4, "big") + part.encode() for part in parts)
    digest = hmac.new(secret, message, hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest).decode()[:LENGTH]


def token_hash(value: str) -> str:
    """What the ledger keeps of a token."""
    return hashlib.sha256(value.encode()).hexdigest()
