"""Mistakes of writing in one language of a clause: letters, denials, sentences, words of the other language."""

import random
import re

from tests.wording.mistakes import PLACE

from qauly.engine.wording.agreement import sentences
from qauly.engine.wording.document import Lang
from qauly.engine.wording.glossary import bare
from qauly.engine.wording.negation import DENIALS

# what a keyboard in the wrong layout leaves: Latin for Cyrillic, kin letters of other alphabets, a letter nobody sees
_LOOK_ALIKES = str.maketrans("аеорсухіһәөАЕОРСНКМТВХІҺ", "aeopcyxihəɵAEOPCHKMTBXIH")
_DENIED = {
    "kk": ["болмайды", "емес", "жоқ", "берілмейді", "қолданылмасын", "төленбесе", "рұқсатсыз", "келмеген", "айтпайды"],
    "ru": ["не допускается", "нет", "нельзя", "без согласия", "не применять", "неуплата", "невозможно"],
}


def a_look_alike(text: str, _lang: Lang, chance: random.Random) -> str | None:
    words: list[str] = re.findall(r"(?<![\w{.-])[А-Яа-яЁёӘәҒғҚқҢңӨөҰұҮүҺһІі]+(?![\w}.-])", PLACE.sub(" ", text))
    words = [
        word for word in words if word.translate(_LOOK_ALIKES) != word and re.search(rf"(?<!\w){word}(?!\w)", text)
    ]
    if not words:
        return None
    word = chance.choice(words)
    at = chance.choice([index for index, letter in enumerate(word) if letter.translate(_LOOK_ALIKES) != letter])
    wrong = word[:at] + word[at].translate(_LOOK_ALIKES) + word[at + 1 :]
    return re.sub(rf"(?<!\w){word}(?!\w)", wrong, text, count=1)


def an_unseen_letter(text: str, _lang: Lang, chance: random.Random) -> str | None:
    at = [match.end() for match in re.finditer(r"(?<=\s)\w\w(?=\w)", PLACE.sub(lambda m: " " * len(m.group()), text))]
    return (
        text[: (where := chance.choice(at))] + chance.choice("\u200b\u00ad\ufeff\u2060") + text[where:] if at else None
    )


def a_denial_gone(text: str, lang: Lang, chance: random.Random) -> str | None:
    found = list(DENIALS[lang].finditer(PLACE.sub(lambda match: "_" * len(match.group()), text)))
    if not found:
        return None
    denied = chance.choice(found)
    return text[: denied.start()] + text[denied.end() :].lstrip()


def a_denial_come(text: str, lang: Lang, chance: random.Random) -> str | None:
    return f"{text.rstrip().rstrip('.')} {chance.choice(_DENIED[lang])}{'.' if text.rstrip().endswith('.') else ''}"


def a_last_day_flipped(text: str, lang: Lang, _chance: random.Random) -> str | None:
    """ "Not later than" becomes "later than"."""
    wrong = {"kk": ("кешіктірілмей", "кейін"), "ru": ("не позднее", "позднее")}[lang]
    return text.replace(*wrong, 1) if wrong[0] in text else None


def a_sentence_gone(text: str, _lang: Lang, chance: random.Random) -> str | None:
    found = sentences(text)
    if len(found) < 2:
        return None
    found.pop(chance.randrange(len(found)))
    return ". ".join(found) + "."


def a_sentence_come(text: str, lang: Lang, _chance: random.Random) -> str | None:
    return f"{text.rstrip().rstrip('.')}. {'Бұл да ескерілсін.' if lang == 'kk' else 'Учесть и это.'}"


def other_order(text: str, lang: Lang, _chance: random.Random) -> str | None:
    """The points of one language in another order; only where they bear something that can be compared."""
    found = sentences(text)
    marks = [(sorted(PLACE.findall(each)), len(DENIALS[lang].findall(bare(each)))) for each in found]
    if len(found) < 2 or marks[0] == marks[-1]:
        return None
    return ". ".join([found[-1], *found[1:-1], found[0]]) + "."


def a_system(text: str, _lang: Lang, chance: random.Random) -> str | None:
    """A named system or an abbreviation left out, or another one in its place."""
    found = re.findall(
        r"(?<!\w)(?:ЕРАП|ӘІЖБТ|ЕРДР|СДТБТ|АИС ОИП|АІЖ ААЖ|ИИН|ЖСН|eGov|SMS|QR)(?!\w)", PLACE.sub(" ", text)
    )
    if not found:  # in a heading of capitals an abbreviation is a word like the others
        return None if bare(text).isupper() else f"{text.rstrip()} {chance.choice(['eGov', 'Kaspi', 'ЭҮП'])}"
    return text.replace(chance.choice(found), chance.choice(["", "БМГ Gov"]), 1)


def a_word_of_the_other(text: str, lang: Lang, chance: random.Random) -> str | None:
    word = chance.choice({"kk": ["должник", "постановление", "штраф"], "ru": ["борышкер", "қаулы", "айыппұл"]}[lang])
    return f"{text.rstrip()} {word}"
