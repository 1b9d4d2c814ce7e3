"""What a log line, a span or a metric may say: names of the closed list alone, and those with personal data masked."""

import re
from collections.abc import Mapping
from typing import Any

# numbers, codes and names of ours; never names, addresses, texts or reasons of people and providers
FACTS = frozenset(
    "event case procedure type transition status reference channel medium kind state attempt documents notices "
    "messages number format reader call answer count error position rule field".split()
)

_MASKS = (
    (re.compile(r"(?<!\d)(\d{4})\d{8}(?!\d)"), r"\1********"),  # IIN
    (re.compile(r"(?<!\w)(\+?[78][\s(-]*\d{3})[\s()-]*\d[\d\s()-]{4,8}\d(?!\d)"), r"\1*******"),  # phone
    (re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"), "***@***"),
    (re.compile(r"\b\d{6,12}:[\w-]{30,}"), "***"),  # key of a bot
    (re.compile(r"(https?://\S*?/)[\w-]{16}(?![\w-])"), r"\1***"),  # link of a citizen
    (re.compile(r"[ӘәҒғҚқҢңӨөҰұҮүҺһІіА-Яа-яЁё]{2,}"), "***"),  # words that people wrote
)


_UUID = re.compile(r"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})")  # our own references, digits and all


def masked(text: str) -> str:
    """The text without numbers, addresses, keys and words that tell of a person."""
    parts = _UUID.split(text)
    for position in range(0, len(parts), 2):
        for pattern, instead in _MASKS:
            parts[position] = pattern.sub(instead, parts[position])
    return "".join(parts)


def safe(facts: Mapping[str, Any]) -> dict[str, str | int | float | bool]:
    """What of the facts may be told."""
    return {
        name: value if isinstance(value, bool | int | float) else masked(str(value))
        for name, value in facts.items()
        if name in FACTS and value is not None
    }
