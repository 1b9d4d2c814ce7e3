"""What a text message takes by the channel that the settings name for it: parts, and tenge where a price is set."""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from .config import FILE, Config
from .errors import ContentError, Finding
from .language import sms
from .messages import _


@dataclass(frozen=True, slots=True)
class Taken:
    """So many parts, and what they cost in tenge; None where the channel has no `price`."""

    parts: int
    cost: Decimal | None


def taken(kk: str, ru: str, config: Config) -> Taken:
    """Counts the message as the channel of `sms` would send it, in its `script`.

    Raises `ContentError` where that channel's `price` is no number or its `script` cannot write the text.
    """
    name = config.media.sms or ""
    settings = config.channels.get(name, {})
    price = settings.get("price")
    try:
        parts = sms.segments(sms.bilingual(kk, ru, str(settings.get("script", "cyrillic"))))
        return Taken(parts, None if price is None else parts * Decimal(str(price)))
    except InvalidOperation:
        reason = f"price: {price!r}"
    except ValueError as error:
        reason = str(error)
    wrong = _("the settings of the channel {name} cannot be used: {reason}.", name=name, reason=reason)
    raise ContentError(
        Finding(FILE, 0, "F-005", wrong, _("Write `price` as a number of tenge, and a `script` that README.md names."))
    )
