"""GOST 2015 signatures beside a document: whose they are, whether they fit, judged also by openssl's GOST engine.

A signature takes gostcrypto a third of a second to check: tests with many are slow.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from base64 import b64encode
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from asn1crypto import core, pem

from qauly.engine.content import Content
from qauly.engine.render import Press
from qauly.engine.seal.cms import judge_detached
from qauly.engine.seal.gost import fits, streebog

from ..commands.conftest import Run
from ..render.issued import DOCUMENTS
from .gost_office import NOW, GostKey, Holder, detached, issue, revocations

ACT = b"\xd0\xb0\xd0\xba\xd1\x82"


@pytest.fixture(scope="module")
def root() -> Holder:
    return issue("НЕГІЗГІ КУӘЛАНДЫРУШЫ ОРТАЛЫҚ (СЫНАҚ)", 11, ca=True)


@pytest.fixture(scope="module")
def nca(root: Holder) -> Holder:
    return issue("ҰЛТТЫҚ КУӘЛАНДЫРУШЫ ОРТАЛЫҚ (СЫНАҚ)", 12, root, ca=True)


@pytest.fixture(scope="module")
def office(nca: Holder) -> Holder:
    return issue("ӘДІЛЕТ ДЕПАРТАМЕНТІ (СЫНАҚ)", 13, nca)


@pytest.fixture(scope="module")
def clock(nca: Holder) -> Holder:
    return issue("TIME-STAMPING AUTHORITY (СЫНАҚ)", 14, nca, stamps=True)


def verdicts(signature: bytes, roots: list[bytes], data: bytes = ACT, now: datetime = NOW) -> list[str]:
    return [each.verdict for each in judge_detached(data, signature, roots, now=now)]


def test_who_signed_and_when(root: Holder, nca: Holder, office: Holder, clock: Holder) -> None:
    (found,) = judge_detached(ACT, detached(ACT, office, nca, stamped_by=clock), [root.der])
    assert (found.verdict, found.signer) == ("trusted", "ӘДІЛЕТ ДЕПАРТАМЕНТІ (СЫНАҚ)")
    assert (found.at, found.stamped) == (NOW, True)
    assert verdicts(detached(ACT, office, nca, attributes=False), [root.der]) == ["trusted"], "without attributes too"


@pytest.mark.slow
def test_any_dress_of_the_signature_is_read(root: Holder, nca: Holder, office: Holder) -> None:
    der = detached(ACT, office, nca)
    for dressed in (pem.armor("CMS", der), b64encode(der), b64encode(der)[:76] + b"\r\n" + b64encode(der)[76:]):
        assert verdicts(dressed, [root.der]) == ["trusted"]


def test_what_does_not_fit_is_told(root: Holder, nca: Holder, office: Holder) -> None:
    signature = detached(ACT, office, nca)
    assert verdicts(signature, [root.der], ACT + b"!") == ["broken"], "other bytes"
    wrong = bytearray(signature)
    wrong[-1] ^= 1
    assert verdicts(bytes(wrong), [root.der]) == ["broken"], "another number in the signature"
    assert verdicts(signature, []) == ["untrusted"]
    assert verdicts(signature, [issue("БӨТЕН (СЫНАҚ)", 77, ca=True).der]) == ["untrusted"], "another authority"
    namesake = issue("НЕГІЗГІ КУӘЛАНДЫРУШЫ ОРТАЛЫҚ (СЫНАҚ)", 78, ca=True)
    assert verdicts(signature, [namesake.der]) == ["untrusted"], "the same name, another key"
    assert verdicts(detached(ACT, issue("А", 15, office), office, nca), [root.der]) == ["untrusted"], "no authority"
    for rubbish in (b"", b"CMS", b"0\x03\x02\x01\x01", signature[:100], signature + b"x"):
        with pytest.raises(ValueError):
            judge_detached(ACT, rubbish, [root.der])


@pytest.mark.slow
def test_a_certificate_may_be_over_or_revoked(root: Holder, nca: Holder, clock: Holder) -> None:
    short = issue("ҚЫСҚА (СЫНАҚ)", 16, nca, until=datetime(2026, 12, 1, tzinfo=UTC))
    later = datetime(2027, 6, 1, tzinfo=UTC)
    assert verdicts(detached(ACT, short, nca), [root.der], now=later) == ["expired"]
    assert verdicts(detached(ACT, short, nca, stamped_by=clock), [root.der], now=later) == ["trusted"]
    forged = issue("TIME-STAMPING AUTHORITY (СЫНАҚ)", 79, stamps=True)
    assert verdicts(detached(ACT, short, nca, stamped_by=forged), [root.der], now=later) == ["expired"]
    from qauly.engine.render.package import Part, pack_parts

    for since, verdict in ((datetime(2026, 1, 1, tzinfo=UTC), "revoked"), (later, "trusted")):
        kept = pack_parts({"crl-1.der": Part.of(revocations(nca, 16, since=since))})
        assert [each.verdict for each in judge_detached(ACT, detached(ACT, short, nca), [root.der], kept, NOW)] == [
            verdict
        ]


def test_only_the_authoritys_order_of_bytes_fits(office: Holder) -> None:
    digest, signature, point = streebog(ACT), office.key.sign(ACT), office.key.point
    assert fits(point, signature, digest)
    halves = (signature[:64], signature[64:])
    for other in (
        halves[1] + halves[0],
        signature[::-1],
        halves[0][::-1] + halves[1][::-1],
        bytes(128),
        signature[:-1],
    ):
        assert not fits(point, other, digest)
    assert not fits(point, signature, digest[::-1])
    assert not fits(bytes(128), signature, digest) and not fits(point[:-1] + b"\x00", signature, digest)


def test_an_unknown_algorithm_is_not_called_wrong(root: Holder, nca: Holder, office: Holder) -> None:
    known, other = (core.ObjectIdentifier(f"1.2.398.3.10.1.1.2.3.{last}").dump() for last in (2, 9))
    head, _identifier, tail = detached(ACT, office, nca).rpartition(known)
    old = head + other + tail
    (found,) = judge_detached(ACT, old, [root.der], now=NOW)
    assert (found.verdict, found.detail) == ("unchecked", "1.2.398.3.10.1.1.2.3.9")


@pytest.mark.slow
def test_the_command_finds_the_signature_beside_the_file(
    root: Holder, nca: Holder, office: Holder, qauly: Callable[..., Run], tmp_path: Path
) -> None:
    file = tmp_path / "1-қаулы.pdf"
    file.write_bytes(Press(Content.open()).pdf(next(iter(DOCUMENTS.values()))))
    beside = tmp_path / "1-қаулы.pdf.p7s"
    beside.write_bytes(detached(file.read_bytes(), office, nca))
    (tmp_path / "root.pem").write_bytes(pem.armor("CERTIFICATE", root.der))
    run = qauly("verify", file, "--root", tmp_path / "root.pem", "--ui", "ru")
    assert run.code == 0 and "✓ V-012 подписал ӘДІЛЕТ ДЕПАРТАМЕНТІ (СЫНАҚ)" in run.out
    beside.write_bytes(detached(b"other", office, nca))
    run = qauly("verify", file, "--root", tmp_path / "root.pem", "--ui", "kk")
    assert run.code == 1 and "✗ V-011 ӘДІЛЕТ ДЕПАРТАМЕНТІ (СЫНАҚ) қолтаңбасы сәйкес емес" in run.out
    beside.write_bytes(b"none")
    assert "✗ V-017" in qauly("verify", file, "--ui", "kk").out


def test_without_the_package_it_is_said(root: Holder, nca: Holder, office: Holder, tmp_path: Path) -> None:
    (tmp_path / "act").write_bytes(ACT)
    (tmp_path / "act.p7s").write_bytes(detached(ACT, office, nca))
    (tmp_path / "root.cer").write_bytes(root.der)
    program = (
        "import sys; sys.modules['gostcrypto'] = None\n"
        "from pathlib import Path\nfrom qauly.engine.verify import verify\n"
        "for each in verify(Path('act').read_bytes(), signature=Path('act.p7s').read_bytes(),"
        " roots=[Path('root.cer').read_bytes()]).answers: print(each.rule, each.verdict, each.message.text('en'))"
    )
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    run = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, env=environment, capture_output=True, text=True, check=True
    )
    assert "V-016 unknown" in run.stdout and "qauly[gost]" in run.stdout, run.stderr


def _openssl(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["openssl", *arguments], cwd=folder, capture_output=True, text=True, check=False)


@pytest.mark.slow
def test_openssls_gost_engine_agrees(office: Holder, tmp_path: Path) -> None:
    """The same point under the Russian identifiers, the signature back to front."""
    if (
        shutil.which("openssl") is None
        or "gost2012_512" not in _openssl("engine", "gost", "-c", folder=tmp_path).stdout
    ):
        pytest.skip("openssl's GOST engine is not installed: apt-get install libengine-gost-openssl")
    (tmp_path / "act").write_bytes(ACT)
    digest = streebog(ACT)
    said = _openssl("dgst", "-engine", "gost", "-md_gost12_512", "act", folder=tmp_path)
    assert digest.hex() in said.stdout
    (tmp_path / "digest").write_bytes(digest)
    (tmp_path / "key.pem").write_bytes(pem.armor("PUBLIC KEY", _russian(office.key)))
    verify_it = "pkeyutl -engine gost -verify -pubin -inkey key.pem -in digest -sigfile signature".split()
    signature = office.key.sign(ACT)
    for given, agrees in ((signature[::-1], True), (signature, False), (bytes(127) + b"\x01", False)):
        (tmp_path / "signature").write_bytes(given)
        run = _openssl(*verify_it, folder=tmp_path)
        assert ("Signature Verified Successfully" in run.stdout + run.stderr) is agrees, run.stderr


@pytest.mark.slow
def test_a_signature_by_openssls_gost_engine_fits(tmp_path: Path) -> None:
    make = "genpkey -engine gost -algorithm gost2012_512 -pkeyopt paramset:A -out key.pem"
    made = _openssl(*make.split(), folder=tmp_path)
    if made.returncode:
        pytest.skip("openssl's GOST engine is not installed: apt-get install libengine-gost-openssl")
    _openssl(
        "pkey", "-engine", "gost", "-in", "key.pem", "-pubout", "-outform", "DER", "-out", "public", folder=tmp_path
    )
    digest = hashlib.sha512(b"any digest of 64 bytes").digest()
    (tmp_path / "digest").write_bytes(digest)
    _openssl(
        "pkeyutl",
        "-engine",
        "gost",
        "-sign",
        "-inkey",
        "key.pem",
        "-in",
        "digest",
        "-out",
        "signature",
        folder=tmp_path,
    )
    point = (tmp_path / "public").read_bytes()[-128:]
    signature = (tmp_path / "signature").read_bytes()[::-1]
    assert fits(point, signature, digest)
    assert not fits(point, signature, digest[::-1])


def _russian(key: GostKey) -> bytes:
    """The DER of the key as openssl knows it."""
    oid = core.ObjectIdentifier
    curve = _sequence(oid("1.2.643.7.1.2.1.2.1").dump() + oid("1.2.643.7.1.1.2.3").dump())
    algorithm = _sequence(oid("1.2.643.7.1.1.1.2").dump() + curve)
    return _sequence(algorithm + core.OctetBitString(core.OctetString(key.point).dump()).dump())


def _sequence(contents: bytes) -> bytes:
    from asn1crypto import parser

    return bytes(parser.emit(0, 1, 16, contents))
