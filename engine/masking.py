"""Masks: enough of an address to recognise it, never enough to use it."""

import re

from .language import iin

_PHONE = re.compile(r"\+?\d{10,15}(?!\d)")


def mask_address(address: str) -> str:
    """+7701*****67, a***@example.kz, 9001********; of anything else the last two characters."""
    if "@" in address:
        name, _at, host = address.partition("@")
        return f"{name[:1]}***@{host}"
    if re.fullmatch(r"\d{12}", address):
        return iin.mask(address)
    if _PHONE.fullmatch(address):
        return f"{address[:5]}*****{address[-2:]}"
    return f"***{address[-2:]}"
