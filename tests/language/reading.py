"""Reads number words back into numbers, written apart from the code under test."""

_KK = {word: value for value, word in enumerate("нөл бір екі үш төрт бес алты жеті сегіз тоғыз".split())} | dict(
    zip("он жиырма отыз қырық елу алпыс жетпіс сексен тоқсан".split(), range(10, 100, 10), strict=True)
)
_KK_SCALES = {"мың": 10**3, "миллион": 10**6, "миллиард": 10**9, "триллион": 10**12}

_RU = {
    word: value
    for value, words in {
        0: "ноль", 1: "один одна одно", 2: "два две", 3: "три", 4: "четыре", 5: "пять", 6: "шесть", 7: "семь",
        8: "восемь", 9: "девять", 10: "десять", 11: "одиннадцать", 12: "двенадцать", 13: "тринадцать",
        14: "четырнадцать", 15: "пятнадцать", 16: "шестнадцать", 17: "семнадцать", 18: "восемнадцать",
        19: "девятнадцать", 20: "двадцать", 30: "тридцать", 40: "сорок", 50: "пятьдесят", 60: "шестьдесят",
        70: "семьдесят", 80: "восемьдесят", 90: "девяносто", 100: "сто", 200: "двести", 300: "триста",
        400: "четыреста", 500: "пятьсот", 600: "шестьсот", 700: "семьсот", 800: "восемьсот", 900: "девятьсот",
    }.items()
    for word in words.split()
}  # fmt: skip
_RU_SCALES = {"тысяч": 10**3, "миллион": 10**6, "миллиард": 10**9, "триллион": 10**12}


def read_kazakh(text: str) -> int:
    total = group = 0
    for word in text.split():
        if word == "жүз":
            group = max(group % 10, 1) * 100 + group // 10 * 10
        elif word in _KK_SCALES:
            total, group = total + max(group, 1) * _KK_SCALES[word], 0
        else:
            group += _KK[word]
    return total + group


def read_russian(text: str) -> int:
    total = group = 0
    for word in text.split():
        scale = next((size for start, size in _RU_SCALES.items() if word.startswith(start)), None)
        if scale:
            total, group = total + max(group, 1) * scale, 0
        else:
            group += _RU[word]
    return total + group
