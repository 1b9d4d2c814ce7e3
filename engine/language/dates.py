"""Dates as legal texts write them, in both languages."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import date

KK_MONTHS = (
    "қаңтар", "ақпан", "наурыз", "сәуір", "мамыр", "маусым",
    "шілде", "тамыз", "қыркүйек", "қазан", "қараша", "желтоқсан",
)  # fmt: skip
RU_MONTHS = (
    "января", "февраля", "марта", "апреля", "мая", "июня",
    "июля", "августа", "сентября", "октября", "ноября", "декабря",
)  # fmt: skip
KK_CASES = {"gen": "GEN", "dat": "DAT", "acc": "ACC", "loc": "LOC", "abl": "ABL", "ins": "INS"}


def kazakh(day: "date", style: str, number: str | None = None) -> str:
    """Styles nom, attr, gen, dat, acc, loc, abl, ins, numeric, quoted, act; `number` goes with act."""
    from .kk_cases import inflect

    month = KK_MONTHS[day.month - 1]
    if style == "numeric":
        return f"{day:%d.%m.%Y}"
    if style == "quoted":
        return f"{day.year} жылғы «{day.day:02d}» {month}"
    head = f"{day.year} жылғы {day.day} "
    if style == "nom":
        return head + month
    if style == "attr":
        return head + inflect(month, "LOC", "attr")
    if style == "act":
        return head + inflect(month, "LOC", "attr") + (f" № {number}" if number else "")
    if style in KK_CASES:
        return head + inflect(month, KK_CASES[style])
    raise ValueError(f"{style!r} is no style of a Kazakh date")


def russian(day: "date", style: str, number: str | None = None) -> str:
    """Styles long, long_g, numeric, quoted, act; `number` goes with act."""
    month = RU_MONTHS[day.month - 1]
    if style == "numeric":
        return f"{day:%d.%m.%Y}"
    if style == "quoted":
        return f"«{day.day:02d}» {month} {day.year} года"
    if style == "long":
        return f"{day.day} {month} {day.year} года"
    if style == "long_g":
        return f"{day.day} {month} {day.year} г."
    if style == "act":
        return f"от {day.day} {month} {day.year} года" + (f" № {number}" if number else "")
    raise ValueError(f"{style!r} is no style of a Russian date")
