"""Kazakh words that no rule gets right: harmony of loans, vowels that drop, abbreviations as they are read."""

_BACK = "тарих мұхит ми нотариус ғали сенат статус корпус минус плюс фонд тұлға"
_FRONT = "жүз ие би ки ши"
BACK_WORDS = frozenset(_BACK.split())
FRONT_WORDS = frozenset(_FRONT.split())

# letters and clusters by which a surname in -ов shows a Russian stem; without them a stem of Kazakhstan is Kazakh
RUSSIAN_MARKS = (
    "ц", "щ", "ф", "ч", "ь", "э", "ю", "ё", "зн", "тр", "хо", "бел", "мир", "гр", "др", "кр", "пр", "сер", "вл", "гл",
    "клим", "глеб", "зл", "хл", "стр", "вор",
)  # fmt: skip

# the third person possessive where a vowel drops; not: айып айыбы, ауыл ауылы, нарық нарығы, құқық құқығы
POSSESSIVES = {
    "орын": "орны", "кәсіпорын": "кәсіпорны", "халық": "халқы", "мүлік": "мүлкі", "ерік": "еркі", "мойын": "мойны",
    "мұрын": "мұрны", "ерін": "ерні", "қарын": "қарны", "қойын": "қойны", "ауыз": "аузы", "бөрік": "бөркі",
    "көрік": "көркі", "парық": "парқы", "құлық": "құлқы", "ғұрып": "ғұрпы", "әріп": "әрпі", "дауыс": "даусы",
    "қауіп": "қаупі", "қалып": "қалпы", "ырық": "ырқы",
    "құлып": "құлпы", "қырық": "қырқы",
}  # fmt: skip

# nouns that end in ы, і and are not possessed by anybody: қаулы қаулысы, кісі кісісі
BARE_IN_Y = frozenset("қаулы кісі жылқы екі жеті алты қазы түлкі бөрі".split())

POSSESSED_IN_SHY = frozenset("ағашы шашы алашы қарындашы маршы".split())  # of stems in ш, not words for people

_BACK_V = "ТМД ДДСҰ ЕО ҚР ЖСО БАҚ ЖАҚ ТЖ ҰБТ ІІМ ӘМ ҰҚ СҚО БҚО ҚХР РФ ЕАЭО БҰҰ ЭЦҚ ААЖ ЖК ЖТС ҚС ЖС АІЖ ЖҚ АТМ ҚХА"
_FRONT_V = "МКК ҚК АК ӘҚБтК ҚПК АПК ӘРПК ҰҚК МК ЕК БСҚК"

# abbreviation -> harmony, final class, whether it is read as a possessed noun («…» ЖШС: "серіктестігі")
ABBREVIATIONS: dict[str, tuple[str, str, bool]] = {
    **dict.fromkeys(_BACK_V.split(), ("back", "V", False)),
    **dict.fromkeys(_FRONT_V.split(), ("front", "V", False)),
    "ЖШС": ("front", "V", True),
    "АҚ": ("back", "V", True),
    "АЕК": ("front", "T", False),
    "ЖСН": ("front", "N", False),
    "БСН": ("front", "N", False),
    "ӘІЖБТ": ("back", "T", False),
    "СДТБТ": ("back", "T", False),
    "МАБ": ("back", "T", False),
    "АҚШ": ("back", "T", False),
    "ҚазҰУ": ("back", "G", False),
    "ЕҰУ": ("back", "G", False),
    "UNESCO": ("back", "V", False),
    "USAID": ("back", "T", False),
    "SMS": ("front", "T", False),
    "PDF": ("front", "T", False),
    "eGov": ("back", "T", False),
    "QR": ("back", "L", False),
}
