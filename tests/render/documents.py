"""Composed documents to print: one as offices know it, one that is long, and any that hypothesis thinks of."""

from dataclasses import replace
from datetime import date
from typing import Any

from hypothesis import strategies as st

from qauly.engine.wording.document import Bilingual, Block, Document, Role, Version

_KK_FACTS = (
    "Борышкер: Ибраев Асхат Маратұлы",
    "ЖСН: 900101100014",
    "Құжатты шығарған орган: Жамбыл облысы Полиция департаментінің Әкімшілік полиция басқармасы",
    "Құжаттың нөмірі мен күні: № 245500012345, 2023 жылғы 2 қараша",
    "Құқық бұзушылық: ӘҚБтК 592-бабының 1-бөлігі",
    "Сомасы: 36 920,00 теңге (отыз алты мың тоғыз жүз жиырма теңге 00 тиын)",
)
_RU_FACTS = (
    "Должник: Ибраев Асхат Маратович",
    "ИИН: 900101100014",
    "Орган, выдавший документ: Управление административной полиции Департамента полиции Жамбылской области",
    "Номер и дата документа: № 245500012345 от 2 ноября 2023 года",
    "Правонарушение: часть 1 статьи 592 КоАП",
    "Сумма: 36 920,00 тенге (тридцать шесть тысяч девятьсот двадцать тенге 00 тиын)",
)
_KK_POINTS = (
    "Борышкер Ибраев Асхат Маратұлына қатысты оңайлатылған іс жүргізу қозғалсын.",
    "Борышкер 36 920,00 теңге берешекті күнтізбелік 5 (бес) күн ішінде төлесін. Соңғы күн: 2024 жылғы 23 қаңтар.",
    "Қабылданған шешім туралы атқарушылық іс жүргізу тараптарына немесе олардың өкілдеріне хабарлансын.",
)
_RU_POINTS = (
    "Возбудить упрощенное производство в отношении должника: Ибраев Асхат Маратович.",
    "Должнику уплатить 36 920,00 тенге в течение 5 (пяти) календарных дней. Последний день: 23 января 2024 года.",
    "О принятом решении сообщить сторонам исполнительного производства или их представителям.",
)


def _blocks(role: Role, texts: tuple[str, ...]) -> list[Block]:
    return [Block(role, role, text, i if role == "point" else None) for i, text in enumerate(texts, start=1)]


def sample() -> Document:
    """A short resolution with every role of paragraph and an address to verify it at."""
    kk = Version(
        "kk",
        "ҚАУЛЫ",
        "оңайлатылған іс жүргізуді қозғау туралы",
        "Тараз қаласы",
        "2024 жылғы 18 қаңтар",
        "№ 2024-000123/1",
        (
            *_blocks("paragraph", ("Жамбыл облысының әділет департаменті атқарушылық құжатты қарап,",)),
            *_blocks("formula", ("АНЫҚТАЛДЫ:",)),
            *_blocks("fact", _KK_FACTS),
            *_blocks("formula", ("ҚАУЛЫ ЕТЕДІ:",)),
            *_blocks("point", _KK_POINTS),
            *_blocks("signature", ("Жамбыл облысының әділет департаменті", "Қойылған қолтаңба: 2024 жылғы 18 қаңтар")),
            *_blocks("note", ("Осы құжат қағаз тасығыштағы құжатпен бірдей.",)),
        ),
        "ЖОБА",
    )
    ru = Version(
        "ru",
        "ПОСТАНОВЛЕНИЕ",
        "о возбуждении упрощенного производства",
        "город Тараз",
        "18 января 2024 года",
        "№ 2024-000123/1",
        (
            *_blocks("paragraph", ("Департамент юстиции Жамбылской области, рассмотрев исполнительный документ,",)),
            *_blocks("formula", ("УСТАНОВЛЕНО:",)),
            *_blocks("fact", _RU_FACTS),
            *_blocks("formula", ("ПОСТАНОВЛЯЕТ:",)),
            *_blocks("point", _RU_POINTS),
            *_blocks("signature", ("Департамент юстиции Жамбылской области", "Подписано: 18 января 2024 года")),
            *_blocks("note", ("Данный документ равнозначен документу на бумажном носителе.",)),
        ),
        "ПРОЕКТ",
    )
    return Document(
        kind="resolution.initiation",
        procedure="simplified_proceeding",
        case="2024-000123",
        number="2024-000123/1",
        date=date(2024, 1, 18),
        edition=date(2024, 1, 18),
        draft=True,
        issuer=Bilingual(
            "Қазақстан Республикасы Әділет министрлігі Жамбыл облысының әділет департаменті",
            "Департамент юстиции Жамбылской области Министерства юстиции Республики Казахстан",
        ),
        title=Bilingual(
            "Оңайлатылған іс жүргізуді қозғау туралы қаулы", "Постановление о возбуждении упрощенного производства"
        ),
        kk=kk,
        ru=ru,
        data={"case": "2024-000123", "debtor": "Ибраев & <ЖШС>"},
        verify_url="https://example.kz/v/2024-000123-1-7f3a",
    )


def with_blocks(document: Document, blocks: tuple[Block, ...]) -> Document:
    """The document with the same blocks in both languages."""
    return replace(document, kk=replace(document.kk, blocks=blocks), ru=replace(document.ru, blocks=blocks))


def extreme() -> Document:
    """Sixty facts, one of them of sixty lines, and words that no column can hold."""
    long_word = "Ұзын" * 30
    facts = [f"Дерек {i}: {'Қазақстан Республикасының заңнамасында ' * (1 + i % 4)}".strip() for i in range(60)]
    facts[7] = "Ұзақ дерек: " + " ".join(
        f"{i}-жолдағы мәтін, ол баяндалған тәртіппен жалғаса береді;" for i in range(100)
    )
    facts[8] = f"{long_word}: {long_word}-{long_word}"
    facts[9] = "Белгісіз дерек"
    blocks = (*_blocks("formula", ("АНЫҚТАЛДЫ:",)), *_blocks("fact", tuple(facts)), *sample().kk.blocks)
    return with_blocks(sample(), blocks)


_ROLES: tuple[Role, ...] = ("paragraph", "formula", "fact", "point", "note", "signature")
_LETTERS = "ӘәҒғҚқҢңӨөҰұҮүҺһІіЁёАЯаяЩщЪъЫыЬьэюabcXYZ0123456789&<>\"'«»„“(){}[]%#$@/\\.,;:!?№₸–—+=*_"
_WORD = st.text(_LETTERS, min_size=1, max_size=12)
_HYPHENATED = st.lists(_WORD, min_size=2, max_size=3).map("-".join)
_SIXTY = st.sampled_from(("Қ", "ұл", "Әбд", "рахман")).map(lambda part: (part * 60)[:60])
_NAME = st.one_of(_WORD, _HYPHENATED, _SIXTY)
_PHRASE = st.lists(st.one_of(_WORD, _NAME), min_size=1, max_size=8).map(" ".join)
_GLUED = st.tuples(_WORD, st.sampled_from("\u00a0\u202f"), _WORD).map("".join)
_SPACED = st.tuples(_PHRASE, _GLUED, _PHRASE).map(" ".join)
_FACT = st.one_of(st.tuples(_PHRASE, _PHRASE).map(": ".join), _PHRASE)


@st.composite
def _version(draw: Any, version: Version) -> Version:
    blocks: list[Block] = []
    for role in draw(st.lists(st.sampled_from(_ROLES), max_size=6)):
        texts = draw(st.lists(_FACT if role == "fact" else _SPACED, min_size=1, max_size=2))
        blocks += _blocks(role, tuple(texts))
    heading, place = draw(_PHRASE), draw(_PHRASE)
    return replace(version, heading=heading, place=place, blocks=tuple(blocks))


@st.composite
def documents(draw: Any) -> Document:
    """Any document: names with markup in them, hyphens, sixty letters, roles in any order, with and without address."""
    document = sample()
    return replace(
        document,
        issuer=Bilingual(draw(_PHRASE), draw(_PHRASE)),
        kk=draw(_version(document.kk)),
        ru=draw(_version(document.ru)),
        verify_url=draw(st.sampled_from((None, document.verify_url))),
    )
