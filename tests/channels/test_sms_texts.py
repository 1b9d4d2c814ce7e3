"""Both languages whole in every SMS, links in one piece, long names never cut: whatever is written in it."""

import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from qauly.channels.common.text_message import both
from qauly.channels.folder import Folder
from qauly.channels.smpp import Smpp
from qauly.engine.cli import app
from qauly.engine.config import Config
from qauly.engine.errors import ContentError
from qauly.engine.language import sms
from qauly.engine.ports import DispatchOrder
from qauly.engine.sms_cost import taken

LINK = "https://example.kz/n/0123456789abcdef"
WORDS = st.lists(
    st.text(alphabet="әғқңөұүһіабвгдежзйклмнопрстуыьэюяӘҒҚ№₸«»-.,0123456789 ^{}€😀", min_size=1, max_size=40),
    max_size=12,
).map(" ".join)
TEXTS = st.tuples(WORDS, WORDS).map(lambda pair: f"Қ {pair[0]} {LINK} {pair[1]} Я".strip())


def order(kk: str, ru: str) -> DispatchOrder:
    return DispatchOrder("0b5e", "sms", "+77011234567", "2024-000101", "notice.example", {"kk": kk, "ru": ru})


@given(TEXTS, TEXTS, st.booleans())
def test_parts_are_the_whole_message_and_tear_nothing(kk: str, ru: str, wide: bool) -> None:
    text = both({"kk": kk, "ru": ru})
    assert text == f"{kk}\n{ru}"
    cut = sms.parts(text, wide_reference=wide)
    assert "".join(cut) == text and sum(part.count(LINK) for part in cut) == 2
    room = 70 if len(cut) == 1 else 67 - wide
    assert all(len(part.encode("utf-16-be")) // 2 <= room for part in cut)


@given(TEXTS, TEXTS)
def test_what_goes_on_the_wire_reads_as_it_was_written(kk: str, ru: str) -> None:
    channel = Smpp({"host": "127.0.0.1", "system_id": "q", "source": "1414"})
    submits = channel._submits(order(kk, ru))
    bodies = [each.message[6:] if each.user_header else each.message for each in submits]
    assert all(len(each.message) <= 140 for each in submits)
    assert b"".join(bodies).decode("utf-16-be") == f"{kk}\n{ru}"
    assert {each.message[:4] for each in submits} == {channel._submits(order(kk, ru))[0].message[:4]} or len(
        submits
    ) == 1
    channel.close()


@given(TEXTS, TEXTS)
def test_the_folder_shows_the_whole_message(kk: str, ru: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        Folder({"path": folder}).send(order(kk, ru))
        (file,) = (path for path in Path(folder).rglob("*") if path.is_file())
        assert f"{kk}\n{ru}" in file.read_bytes().decode("utf-8")


@pytest.mark.parametrize("letter", "@£$_^{}\\[~]|€à")
def test_letters_of_plain_messages_have_their_code(letter: str) -> None:
    codes = {"@": b"\0", "£": b"\x01", "$": b"\x02", "_": b"\x11", "à": b"\x7f", "€": b"\x1be", "^": b"\x1b\x14"}
    coded = sms.encoded(letter, "gsm7")
    assert coded == codes.get(letter, coded) and len(coded) == sms.units(letter)
    with pytest.raises(ValueError, match="ә"):
        sms.encoded("ә", "gsm7")


@pytest.mark.parametrize(
    ("settings", "parts", "cost"),
    [({}, 3, None), ({"price": "15.5"}, 3, "46.50"), ({"price": 15, "script": "ascii"}, 2, "30.00")],
)
def test_parts_and_cost(settings: dict[str, Any], parts: int, cost: str | None) -> None:
    config = Config(channels={"folder": settings})
    found = taken("Құқық бұзушылық " * 5, "Правонарушение: " * 6, config)
    assert (found.parts, None if found.cost is None else f"{found.cost:.2f}") == (parts, cost)


def test_a_price_that_is_no_number_is_named() -> None:
    with pytest.raises(ContentError, match="price"):
        taken("Құжат", "Документ", Config(channels={"folder": {"price": "dear"}}))


def test_the_preview_tells_parts_and_cost(tmp_path: Path) -> None:
    config = tmp_path / "qauly.toml"
    config.write_text("[channels.folder]\nprice = 15.5\n")
    shown = CliRunner().invoke(
        app, ["preview", "notice.initiate", "--format", "sms", "--ui", "kk", "--config", str(config)]
    )
    assert shown.exit_code == 0 and "https://" in shown.stdout
    assert "Бөліктер саны: " in shown.stderr and "теңге" in shown.stderr
