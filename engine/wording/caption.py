"""What stands beside a document's QR code: the words of the catalogs on the day it is issued, recorded in its data.

Whoever reads a page later takes the words from the record, never from the catalogs: those may have changed since.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict

from ..messages import Message, _
from .document import LANGS, Bilingual, Lang

CAPTION = _("To check the document, point the camera of a telephone at the QR code, or open the address:")
CODE = _("Code of the document: {code}")

# the words of files that carry no record: never changed, whatever the catalogs say
_BEFORE = (
    "Құжатты тексеру үшін телефон камерасын QR-кодқа бағыттаңыз немесе мекенжайды ашыңыз:",
    "Құжаттың коды: {code}",
    "Чтобы проверить документ, наведите камеру телефона на QR-код или откройте адрес:",
    "Код документа: {code}",
)


class Lines(BaseModel):
    """A line of both languages, as `data.json` records it."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    kk: str
    ru: str


class Recorded(BaseModel):
    """The lines beside the QR code as they were printed."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    caption: Lines
    code: Lines


@dataclass(frozen=True, slots=True)
class Beside:
    """Both lines in both languages.

    `caption` says what the QR code and the address are for, `code` repeats the code for who types it.
    """

    caption: Bilingual
    code: Bilingual

    def as_record(self) -> Recorded:
        """For the data of the document."""
        return Recorded(caption=Lines(**self.caption.as_json()), code=Lines(**self.code.as_json()))

    @classmethod
    def of_record(cls, record: Recorded) -> "Beside":
        """As it was printed then."""
        return cls(*(Bilingual(line.kk, line.ru) for line in (record.caption, record.code)))

    def lines(self) -> Iterator[str]:
        """Every line that stands on a page, in either language."""
        for lang in LANGS:
            yield from (self.caption[lang], self.code[lang])


def beside_now(code: str) -> Beside:
    """The words of the catalogs at hand, for a document that is issued now."""
    return Beside(Bilingual(*map(CAPTION.text, LANGS)), Bilingual(*(_filled(CODE, code, lang) for lang in LANGS)))


def before_records(code: str) -> set[str]:
    """All lines that a file without a record may have: those of old, and those of the catalogs at hand."""
    return {*(line.format(code=code) for line in _BEFORE), *beside_now(code).lines()}


def _filled(line: Message, code: str, lang: Lang) -> str:
    return Message(line.msgid, {"code": code}).text(lang)
