"""Signs that keyboards leave in wording in place of the right ones: straight quotes, N for №, a hyphen for a dash.

No-break spaces are no lawyer's work: `language.typography.tidy` sets them in every composed sentence.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ..language import typography

_KEPT = re.compile(r"(\{\{.*?\}\}|https?://\S+)", re.DOTALL)  # places and links are no prose
_DOUBLED = re.compile(r"\b([^\W\d_]{2,})\s+\1\b", re.IGNORECASE)
_Repair = tuple[re.Pattern[str], str]

_REPAIRS: tuple[_Repair, ...] = (
    (re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]"), ""),  # nobody sees them, and searches fail
    (re.compile(r"(?<=\S)[ \t]{2,}(?=\S)"), " "),
    (re.compile(r"[“„‟]"), "«"),
    (re.compile(r"”"), "»"),
    (re.compile(r'(?<![^\s(\[—–-])"(?=\S)'), "«"),
    (re.compile(r'(?<=\S)"'), "»"),
    (re.compile(r"«[ \t]+(?=\S)"), "«"),
    (re.compile(r"(?<=\S)[ \t]+»"), "»"),
    (re.compile(r"(?<![\w])N(?:o\.?|°)?[ \t]?(?=[\d\ue000-\uf8ff])"), "№ "),
    (re.compile(r"(?<=\S)[ \t](?:-{1,2}|−)(?=[ \t]\S)"), " –"),
    (re.compile(r"(?<=[^\s–—])[ \t]+(?=[,;:!?.](?:\s|\Z))"), ""),
    (re.compile(r"(?<!\.)\.\.\.(?!\.)"), "…"),
)


@dataclass(frozen=True, slots=True)
class Slip:
    """A sign to be replaced: where it stands among the words around it, and how they should read."""

    wrong: str
    right: str


def mended(text: str) -> str:
    """The text with its signs and look-alike letters put right; places and links stay. Idempotent."""
    plain, kept = _plain(text)
    before = ""
    while plain != before:  # a mended sign may show the next one: a space goes, and a quotation mark stands at a word
        before = plain
        for pattern, sign in _REPAIRS:
            plain = pattern.sub(sign, plain)
        plain = typography.normalise_kazakh(plain)
    return _restored(plain, kept)


def slips(text: str) -> Iterator[Slip]:
    """Every sign that `mended` would replace, with some letters on either side."""
    plain, kept = _plain(text)
    for pattern, sign in _REPAIRS:
        for match in pattern.finditer(plain):
            before, after = plain[max(0, match.start() - 12) : match.start()], plain[match.end() : match.end() + 12]
            yield Slip(_restored(before + match.group() + after, kept), _restored(before + sign + after, kept))


def doubled(text: str) -> str:
    """A word written twice in a row, or an empty text."""
    found = _DOUBLED.search(_plain(text)[0])
    return found.group() if found else ""


def _plain(text: str) -> tuple[str, list[str]]:
    """The text with one private letter in place of each place and link, so that signs beside them are seen."""
    kept: list[str] = []

    def keep(match: re.Match[str]) -> str:
        kept.append(match.group())
        return chr(0xE000 + len(kept) - 1)

    return _KEPT.sub(keep, text), kept


def _restored(plain: str, kept: list[str]) -> str:
    return re.sub("[\ue000-\uf8ff]", lambda match: kept[ord(match.group()) - 0xE000], plain)
