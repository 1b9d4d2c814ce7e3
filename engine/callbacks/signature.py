"""How a call is signed, and how its receiver checks it.

`Qauly-Signature: t=1706069407,v1=<hex>`: HMAC-SHA-256 with the shared secret over `<t>.<body>`, the body byte by byte
as it was sent. A receiver refuses a signature that does not fit or a time that is long past, and knows a repeated call
by the `id` in the body (the same in the header `Qauly-Id`).
"""

import hashlib
import hmac
import re
from datetime import datetime

ID, SIGNATURE = "Qauly-Id", "Qauly-Signature"
_FORM = re.compile(r"t=(\d{1,12}),v1=([0-9a-f]{64})")
FORM = f"^{_FORM.pattern}$"


def sign(secret: bytes, body: bytes, at: datetime) -> str:
    """The value of the header."""
    moment = int(at.timestamp())
    return f"t={moment},v1={_mac(secret, moment, body)}"


def signature_holds(secret: bytes, header: str, body: bytes, now: datetime, tolerance: float = 300) -> bool:
    """For receivers: whether the body came from us, not longer ago than `tolerance` seconds."""
    found = _FORM.fullmatch(header.strip())
    if found is None or abs(now.timestamp() - int(found[1])) > tolerance:
        return False
    return hmac.compare_digest(found[2], _mac(secret, int(found[1]), body))


def _mac(secret: bytes, moment: int, body: bytes) -> str:
    return hmac.new(secret, f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
