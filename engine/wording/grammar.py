"""What the case filters act upon: phrases that know their own forms."""

from collections.abc import Callable
from typing import Any

from ..language import kk, names, ru
from ..law.values import Name
from .document import Lang

# One set of filters serves both languages: Russian has no ablative, "from" takes the genitive there.
RU_CASES = {
    "NOM": "nomn",
    "GEN": "gent",
    "DAT": "datv",
    "ACC": "accs",
    "LOC": "loct",
    "ABL": "gent",
    "INS": "ablt",
}


class Declined(str):
    """A phrase in the nominative that can give its other cases; codes are the Kazakh ones (NOM GEN DAT …)."""

    in_case: Callable[[str], str]

    def __new__(cls, in_case: Callable[[str], str]) -> "Declined":
        self = super().__new__(cls, in_case("NOM"))
        self.in_case = in_case
        return self


def declined(value: Any, lang: Lang, case: str) -> str:
    """The value in the case: a person's name, a phrase that knows its forms, or plain words."""
    if isinstance(value, Declined):
        return value.in_case(case)
    if isinstance(value, Name):
        return _name(value, case)
    if isinstance(value, str):
        return kk.inflect(value, case, _kind(value)) if lang == "kk" else ru.phrase(value, RU_CASES[case])
    raise TypeError(f"a value of the kind {type(value).__name__} has no cases")


def _name(name: Name, case: str) -> str:
    code = case if name.lang == "kk" else RU_CASES[case]
    stored = dict(name.forms).get(code)
    if stored:
        return stored
    person = names.PersonName(name.last, name.first, name.patronymic)
    return names.inflect_person(person, name.lang, code, name.gender)


def _kind(text: str) -> str:
    # names of offices and places end in a possessed noun ("Тараз қаласы"); a proper name ("Алматы") does not
    last = text.split()[-1] if text.split() else ""
    if len(last) > 1 and last.isupper():
        return "abbr"  # ЖШС-нің, АЕК-ке; one that the table lacks is an error, its ending is not guessed
    return "px3" if last[:1].islower() and kk.possessed(last) else "noun"
