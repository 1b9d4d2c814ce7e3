"""Real peers: Postfix carries a mail and reports on it, mailauth and dkimpy judge its signature, caniemail its page."""

import base64
import email
import json
import subprocess
import tempfile
from collections.abc import Iterator
from email import policy
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from qauly.channels.smtp import Smtp
from qauly.engine.content import Content
from qauly.engine.ports import Attachment, DispatchOrder, Receipt
from qauly.engine.render.mail import MailLayout

from .private_postfix import PrivatePostfix, private_postfix

pytestmark = pytest.mark.slow
PEERS = Path(__file__).parents[1] / "peers"
NODE = Path(__file__).parents[2] / ".venv" / "bin" / "node"
CLIENTS = ("gmail.*", "outlook.*", "mail-ru.*", "yahoo.*", "apple-mail.*")
LINK = "https://example.kz/n/0123456789abcdef"
BODY = {
    "kk": {"subject": "№ 2024-000101 оңайлатылған іс жүргізу қозғалды", "body": f"Құрметті Әсел!\n\nТолығырақ: {LINK}"},
    "ru": {"subject": "Возбуждено упрощенное производство", "body": f"Здравствуйте, Асель!\n\nПодробнее: {LINK}"},
}


def order(address: str, reference: str) -> DispatchOrder:
    files = [Attachment("қаулы-1.pdf", "application/pdf", b"%PDF-1.7 act")]
    return DispatchOrder(reference, "email", address, "2024-000101", "notice.initiate", BODY, files)


def node(script: str, *arguments: str, given: bytes) -> Any:
    if not (PEERS / "node_modules").is_dir() or not NODE.exists():
        pytest.skip("needs the peers that are written for Node")
    run = subprocess.run([NODE, PEERS / script, *arguments], input=given, capture_output=True, check=False)
    assert run.returncode == 0, run.stderr.decode()
    return json.loads(run.stdout)


@pytest.fixture(scope="module")
def postfix() -> Iterator[PrivatePostfix]:
    with tempfile.TemporaryDirectory(prefix="qauly-postfix-") as base:  # short: sockets have short names
        Path(base).chmod(0o755)
        with private_postfix(Path(base)) as running:
            yield running


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A private key's file, and the DNS record of its public one."""
    made = rsa.generate_private_key(65537, 2048)
    path = tmp_path_factory.mktemp("dkim") / "key.pem"
    form = serialization.PrivateFormat.TraditionalOpenSSL
    path.write_bytes(made.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption()))
    form_of_public = serialization.PublicFormat.SubjectPublicKeyInfo
    public = made.public_key().public_bytes(serialization.Encoding.DER, form_of_public)
    return path, f"v=DKIM1; k=rsa; p={base64.b64encode(public).decode()}"


def channel(postfix: PrivatePostfix, **more: Any) -> Smtp:
    bounces = {"kind": "maildir", "path": str(postfix.base / "mail" / "bounces")}
    settings = {"host": "127.0.0.1", "port": postfix.port, "sender": "Кеңсе <act@example.kz>", "tls": "none"}
    return Smtp({**settings, "envelope_sender": "bounces@example.kz", "bounces": bounces, **more})


def heard(postfix: PrivatePostfix, smtp: Smtp, count: int) -> dict[str, Receipt]:
    postfix.wait("bounces", count)
    return {receipt.reference: receipt for receipt in smtp.poll(())}


def test_postfix_reports_what_became_of_each_mail(postfix: PrivatePostfix) -> None:
    smtp = channel(postfix)
    sent = {
        "ref-delivered": "asel@example.kz",
        "ref-nobody": "nobody@example.kz",
        "ref-no-domain": "asel@nowhere.example.org",
        "ref-unicode": "әсел@пошта.қаз",
    }
    for reference, address in sent.items():
        assert smtp.send(order(address, reference)).status == "accepted"
    found = heard(postfix, smtp, len(sent))
    smtp.close()
    assert {reference: each.state for reference, each in found.items()} == {
        "ref-delivered": "delivered",
        "ref-nobody": "undeliverable",
        "ref-no-domain": "undeliverable",
        "ref-unicode": "undeliverable",
    }
    codes = {reference: each.reason.split()[0] for reference, each in found.items()}
    assert codes == {"ref-delivered": "2.0.0", "ref-nobody": "5.1.1", "ref-no-domain": "5.1.2", "ref-unicode": "5.1.1"}
    assert "әсел@" in found["ref-unicode"].evidence
    assert list(smtp.poll(())) == []


def test_a_signed_mail_is_believed_after_postfix(postfix: PrivatePostfix, key: tuple[Path, str]) -> None:
    import dkim  # type: ignore[import-untyped]  # it comes without types

    path, record = key
    known = len(postfix.mails("asel"))
    smtp = channel(postfix, dkim={"domain": "example.kz", "selector": "s1", "key_file": str(path)})
    assert smtp.send(order("asel@example.kz", "ref-signed")).status == "accepted"
    smtp.close()
    # two mails of one second lie in no certain order
    raw = next(each for each in postfix.wait("asel", known + 1) if b"<ref-signed@" in each)
    read = email.message_from_bytes(raw, policy=policy.default)
    assert read["Subject"] == f"{BODY['kk']['subject']} / {BODY['ru']['subject']}"
    dns = {"s1._domainkey.example.kz": record, "_dmarc.example.kz": "v=DMARC1; p=reject"}
    assert dkim.verify(raw, dnsfunc=lambda name, timeout=5: dns[name.decode().rstrip(".")].encode())
    judged = node("mail_signature.mjs", json.dumps(dns), "bounces@example.kz", given=raw)
    assert judged == {"dkim": ["pass"], "dmarc": "pass"}
    forged = raw.replace(b"Auto-Submitted: auto-generated", b"Auto-Submitted: no", 1)
    forged = forged.replace(b"\n\n", b"\nSubject: forged\n\n", 1)
    assert node("mail_signature.mjs", json.dumps(dns), "bounces@example.kz", given=forged)["dkim"] == ["fail"]


def test_the_page_is_one_that_mail_clients_show() -> None:
    html = MailLayout(Content.open()).html("Тақырып / Тема", *(BODY[lang]["body"].split("\n\n") for lang in BODY))
    assert node("mail_clients.mjs", *CLIENTS, given=html.encode())["errors"] == {}
    broken = html.replace("padding:24px", "display:grid;padding:24px")
    assert node("mail_clients.mjs", *CLIENTS, given=broken.encode())["errors"], "the judge finds nothing at all"
