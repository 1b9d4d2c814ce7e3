"""What can be wrong with the catalogs in `locales/`: sentences of the program that a language lacks or garbles."""

from collections.abc import Iterator
from io import BytesIO
from string import Formatter
from typing import Any

from .content import SHIPPED, Content
from .errors import Finding
from .messages import LANGUAGES, _, file_of

_RESTORE = _("Translate it, with every place in curly brackets as it stands in the English sentence.")


def catalog_findings(content: Content) -> Iterator[Finding]:
    """T-001 for a file that cannot be read, T-002 for places that differ, T-003 (a warning) for what has no words."""
    from babel.messages.pofile import PoFileError

    for lang in LANGUAGES:
        name = file_of(lang)
        wanted = {entry.id for entry in _entries((SHIPPED / name).read_bytes(), lang)}
        try:
            entries = {entry.id: entry for entry in _entries(content.read_bytes(name), lang)}
        except (PoFileError, UnicodeDecodeError) as error:
            fix = _("Save it as a .po file in UTF-8, or take it out: then the shipped one is used.")
            yield Finding(name, getattr(error, "lineno", -1) + 1, "T-001", _("is no catalog of sentences."), fix)
            continue
        for sentence in sorted(wanted - entries.keys()):
            yield Finding(name, 0, "T-003", _("a sentence has no translation."), _RESTORE, sentence, severity="warning")
        for sentence, entry in entries.items():
            said = str(entry.string)
            if not said or entry.fuzzy:
                message = _("a sentence has no translation.")
                yield Finding(name, entry.lineno or 0, "T-003", message, _RESTORE, sentence, severity="warning")
            elif _places(said) != _places(sentence):
                yield Finding(name, entry.lineno or 0, "T-002", _("the places of a sentence differ."), _RESTORE, said)


def _entries(data: bytes, lang: str) -> Iterator[Any]:
    from babel.messages.pofile import read_po

    for entry in read_po(BytesIO(data), locale=lang, charset="utf-8", abort_invalid=True):
        if entry.id:
            yield entry


def _places(text: str) -> set[str] | None:
    try:
        return {name for _before, name, _spec, _conversion in Formatter().parse(text) if name is not None}
    except ValueError:
        return None
