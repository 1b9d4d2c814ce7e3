"""Sentences of the program in kk, ru and en: an English msgid with named places, translated by `locales/`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from io import BytesIO
from pathlib import Path

UI_LANGUAGES = ("kk", "ru", "en")


@dataclass(frozen=True, slots=True)
class Message:
    """A translatable sentence: `msgid` holds `{name}` places that `values` fill."""

    msgid: str
    values: Mapping[str, object] = field(default_factory=dict)

    def text(self, lang: str) -> str:
        """The sentence in kk, ru or en; a message no catalog knows speaks English."""
        pattern = catalog(lang).get(self.msgid, self.msgid) if lang != "en" else self.msgid
        shown = {name: value.text(lang) if isinstance(value, Message) else value for name, value in self.values.items()}
        return pattern.format_map(shown) if shown else pattern.replace("{{", "{").replace("}}", "}")


def _(msgid: str, **values: object) -> Message:
    """Marks a sentence for `pybabel extract` and binds the values of its places."""
    return Message(msgid, values)


@cache
def catalog(lang: str) -> Mapping[str, str]:
    """All translations of a language, read once a process from its .po file."""
    from babel.messages.pofile import read_po

    source = Path(__file__).resolve().parent.parent / "locales" / lang / "LC_MESSAGES" / "qauly.po"
    if not source.is_file():
        return {}
    entries = read_po(BytesIO(source.read_bytes()), locale=lang)
    return {str(entry.id): str(entry.string) for entry in entries if entry.id and entry.string and not entry.fuzzy}
