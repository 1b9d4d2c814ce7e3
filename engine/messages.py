"""Sentences of the program in kk, ru and en: an English msgid with named places, translated by `locales/`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from io import BytesIO
from pathlib import Path

UI_LANGUAGES = ("kk", "ru", "en")
LANGUAGES = ("kk", "ru")  # those that have a catalog; English is in the code
_SHIPPED = Path(__file__).resolve().parent.parent
_layers: tuple[Path, ...] = (_SHIPPED,)  # of the whole process, as the language of its messages is


@dataclass(frozen=True, slots=True)
class Message:
    """A translatable sentence: `msgid` holds `{name}` places that `values` fill."""

    msgid: str
    values: Mapping[str, object] = field(default_factory=dict)

    def text(self, lang: str) -> str:
        """The sentence in kk, ru or en; a message no catalog knows speaks English."""
        pattern = catalog(lang).get(self.msgid, self.msgid) if lang != "en" else self.msgid
        shown = {name: value.text(lang) if isinstance(value, Message) else value for name, value in self.values.items()}
        try:
            return pattern.format_map(shown) if shown else pattern.replace("{{", "{").replace("}}", "}")
        except (KeyError, ValueError, IndexError):  # a catalog of somebody's own that names other places
            return self.msgid.format_map(shown)


def _(msgid: str, **values: object) -> Message:
    """Marks a sentence for `pybabel extract` and binds the values of its places."""
    return Message(msgid, values)


def file_of(lang: str) -> str:
    """The catalog of a language by its name below a content folder."""
    return f"locales/{lang}/LC_MESSAGES/qauly.po"


def speak_by(folders: Sequence[Path | str] = ()) -> None:
    """Lets content folders with `locales/` of their own change the program's words; the later one wins by file."""
    global _layers
    _layers = (_SHIPPED, *(Path(folder).resolve() for folder in folders))
    catalog.cache_clear()


@cache
def catalog(lang: str) -> Mapping[str, str]:
    """All translations of a language, read once a process from its .po file; nothing from a file that is no catalog."""
    from babel.messages.pofile import PoFileError, read_po

    for layer in reversed(_layers):
        source = layer / file_of(lang)
        try:
            entries = read_po(BytesIO(source.read_bytes()), locale=lang, charset="utf-8", abort_invalid=True)
        except (OSError, PoFileError, UnicodeDecodeError):
            continue  # qauly check tells of it; the words of the folder below are still there
        return {str(entry.id): str(entry.string) for entry in entries if entry.id and entry.string and not entry.fuzzy}
    return {}
