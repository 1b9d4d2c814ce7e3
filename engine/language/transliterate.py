"""Latin letters for text messages: the Kazakh Latin alphabet of 2021 and plain ASCII. Neither has legal force."""


def _table(text: str) -> dict[str, str]:
    return dict(pair.split("=") for pair in text.split())


_KK_LATIN = _table(
    "а=a ә=ä б=b в=v г=g ғ=ğ д=d е=e ё=io ж=j з=z и=i й=i к=k қ=q л=l м=m н=n ң=ñ о=o ө=ö п=p р=r с=s т=t у=u ұ=ū ү=ü "
    "ф=f х=h һ=h ц=ts ч=tş ш=ş щ=ştş ъ= ы=y ь= і=ı э=e ю=iu я=ia"
)
_KK_ASCII = _KK_LATIN | _table("ә=a ғ=g ң=n ө=o ш=sh ұ=u ү=u щ=shch ч=ch і=i")
_RU_ASCII = _KK_ASCII | _table(
    "а=a б=b в=v г=g д=d е=e ё=yo ж=zh з=z и=i й=y к=k л=l м=m н=n о=o п=p р=r с=s т=t у=u ф=f х=kh ц=ts ч=ch ш=sh "
    "щ=shch ъ= ы=y ь= э=e ю=yu я=ya"
)
_SIGNS = {
    "№": "No", "«": '"', "»": '"', "„": '"', "“": '"', "”": '"', "–": "-", "—": "-", "−": "-", "₸": "tg", "…": "...",
    "’": "'", "ʼ": "'", "\u00a0": " ", "\u202f": " ", "\u2009": " ", "°": " ",
}  # fmt: skip
_CAPITALS = {"i": "İ", "ı": "I"}


def latin(text: str) -> str:
    """Kazakh text in the Kazakh Latin alphabet of 2021; signs stay."""
    return "".join(_letter(text, index, _KK_LATIN) for index in range(len(text)))


def ascii_only(text: str, lang: str) -> str:
    """Kazakh (`kk`) or Russian (`ru`) text in plain ASCII, as short messages of the state are often sent.

    Raises `ValueError` for a sign that has no plain form: nothing becomes a question mark.
    """
    table = {"kk": _KK_ASCII, "ru": _RU_ASCII}[lang]
    out = "".join(_SIGNS.get(text[index]) or _letter(text, index, table) for index in range(len(text)))
    strange = sorted({letter for letter in out if not letter.isascii()})
    if strange:
        raise ValueError(f"{' '.join(strange)}: no plain form; change the sign in the text")
    return out


def _letter(text: str, index: int, table: dict[str, str]) -> str:
    letter = text[index]
    plain = table.get(letter.casefold())
    if plain is None or letter == letter.casefold():
        return letter if plain is None else plain
    shouted = text[index + 1 : index + 2].isupper() or (index > 0 and text[index - 1].isupper())
    if len(plain) > 1:
        return plain.upper() if shouted else plain[:1].upper() + plain[1:]
    return _CAPITALS.get(plain, plain.upper()) if table is _KK_LATIN else plain.upper()
