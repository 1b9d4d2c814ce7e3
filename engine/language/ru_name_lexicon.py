"""Russian names that no rule gets right."""

FIXED_ENDINGS = ("ұлы", "улы", "қызы", "кызы", "гызы", "оглы", "оглу", "заде")

# parts before a hyphen or a space that never decline: Бонч-Бруевича, Аль-Фараби
FIXED_FIRST_PARTS = frozenset((
    "бонч", "тер", "абдул", "абдель", "абдуль", "кара", "сент", "сен", "сан", "эль", "аль", "әл", "ал", "ибн", "бен",
    "ван", "фон", "де", "дель", "ди", "да", "ла", "ле", "мак", "нур", "шолом",
))  # fmt: skip

# names whose stem loses a vowel, by kind
STEMS = {
    "first": {"павел": "павл", "лев": "льв", "пётр": "петр", "петр": "петр"},
    "surname": {"лев": "льв", "заяц": "зайц", "орёл": "орл", "орел": "орл", "козёл": "козл"},
}

# women's names in -ь that decline; all others (Айгуль, Асель) do not
DECLINED_SOFT = frozenset(("любовь", "нинель", "рахиль", "эсфирь", "юдифь", "руфь", "суламифь"))

# names whose last syllable carries the stress: Ильёй, Айшой
STRESSED_LAST = frozenset(("илья", "айша", "кожа", "қожа"))

# surnames in -их that decline, unlike Долгих
GERMAN = frozenset(("рерих", "фрейндлих", "эрлих", "дитрих", "ульрих", "фридрих", "гейнрих", "генрих"))

# surnames in -ин, -ен that are no Russian possessives: Шином, Чином
KOREAN = frozenset(("шин", "чин", "цин", "лин", "мин", "хин"))
