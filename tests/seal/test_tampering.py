"""Papers of every procedure, unsigned and with no ledger at hand: each change is still seen, and told by its cause."""

import json
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from qauly.engine.content import Content
from qauly.engine.render import Press
from qauly.engine.verify import verify
from qauly.engine.wording.document import Document

from ..commands.conftest import Run
from ..render.issued import DOCUMENTS

Change = Callable[[bytes, bytes], bytes]


def saved(data: bytes, change: Callable[[pikepdf.Pdf], None]) -> bytes:
    with pikepdf.open(BytesIO(data)) as pdf:
        change(pdf)
        out = BytesIO()
        pdf.save(out)
        return out.getvalue()


def with_attachment(data: bytes, name: str, content: bytes) -> bytes:
    return saved(data, lambda pdf: pdf.attachments.__setitem__(name, pikepdf.AttachedFileSpec(pdf, content)))


def attachment(data: bytes, name: str) -> bytes:
    with pikepdf.open(BytesIO(data)) as pdf:
        return bytes(pdf.attachments[name].get_file().read_bytes())


def another_number(data: bytes, _other: bytes) -> bytes:
    """The data inside claim another number; texts and hashes stay."""
    found = json.loads(attachment(data, "data.json"))
    found["document"]["number"] = "2024-999999/1"
    return with_attachment(data, "data.json", json.dumps(found).encode())


def another_title(data: bytes, _other: bytes) -> bytes:
    """Other properties, byte for byte in their place, as a patch of the file makes them."""
    at = data.index(b"<xmp:CreateDate>20") + len(b"<xmp:CreateDate>")
    return data[:at] + b"1999" + data[at + 4 :]


def line_covered(data: bytes, _other: bytes) -> bytes:
    def change(pdf: pikepdf.Pdf) -> None:
        pdf.pages[0].contents_add(b"0 0 1 1 re f", prepend=False)
        del pdf.pages[-1]

    return saved(data, change)


def swapped(data: bytes, other: bytes) -> bytes:
    def change(pdf: pikepdf.Pdf) -> None:
        with pikepdf.open(BytesIO(other)) as source:
            pdf.pages[0] = source.pages[0]

    return saved(data, change)


CHANGES: dict[str, tuple[Change, str]] = {
    "empty": (lambda data, other: b"", "V-001"),
    "cut off": (lambda data, other: data[: len(data) // 2], "V-001"),
    "noise": (lambda data, other: b"%PDF-1.7\n" + bytes(range(256)) * 9 + b"%%EOF", "V-001"),
    "text file": (lambda data, other: "құжат".encode(), "V-001"),
    "no data": (lambda data, other: saved(data, lambda pdf: pdf.attachments.__delitem__("data.json")), "V-002"),
    "data unreadable": (lambda data, other: with_attachment(data, "data.json", b"[" * 9000), "V-002"),
    "pages taken out": (line_covered, "V-003"),
    "page exchanged": (swapped, "V-003"),
    "act exchanged": (
        lambda data, other: with_attachment(data, "act.kk.xml", attachment(other, "act.kk.xml")),
        "V-004",
    ),
    "act broken": (lambda data, other: with_attachment(data, "act.kk.xml", b"<akomaNtoso"), "V-004"),
    "data exchanged": (lambda data, other: with_attachment(data, "data.json", attachment(other, "data.json")), "V-004"),
    "another number": (another_number, "V-006"),
    "saved anew": (lambda data, other: saved(data, lambda pdf: None), "V-007"),
    "something behind": (lambda data, other: data + b"\n<script>", "V-007"),
    "something before": (lambda data, other: b"\n\n" + data, "V-007"),
    "properties": (another_title, "V-008"),
}
BY_PROCEDURE = {document.procedure: document for document in DOCUMENTS.values()}
OTHERS = {document.procedure: document for document in reversed(DOCUMENTS.values())}


@pytest.fixture(scope="module")
def prints() -> Callable[[Document], bytes]:
    press, made = Press(Content.open()), dict[str, bytes]()

    def give(document: Document) -> bytes:
        key = f"{document.kind} {document.number}"
        if key not in made:
            made[key] = press.pdf(document)
        return made[key]

    return give


@pytest.mark.parametrize("procedure", BY_PROCEDURE)
def test_each_change_is_told_by_its_cause(procedure: str, prints: Callable[[Document], bytes]) -> None:
    data, other = prints(BY_PROCEDURE[procedure]), prints(OTHERS[procedure])
    assert data != other and verify(data).good and verify(other).good
    for name, (change, rule) in CHANGES.items():
        found = verify(change(data, other))
        assert not found.good, name
        answer = next((each for each in found.answers if each.verdict == "bad" and each.rule == rule), None)
        assert answer is not None, (name, [each.message.text("en") for each in found.answers])
        texts = {answer.message.text(lang) for lang in ("kk", "ru", "en")}
        assert len(texts) == 3 and all("{" not in text and ".." not in text for text in texts), (name, texts)


def test_every_kind_of_document_is_found_good(prints: Callable[[Document], bytes]) -> None:
    for name, document in DOCUMENTS.items():
        assert verify(prints(document), number=document.case).good, name


@pytest.mark.parametrize(("ui", "words"), [("kk", "файл бос"), ("ru", "файл пуст"), ("en", "is empty")])
def test_the_command_speaks_plainly_of_any_file(
    qauly: Callable[..., Run], tmp_path: Path, ui: str, words: str, prints: Callable[[Document], bytes]
) -> None:
    data = prints(next(iter(DOCUMENTS.values())))
    odd = tmp_path / "№ 7 «қаулы» & co; 100%"
    odd.mkdir()
    for name, (change, rule) in CHANGES.items():
        file = odd / f"{name}.pdf"
        file.write_bytes(change(data, data))
        run = qauly("verify", file, "--ui", ui)
        assert "Traceback" not in run.out + run.err, name
        if change(data, data) != data and name not in ("act exchanged", "data exchanged", "page exchanged"):
            assert run.code == 1 and f"✗ {rule}" in run.out, (name, run.out)
    assert words in qauly("verify", odd / "empty.pdf", "--ui", ui).out
    assert qauly("verify", odd, "--ui", ui).code in (1, 2)
