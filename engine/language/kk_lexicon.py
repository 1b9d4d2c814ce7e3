"""Kazakh words that no rule gets right: harmony of loans, vowels that drop, abbreviations as they are read."""

_FRONT_STEMS = "мүлік адрес"
HARMONY = {
    **dict.fromkeys("тарих мұхит ми нотариус ғали и кепіл".split()[:5], "back"),
    "жүз": "front",
    "ақш": "back",
}

POSSESSIVES = {
    "орын": "орны", "кәсіпорын": "кәсіпорны", "халық": "халқы", "мүлік": "мүлкі", "ерік": "еркі", "мойын": "мойны",
    "мұрын": "мұрны", "ерін": "ерні", "қарын": "қарны", "қойын": "қойны", "ауыз": "аузы", "бөрік": "бөркі",
    "көрік": "көркі", "парық": "парқы", "құлық": "құлқы", "ғұрып": "ғұрпы", "әріп": "әрпі", "дауыс": "даусы",
}  # fmt: skip

# abbreviation -> harmony, final class, whether it is read as a possessed noun ("серіктестігі")
ABBREVIATIONS = {
    "ЖШС": ("front", "V", True), "АҚ": ("back", "V", True), "АЕК": ("front", "T", False), "ҚР": ("back", "V", False),
    "ЖСН": ("front", "N", False), "БСН": ("front", "N", False), "ЖСО": ("back", "V", False),
    "ӘІЖБТ": ("back", "T", False), "АІЖ ААЖ": ("back", "V", False), "ТМД": ("back", "V", False),
    "АҚШ": ("back", "T", False), "ЭЦҚ": ("back", "V", False), "ӘҚБтК": ("front", "V", False),
}  # fmt: skip
