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

LAST_DAY = {"kk": "Соңғы күн: …", "ru": "Последний день: …"}


def unclear_end(text: str, lang: str) -> str:
    """The words of the term, or an empty text where every term says its last day."""
    found = _UNCLEAR[lang].search(text)
    return found.group() if found else ""
