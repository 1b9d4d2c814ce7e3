"""Signing: both profiles hold, independent judges agree, the evidence is there."""

import shutil
import subprocess
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from qauly.engine.content import Content
from qauly.engine.errors import CallerError, ChannelError
from qauly.engine.render import Press
from qauly.engine.seal.cms import judge_detached
from qauly.engine.seal.judge import judge
from qauly.engine.seal.pades import Pkcs12Signer

from ..profiles import findings
from ..render.issued import DOCUMENTS
from .conftest import PASSWORD, Pki

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def plain() -> bytes:
    return Press(Content.open()).pdf(next(iter(DOCUMENTS.values())))


@pytest.mark.parametrize("visible", [False, True], ids=["invisible", "visible"])
@pytest.mark.parametrize("stamped", [False, True], ids=["B-B", "B-T"])
def test_a_signed_file_stays_what_it_was(pki: Pki, plain: bytes, visible: bool, stamped: bool) -> None:
    settings = pki.settings(visible=visible, timestamps=pki.tsa if stamped else None)
    signed = Pkcs12Signer.open(settings, PASSWORD).sign(plain, NOW)
    assert signed.pdf.startswith(plain)
    assert findings(signed.pdf) == []
    (found,) = judge(signed.pdf, [pki.root], signed.beside["evidence.zip"])
    assert (found.verdict, found.signer, found.stamped) == ("trusted", "ӘДІЛЕТ ДЕПАРТАМЕНТІ (СЫНАҚ)", stamped)


def test_every_kind_of_document_can_be_signed(pki: Pki, content: Content) -> None:
    signer = Pkcs12Signer.open(pki.settings(visible=True), PASSWORD)
    press = Press(content)
    for name, document in list(DOCUMENTS.items())[::4]:
        assert findings(signer.sign(press.pdf(document), NOW).pdf) == [], name


def test_the_evidence_names_chain_revocation_and_time(pki: Pki, plain: bytes) -> None:
    signed = Pkcs12Signer.open(pki.settings(), PASSWORD).sign(plain, NOW)
    with ZipFile(BytesIO(signed.beside["evidence.zip"])) as package:
        names = set(package.namelist())
    assert {"signer.cer", "chain-1.cer", "archive.tst"} <= names
    assert any(name.startswith(("ocsp-", "crl-")) for name in names)


def test_poppler_and_openssl_agree(pki: Pki, plain: bytes, tmp_path: Path) -> None:
    signer = Pkcs12Signer.open(pki.settings(visible=True), PASSWORD)
    (tmp_path / "s.pdf").write_bytes(signer.sign(plain, NOW).pdf)
    (tmp_path / "d.pdf").write_bytes(plain)
    (tmp_path / "d.p7s").write_bytes(signer.detached(plain, NOW))
    judges = 0
    if shutil.which("pdfsig"):
        said = subprocess.run(["pdfsig", "s.pdf"], cwd=tmp_path, capture_output=True, text=True, check=False).stdout
        assert "Signature is Valid" in said and "Total document signed" in said
        judges += 1
    if shutil.which("openssl"):
        root = ["openssl", "x509", "-inform", "DER", "-in", str(pki.folder / "root.cer"), "-out", "root.pem"]
        subprocess.run(root, cwd=tmp_path, check=True)
        verify = "openssl cms -verify -binary -inform DER -in d.p7s -content d.pdf -CAfile root.pem -purpose any"
        subprocess.run([*verify.split(), "-out", "out"], cwd=tmp_path, check=True, capture_output=True)
        judges += 1
    if not judges:
        pytest.skip("neither pdfsig (poppler-utils) nor openssl is installed")


def test_who_signed_decides(pki: Pki, plain: bytes) -> None:
    stranger = Pkcs12Signer.open(pki.settings("stranger"), PASSWORD).sign(plain, NOW)
    assert judge(stranger.pdf, [pki.root])[0].verdict == "untrusted"
    revoked = Pkcs12Signer.open(pki.settings("revoked"), PASSWORD).sign(plain, NOW)
    assert judge(revoked.pdf, [pki.root], revoked.beside["evidence.zip"])[0].verdict == "revoked"


def test_a_time_stamp_outlives_the_certificate(pki: Pki, plain: bytes) -> None:
    """In thirty years: the stamp shows that the certificate was good on the day; without one nothing does."""
    then = datetime(2056, 1, 1, tzinfo=UTC)
    for stamped, verdict in ((pki.tsa, "trusted"), (None, "expired")):
        signed = Pkcs12Signer.open(pki.settings(timestamps=stamped), PASSWORD).sign(plain, NOW)
        (found,) = judge(signed.pdf, [pki.root], signed.beside["evidence.zip"], now=then)
        assert found.verdict == verdict
    stranger = Pkcs12Signer.open(pki.settings("stranger"), PASSWORD).sign(plain, NOW)
    assert judge(stranger.pdf, [pki.root], now=then)[0].verdict != "trusted"


def test_a_detached_signature_is_judged_like_one_inside(pki: Pki, plain: bytes) -> None:
    signature = Pkcs12Signer.open(pki.settings(), PASSWORD).detached(plain, NOW)
    (found,) = judge_detached(plain, signature, [pki.root])
    assert (found.verdict, found.signer, found.stamped) == ("trusted", "ӘДІЛЕТ ДЕПАРТАМЕНТІ (СЫНАҚ)", True)
    assert judge_detached(plain + b" ", signature, [pki.root])[0].verdict == "broken"
    assert judge_detached(plain, signature, [])[0].verdict == "untrusted"


def test_what_was_changed_is_seen(pki: Pki, plain: bytes) -> None:
    signed = bytearray(Pkcs12Signer.open(pki.settings(), PASSWORD).sign(plain, NOW).pdf)
    signed[len(plain) // 2] ^= 1
    assert judge(bytes(signed), [pki.root])[0].verdict == "broken"
    assert judge(plain, [pki.root]) == ()


def test_what_cannot_be_signed_is_told(pki: Pki, plain: bytes, tmp_path: Path) -> None:
    with pytest.raises(CallerError, match="password"):
        Pkcs12Signer.open(pki.settings(), "wrong")
    with pytest.raises(CallerError, match="is not there"):
        Pkcs12Signer.open({"file": str(tmp_path / "none.p12")}, PASSWORD)
    deaf = Pkcs12Signer.open(pki.settings(timestamps="http://127.0.0.1:9/none"), PASSWORD)
    with pytest.raises(ChannelError, match="time stamp"):
        deaf.sign(plain, NOW)
