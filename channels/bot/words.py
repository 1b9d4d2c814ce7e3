"""What is written into a chat: the link to a notice, or its text; Kazakh first, nothing cut."""

import html
import re
from collections.abc import Mapping
from typing import Any, Literal

from ...engine.wording.bot import BotTexts

LIMIT = 4096  # units of UTF-16, after the markup is taken out
_ADDRESS = re.compile(r"https?://[^\s<>«»\"]*[^\s<>«»\".,;:!?)]")


def message(body: Mapping[str, Any], texts: BotTexts, form: Literal["link", "full"]) -> str:
    """The message as HTML for Telegram. Raises ValueError where it can be neither a link nor a text that fits.

    A text that is too long for one message is replaced by the link to it, never cut.
    """
    if form == "full":
        whole = f"{body['kk']}\n\n{body['ru']}"
        if units(whole) <= LIMIT:
            return escaped(whole)
    parts = [f"{getattr(texts.notice, lang)}\n{_link(str(body[lang]))}" for lang in ("kk", "ru")]
    return escaped("\n\n".join(parts))


def escaped(text: str) -> str:
    """Plain text as HTML of Telegram, which has no other signs of its own."""
    return html.escape(text, quote=False)


def units(text: str) -> int:
    """As Telegram counts."""
    return len(text.encode("utf-16-le")) // 2


def _link(text: str) -> str:
    found = _ADDRESS.findall(text)
    if not found:
        raise ValueError(f"the wording has no link, and {units(text)} units of text must not or cannot go by Telegram")
    return str(found[-1])
