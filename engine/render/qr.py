"""The QR code of a document's verification address."""

from functools import lru_cache
from io import BytesIO

import segno


@lru_cache(maxsize=64)  # the formats of a document ask for the same one in turn
def qr_png(url: str) -> bytes:
    """A two-colour PNG, quiet zone included, that survives a stained print (error correction M)."""
    out = BytesIO()
    segno.make(url, error="m", micro=False).save(out, kind="png", scale=4, border=2)
    return out.getvalue()
