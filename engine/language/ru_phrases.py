"""Russian posts and organisations: the leading adjectives and the head noun decline, the rest stays."""

_ADJ = {
    "ый": ("ого", "ому", "ый", "ым", "ом"), "ой": ("ого", "ому", "ой", "ым", "ом"),
    "ий": ("его", "ему", "ий", "им", "ем"), "ая": ("ой", "ой", "ую", "ой", "ой"), "яя": ("ей", "ей", "юю", "ей", "ей"),
    "ое": ("ого", "ому", "ое", "ым", "ом"), "ее": ("его", "ему", "ее", "им", "ем"),
}  # fmt: skip
_ORDER = ("gent", "datv", "accs", "ablt", "loct")


def phrase(text: str, case: str) -> str:
    """The phrase in nomn gent datv accs ablt loct; text in « » and everything after the head noun never changes."""
    if case == "nomn":
        return text
    words = text.split(" ")
    index = _ORDER.index(case)
    for position, word in enumerate(words):
        lower = word.casefold()
        adjective = _ADJ.get(lower[-2:])
        if adjective and len(word) > 4 and position < len(words) - 1:
            ending = adjective[index]
            if lower.endswith(("кий", "гий", "хий")):
                ending = ("ого", "ому", "ий", "им", "ом")[index]
            words[position] = word[:-2] + ending
            continue
        words[position] = _noun(word, index)
        break
    return " ".join(words)


def _noun(word: str, index: int) -> str:
    lower = word.casefold()
    if lower == "правила":
        return word[:-1] + ("", "ам", "а", "ами", "ах")[index]
    if lower.endswith(("ение", "ание", "ствие", "ие")):
        return word[:-1] + ("я", "ю", "е", "ем", "и")[index]
    if lower.endswith("ия"):
        return word[:-1] + ("и", "и", "ю", "ей", "и")[index]
    if lower.endswith("о"):
        return word[:-1] + ("а", "у", "о", "ом", "е")[index]
    if lower.endswith("а"):
        soft = "и" if lower[-2] in "гкхжшчщ" else "ы"
        return word[:-1] + (soft, "е", "у", "ой", "е")[index]
    if lower.endswith("ь"):
        return word[:-1] + ("я", "ю", "ь", "ем", "е")[index]
    if lower[-1] in "бвгджзклмнпрстфхцчшщ":
        return word + ("а", "у", "", "ом", "е")[index]
    return word
