"""Terms that do not tell whether their last day counts: «до 31 декабря», «31 желтоқсанға дейін»."""

import re

_DATE_PLACE = r"\{\{[^}]*\|\s*date\w*[^}]*\}\}"
_KAZAKH = re.compile(
    rf"(?:{_DATE_PLACE}|\b(?:қаңтар|ақпан|наурыз|сәуір|мамыр|маусым|шілде|тамыз|қыркүйек|қазан|қараша|желтоқсан)[ғгқк][ае]|"
    r"\d{4}\s+жылға)\s+дейін(?!\s*\(?қоса)",
    re.IGNORECASE,
)
_RUSSIAN = re.compile(
    rf"\bдо\s+(?:{_DATE_PLACE}|«?\d{{1,2}}»?\s+[а-я]+)(?:\s+\d{{4}}\s+года)?(?!\s*\(?включительно)", re.IGNORECASE
)
_UNCLEAR = {"kk": _KAZAKH, "ru": _RUSSIAN}

_LAST_DAY = {"kk": "Соңғы күн:", "ru": "Последний день:"}


def unclear_end(text: str, lang: str) -> str:
    """The words of the term, or an empty text where every term says its last day."""
    found = _UNCLEAR[lang].search(text)
    return found.group() if found else ""


def last_day(unclear: str, lang: str) -> str:
    """The same term as it should read, with the date of the unclear one where it is a place."""
    place = re.search(_DATE_PLACE, unclear)
    return f"{_LAST_DAY[lang]} {place.group() if place else '…'}"
