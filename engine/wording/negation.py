"""How often a text denies: a clause that says "not" in one language must say it in the other."""

import re

# Nouns that end like a denied verb: "сомасын" is "the sum", no "let it not". Only the passive and these verbs are read
# as commands: "берілмесін", "төлемесін".
_NOUNS = "немесе|мәртебе|қолданбас|бағдарлама"
_COMMANDED = "төле|орында|бер|ал|жаса|тоқтат|қозға|жібер|көрсет|қолдан|сал|ет|бол|қабылда|ұста|жүргіз|шығар"
_KAZAKH = re.compile(
    rf"(?<!\w)(?!{_NOUNS}|кешікті)"
    r"(?:\w{2,}[мбп][ае](?:й(?:ды|ді|сыз|сіз|мын|мін|мыз|міз|тын|тін|ынша|інше)?\w*|ған\w*|ген\w*|са\w*|се\w*|с|стан|стен"
    r"|ңыз|ңіз|ңыздар|ңіздер|(?:ды|ді)(?:м|ң|қ|к|ңыз|ңіз)?|пты|пті|у\w*)"
    rf"|\w*(?:[лн][мб]|(?:{_COMMANDED})[мбп])[ае]с[ыі]н(?:дар|дер)?"
    r"|емес\w*|жоқ\w*|болма\w*"
    # "without" is an ending: рұқсатсыз; after a vowel it is mostly "you": аласыз, бересіз
    r"|(?!сізд?|сізг)\w{2,}[бвгғджзкқлмнңпрстфхцчшщ]с(?:ыз|із)(?:дық|дік)?\w*|ақысыз\w*|белгісіз\w*)(?!\w)",
    re.IGNORECASE,
)
_SEEM = (  # него, необходимо and others only begin like a denial
    r"(?:го|му|й|ё|ю|м|на)\b|обходим|медленн|замедлит|дел[еия]|котор|скольк|движим|устойк|доимк|посредственн|смотря"
)
_RUSSIAN = re.compile(
    rf"(?<!\w)(?:не(?!\s+(?:позднее|позже))|нет|нельзя|без|не(?!{_SEEM})\w{{3,}}|отсутств\w+)(?!\w)", re.IGNORECASE
)
# "not later than" says that the last day counts, in Kazakh also without a denial
_LIMITS = {
    "kk": re.compile(r"(?<!\w)(?:кешікті(?:рілме|рме)\w+|қоса\s+(?:алғанда|есептегенде))", re.IGNORECASE),
    "ru": re.compile(r"(?<!\w)(?:не\s+позднее|не\s+позже|включительно)(?!\w)", re.IGNORECASE),
}

DENIALS = {"kk": _KAZAKH, "ru": _RUSSIAN}


def negations(text: str, lang: str) -> list[str]:
    """The words that deny, in their order; places must have been taken out."""
    return DENIALS[lang].findall(text)


def limits(text: str, lang: str) -> list[str]:
    """The words that say that a term's last day counts, in their order."""
    return [" ".join(found.split()) for found in _LIMITS[lang].findall(text)]
