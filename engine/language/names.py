"""Names of persons: two spellings, gender, inflection in both languages."""

from dataclasses import dataclass

_MALE = ("ұлы", "улы", "ович", "евич", "ич", "оглы")
_FEMALE = ("қызы", "кызы", "овна", "евна", "ична", "инична")


@dataclass(frozen=True, slots=True)
class PersonName:
    """A name as one language writes it."""

    last: str
    first: str
    patronymic: str | None = None

    def full(self) -> str:
        return " ".join(part for part in (self.last, self.first, self.patronymic) if part)

    def initials(self) -> str:
        """А. М. Ибраев, joined by no-break spaces."""
        shorts = [f"{part[0]}." for part in (self.first, self.patronymic) if part]
        return "\u00a0".join([*shorts, self.last])


def gender(sex: str | None, patronymic_ru: str | None, patronymic_kk: str | None, iin: str | None) -> str | None:
    """m or f by sex, else by the patronymic, else by the seventh digit of the IIN; never by the given name."""
    if sex in ("m", "f"):
        return sex
    for patronymic in (patronymic_ru, patronymic_kk):
        word = (patronymic or "").casefold()
        if word.endswith(_FEMALE):
            return "f"
        if word.endswith(_MALE):
            return "m"
    if iin and len(iin) == 12 and iin[6] in "123456":
        return "m" if int(iin[6]) % 2 else "f"
    return None


def inflect_person(
    name: PersonName, lang: str, case: str, gender: str | None = None, override: str | None = None
) -> str:
    """The whole name in the case (Kazakh NOM GEN …, Russian nomn gent …); `override` is a stored form and wins."""
    if override:
        return override
    if lang == "kk":
        from .kk_cases import inflect

        return inflect(name.full(), case, "full")
    from .ru_names import inflect_part

    parts = (("surname", name.last), ("first", name.first), ("patr", name.patronymic))
    return " ".join(inflect_part(text, kind, gender, case) for kind, text in parts if text)
