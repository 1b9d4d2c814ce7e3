"""What stands beside a document's QR code, in the language of the page; own drafting.

`verify` knows the pages of a PDF by these words. So they are never changed: another wording goes before the others.
"""

from collections.abc import Iterator

from ..messages import Message, _
from ..wording.document import LANGS, Lang

CAPTIONS: tuple[Message, ...] = (
    _("To check the document, point the camera of a telephone at the QR code, or open the address:"),
)
CODES: tuple[Message, ...] = (_("Code of the document: {code}"),)


def caption(lang: Lang) -> str:
    """What the QR code and the address beside it are for."""
    return CAPTIONS[0].text(lang)


def code_line(code: str, lang: Lang) -> str:
    """The code, for who types it on the verification page."""
    return _filled(CODES[0], code, lang)


def ever_printed(code: str) -> Iterator[str]:
    """All of it in both languages, as pages of any age may have it."""
    for lang in LANGS:
        yield from (each.text(lang) for each in CAPTIONS)
        yield from (_filled(each, code, lang) for each in CODES)


def _filled(line: Message, code: str, lang: Lang) -> str:
    return Message(line.msgid, {"code": code}).text(lang)
