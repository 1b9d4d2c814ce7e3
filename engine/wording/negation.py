"""How often a text denies: a clause that says "not" in one language must say it in the other."""

import re

# a verb with -ма-, -бе- … before its ending, or емес, жоқ; немесе (or), мәртебе (status), кешіктірмей (not later than)
# only look like it
_KAZAKH = re.compile(
    r"(?<!\w)(?!немесе|мәртебе|кешікті)"
    r"(?:\w{2,}[мбп][ае](?:й(?:ды|ді|сыз|сіз|мын|мін|тын|тін)?|ған\w*|ген\w*|са\w*|се\w*|с|ңыз|ңіз|ды|ді|дыңыз|діңіз"
    r"|у\w*|йінше)|емес\w*|жоқ\w*)(?!\w)",
    re.IGNORECASE,
)
_RUSSIAN = re.compile(
    r"(?<!\w)(?:не(?! позднее)|нет|нельзя|без(?= (?:мер|оплат))|неоплаченн\w*|несоглас\w*)(?!\w)", re.IGNORECASE
)

DENIALS = {"kk": _KAZAKH, "ru": _RUSSIAN}


def negations(text: str, lang: str) -> list[str]:
    """The words that deny, in their order; places must have been taken out."""
    return DENIALS[lang].findall(text)
