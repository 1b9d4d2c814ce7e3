"""What a notice of the state never does, so that nobody takes fraud for one: asks for codes, cards or a call."""

import re

_ASKS = {
    "kk": re.compile(
        r"\b(?:бір ?реттік\s+код\w*|SMS-?код\w*|растау\s+код\w*|код\w*\s+(?:енгіз|айт|жібер)\w*|CVV\w*|пин-?код\w*|"
        r"карта\w*\s+(?:нөмір|дерек|мәлімет)\w*|қайта\s+қоңырау\w*|қоңырау\s+шалыңыз|жауап\s+(?:жазыңыз|жіберіңіз|беріңіз))",
        re.IGNORECASE,
    ),
    "ru": re.compile(
        r"\b(?:одноразов\w+\s+код\w*|SMS-?код\w*|код\w*\s+(?:из\s+SMS|подтвержд\w+)|(?:сообщите|введите|назовите)\s+код\w*|"
        r"CVV\w*|пин-?код\w*|(?:номер\w*|данны\w+|реквизит\w+)\s+(?:\w+\s+)?карт\w*|перезвон\w*|позвоните|"
        r"ответьте\s+на|(?:при|вы)шлите\s+ответ)",
        re.IGNORECASE,
    ),
}
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|\b[\w-]+\.(?:kz|com|ru|org|net|ly|cc|me|gl)\b[^\s,]*", re.IGNORECASE)
_WHOLE_IIN = re.compile(r"\{\{\s*[\w.]*\biin\s*(?:\|(?!\s*mask)[^}]*)?\}\}")


def asks(text: str, lang: str) -> str:
    """The words that ask for a code, a card, a call or an answer; empty where none does. Places must be taken out."""
    found = _ASKS[lang].search(text)
    return found.group() if found else ""


def typed_address(text: str) -> str:
    """An address typed into the wording: those a notice may carry come from the settings, through {{ link }}."""
    found = _ADDRESS.search(text)
    return found.group() if found else ""


def whole_iin(text: str) -> str:
    """A place that would show all digits of an IIN."""
    found = _WHOLE_IIN.search(text)
    return found.group() if found else ""
