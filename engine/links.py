"""Links in messages: a token nobody can guess, bound to one case and one purpose; the ledger keeps only its hash."""

import base64
import hashlib
import hmac

LENGTH = 16
_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # no I, L, O, U: nobody reads one for another
EXAMPLE_CODE = "7H3K-9QWX-2M4P"
EXAMPLE = "https://example.kz/n/0123456789abcdef"  # in previews and checks: as long as a real one


def token(secret: bytes, case: str, purpose: str, event: str) -> str:
    """The first 16 base64url characters of HMAC-SHA-256; each part goes in with its length, so none can run on."""
    parts = (case, purpose, event)
    message = b"".join(len(part.encode()).to_bytes(4, "big") + part.encode() for part in parts)
    digest = hmac.new(secret, message, hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest).decode()[:LENGTH]


def document_code(secret: bytes, number: str) -> str:
    """What a person types to verify a document: 60 bits of HMAC-SHA-256 of its number, as 7H3K-9QWX-2M4P."""
    digest = hmac.new(secret, b"document\0" + number.encode(), hashlib.sha256).digest()
    bits = int.from_bytes(digest[:8], "big") >> 4
    signs = "".join(_CROCKFORD[bits >> shift & 31] for shift in range(55, -1, -5))
    return "-".join(signs[start : start + 4] for start in (0, 4, 8))


def read_code(typed: str) -> str:
    """The code as it was meant: case, spaces and hyphens do not matter, O is 0, I and L are 1."""
    signs = "".join(sign for sign in typed.upper() if sign.isalnum()).translate(str.maketrans("OIL", "011"))
    return "-".join(signs[start : start + 4] for start in range(0, len(signs), 4))


def token_hash(value: str) -> str:
    """What the ledger keeps of a token."""
    return hashlib.sha256(value.encode()).hexdigest()
