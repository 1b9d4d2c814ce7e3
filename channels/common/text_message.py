"""The text of an SMS: Kazakh, then Russian, in one message; and the number it goes to."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Literal

from ...engine.language import sms

Script = Literal["cyrillic", "latin", "ascii"]
_NUMBER = re.compile(r"\+?(\d{5,15})")


def both(body: Mapping[str, Any], script: Script = "cyrillic") -> str:
    """The whole message; `latin` writes Kazakh in the alphabet of 2021 and Russian in plain ASCII.

    Raises `ValueError` where a language is missing, or a sign has no form in the script.
    """
    texts = {lang: str(body.get(lang, "")).strip() for lang in ("kk", "ru")}
    missing = [lang for lang, text in texts.items() if not text]
    if missing:
        raise ValueError(f"the text lacks {' and '.join(missing)}: one language alone is not sent")
    return sms.bilingual(texts["kk"], texts["ru"], script)


def digits(address: str) -> str:
    """The number as gateways want it, without the plus. Raises `ValueError` for what is no number."""
    found = _NUMBER.fullmatch(address.strip())
    if found is None:
        raise ValueError("the address is no telephone number")
    return found.group(1)


def cost(parts: int, price: Decimal | None) -> str | None:
    """What so many parts cost, in tenge; None where no price is set."""
    return None if price is None else f"{price * parts:.2f}"
