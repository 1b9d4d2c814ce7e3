"""qauly verify: each way of tampering with a document has a plain answer of its own."""

import json
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from qauly.engine import Engine, Event
from qauly.engine.config import Config
from qauly.engine.courses.story import merged
from qauly.engine.verify import Verification, verify

from ..commands.conftest import Run
from .conftest import PASSWORD, Pki

Change = Callable[[bytes], bytes]


def opening(fine: dict[str, Any], case: str, amount: str = "36920.00") -> Event:
    facts = merged(fine, {"writ": {"amount": amount}})
    return Event.model_validate(
        {"id": case, "procedure": "simplified_proceeding", "case": case, "type": "writ_received",
         "at": "2024-01-18T10:15:00+06:00", "facts": facts}
    )  # fmt: skip


@pytest.fixture
def signing(pki: Pki, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    monkeypatch.setenv("QAULY_SIGNER_PASSWORD", PASSWORD)
    config = Config(database=f"sqlite:///{tmp_path / 'q.db'}", signer=pki.settings(visible=True))
    with Engine.open(config=config) as engine:
        yield engine


def issue(engine: Engine, event: Event) -> bytes:
    outcome = engine.handle(event)
    ref = next(each for each in outcome.documents[0].renditions if each.format == "pdf")
    return engine.archive.get(ref.sha256)


def rules(found: Verification) -> dict[str, str]:
    return {answer.rule: answer.verdict for answer in found.answers}


def saved(data: bytes, change: Callable[[pikepdf.Pdf], None]) -> bytes:
    with pikepdf.open(BytesIO(data)) as pdf:
        change(pdf)
        out = BytesIO()
        pdf.save(out)
        return out.getvalue()


def with_attachment(data: bytes, name: str, content: bytes) -> bytes:
    def change(pdf: pikepdf.Pdf) -> None:
        pdf.attachments[name] = pikepdf.AttachedFileSpec(pdf, content, filename=name)

    return saved(data, change)


def attachment(data: bytes, name: str) -> bytes:
    with pikepdf.open(BytesIO(data)) as pdf:
        return bytes(pdf.attachments[name].get_file().read_bytes())


def edited_page(data: bytes) -> bytes:
    """Another text over the first page, as an editor would put it there."""

    def change(pdf: pikepdf.Pdf) -> None:
        page = pdf.pages[0]
        page.add_resource(
            pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica),
            pikepdf.Name.Font,
            pikepdf.Name("/Fx"),
        )
        page.contents_add(b"q BT /Fx 12 Tf 100 500 Td (PAID) Tj ET Q")

    return saved(data, change)


def other_data(data: bytes) -> bytes:
    """The data inside name another sum; the text hashes stay."""
    found = json.loads(attachment(data, "data.json"))
    found["event"]["facts"]["writ"]["amount"] = "1.00"
    return with_attachment(data, "data.json", json.dumps(found).encode())


def appended(data: bytes) -> bytes:
    """A revision after the signature: a note on the page."""
    from pyhanko.pdf_utils.generic import DictionaryObject, pdf_name, pdf_string
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    writer = IncrementalPdfFileWriter(BytesIO(data))
    writer.root["/Note"] = DictionaryObject({pdf_name("/T"): pdf_string("x")})
    writer.update_root()
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def locked(data: bytes) -> bytes:
    with pikepdf.open(BytesIO(data)) as pdf:
        out = BytesIO()
        pdf.save(out, encryption=pikepdf.Encryption(owner="o", user="u"))
        return out.getvalue()


def test_what_was_issued_is_good(signing: Engine, pki: Pki, fine: dict[str, Any]) -> None:
    data = issue(signing, opening(fine, "2024-000701"))
    found = verify(data, engine=signing, roots=[pki.root], number="2024-000701/1")
    assert found.good and set(rules(found).values()) == {"good"}
    assert found.document["title"]["kk"].startswith("ҚАУЛЫ")
    assert verify(data, roots=[pki.root]).good, "without a ledger too"


def test_each_tampering_has_its_answer(signing: Engine, pki: Pki, fine: dict[str, Any]) -> None:
    data = issue(signing, opening(fine, "2024-000701"))
    other = issue(signing, opening(fine, "2024-000702", "18460.00"))
    unsigned, unsigned_other = (each[: each.index(b"%%EOF") + 6] for each in (data, other))
    kinds: dict[str, tuple[bytes, str, str]] = {
        "a byte": (data.replace(b"rdf:about", b"rdf:abouu", 1), "V-011", "не подходит"),
        "the page": (edited_page(unsigned), "V-006", "больше"),
        "an act of another document": (
            with_attachment(unsigned, "act.ru.xml", attachment(other, "act.ru.xml")), "V-004", "другому тексту"),
        "data of another document": (
            with_attachment(unsigned, "data.json", attachment(other, "data.json")), "V-004", "другому тексту"),
        "data changed": (other_data(unsigned), "V-022", "данные внутри изменены"),
        "no data": (
            saved(unsigned, lambda pdf: pdf.attachments.__delitem__("data.json")), "V-002", "данных внутри нет"),
        "data that are none": (with_attachment(unsigned, "data.json", b"{}"), "V-002", "данных внутри нет"),
        "saved anew": (saved(unsigned, lambda pdf: None), "V-022", "пересохранён"),
        "the signature taken off": (unsigned, "V-022", "неполон"),
        "a page taken out": (saved(unsigned, lambda pdf: pdf.pages.__delitem__(1)), "V-003", "нет"),
        "a page of another document": (saved(unsigned, lambda pdf: _swap(pdf, unsigned_other)), "V-003", "нет"),
        "something added after signing": (appended(data), "V-013", "добавлено"),
        "cut off": (data[: len(data) // 3], "V-001", "нет его конца"),
        "empty": (b"", "V-001", "пуст"),
        "something before it": (b"PK" + data, "V-007", "перед началом"),
        "something behind it": (data + b"PK", "V-007", "дописано"),
        "locked": (locked(data), "V-001", "паролем"),
        "no PDF": (b"PK\x03\x04" + data[9:], "V-021", "не выдавался"),
    }  # fmt: skip
    for name, (changed, rule, words) in kinds.items():
        found = verify(changed, engine=signing, roots=[pki.root])
        assert not found.good, name
        answer = next((each for each in found.answers if each.rule == rule and each.verdict == "bad"), None)
        assert answer is not None, (name, rules(found))
        assert words in answer.message.text("ru"), (name, answer.message.text("ru"))
        assert answer.message.text("kk") != answer.message.text("en") != answer.message.text("ru")


def _swap(pdf: pikepdf.Pdf, other: bytes) -> None:
    with pikepdf.open(BytesIO(other)) as source:
        pdf.pages[0] = source.pages[0]


def test_a_document_of_another_case_is_told(signing: Engine, pki: Pki, fine: dict[str, Any]) -> None:
    data = issue(signing, opening(fine, "2024-000701"))
    found = verify(data, engine=signing, roots=[pki.root], number="2024-000999")
    assert rules(found)["V-005"] == "bad" and "2024-000701/1" in found.answers[1].message.text("kk")


def test_a_document_of_another_house_is_told(signing: Engine, pki: Pki, fine: dict[str, Any], tmp_path: Path) -> None:
    stranger = Config(database=f"sqlite:///{tmp_path / 'other.db'}", signer=pki.settings("stranger"))
    with Engine.open(config=stranger) as engine:
        data = issue(engine, opening(fine, "2024-000703"))
    found = rules(verify(data, engine=signing, roots=[pki.root]))
    assert found["V-012"] == "bad" and found["V-021"] == "bad"


def test_a_revoked_certificate_is_told(pki: Pki, fine: dict[str, Any], tmp_path: Path, signing: Engine) -> None:
    config = Config(database=f"sqlite:///{tmp_path / 'revoked.db'}", signer=pki.settings("revoked"))
    with Engine.open(config=config) as engine:
        data = issue(engine, opening(fine, "2024-000704"))
        assert rules(verify(data, engine=engine, roots=[pki.root]))["V-014"] == "bad", "by the evidence that was kept"


def test_what_became_of_the_case_is_told(signing: Engine, pki: Pki, fine: dict[str, Any]) -> None:
    data = issue(signing, opening(fine, "2024-000701"))
    paid = {"amount": "36920.00", "paid_at": "2024-01-20T10:00:00+06:00", "reference": "1"}
    signing.handle(
        Event.model_validate(
            {"id": "paid", "procedure": "simplified_proceeding", "case": "2024-000701", "type": "payment_received",
             "at": "2024-01-20T10:00:00+06:00", "facts": paid}
        )
    )  # fmt: skip
    found = verify(data, engine=signing, roots=[pki.root])
    assert found.good
    (answer,) = (each for each in found.answers if each.rule == "V-030")
    assert answer.verdict == "unknown" and "Прекращено" in answer.message.text("ru")


def test_the_command(
    qauly: Callable[..., Run], signing: Engine, fine: dict[str, Any], tmp_path: Path, pki: Pki
) -> None:
    data = issue(signing, opening(fine, "2024-000701"))
    (tmp_path / "a.pdf").write_bytes(data)
    (tmp_path / "b.pdf").write_bytes(data + b"x")
    database, root = f"sqlite:///{tmp_path / 'q.db'}", pki.folder / "root.cer"
    run = qauly("verify", tmp_path / "a.pdf", "--db", database, "--root", root, "--ui", "kk")
    assert run.code == 0 and "ҚАУЛЫ" in run.out and "✓" in run.out
    run = qauly("verify", tmp_path / "b.pdf", "--db", database, "--root", root, "--json")
    assert run.code == 1 and run.objects[0]["good"] is False
    assert qauly("verify", tmp_path / "none.pdf").code in (1, 2)
    (tmp_path / "no.cer").write_bytes(b"none")
    assert qauly("verify", tmp_path / "a.pdf", "--root", tmp_path / "no.cer").code == 2


def test_reprint_knows_a_signed_file(signing: Engine, fine: dict[str, Any]) -> None:
    from qauly.engine.reprint import reprint

    issue(signing, opening(fine, "2024-000701"))
    assert {each.verdict for each in reprint(signing, "2024-000701")} == {"same", "signed"}
