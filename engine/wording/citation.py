"""An article of an act, spoken in any case of both languages: `{{ sources.law_10_1 | cite | dat }}`."""

from dataclasses import dataclass

from ..language import kk, ru
from ..law.acts import Citation
from .document import Lang
from .grammar import RU_CASES, Declined

ARTICLE_KK, CLAUSE_KK = "бап", "тармақ"
ARTICLE_RU = {
    "nomn": "статья",
    "gent": "статьи",
    "datv": "статье",
    "accs": "статью",
    "ablt": "статьёй",
    "loct": "статье",
}
CLAUSE_RU = {
    "nomn": "пункт",
    "gent": "пункта",
    "datv": "пункту",
    "accs": "пункт",
    "ablt": "пунктом",
    "loct": "пункте",
}


@dataclass(frozen=True, slots=True)
class Citable:
    """A citation before it is spoken; only `cite` turns it into words."""

    citation: Citation


def cited(citation: Citation, lang: Lang) -> Declined:
    """The citation as a phrase that declines: in Kazakh the last word, in Russian the first one."""
    return Declined(lambda case: _kazakh(citation, case) if lang == "kk" else _russian(citation, case))


def _kazakh(citation: Citation, case: str) -> str:
    chain = [(label, word) for label, word in ((citation.article, ARTICLE_KK), (citation.clause, CLAUSE_KK)) if label]
    act = citation.act.name.kk
    if not chain:
        return kk.inflect(act, case, "px3")
    parts = [kk.inflect(act, "GEN", "px3")]
    for position, (label, word) in enumerate(chain, 1):
        parts.append(kk.inflect(f"{label} {word}", case if position == len(chain) else "GEN", "ref"))
    return " ".join(parts)


def _russian(citation: Citation, case: str) -> str:
    chain = [(label, forms) for label, forms in ((citation.clause, CLAUSE_RU), (citation.article, ARTICLE_RU)) if label]
    name = citation.act.name.ru
    parts = [f"{forms[RU_CASES[case] if first else 'gent']} {label}" for first, (label, forms) in _marked(chain)]
    head = ru.phrase(name.head, "gent" if chain else RU_CASES[case])
    return " ".join([*parts, head, name.tail])


def _marked(chain: list[tuple[str, dict[str, str]]]) -> list[tuple[bool, tuple[str, dict[str, str]]]]:
    return [(index == 0, each) for index, each in enumerate(chain)]
