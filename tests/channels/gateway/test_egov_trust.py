"""Signatures: ours by our own check, the gateway's against tampering, wrapping, bad certificates."""

from collections.abc import Callable
from typing import Any

import pytest
from cryptography import x509
from lxml import etree

from qauly.channels.shep.names import DS, SOAP, WSSE, WSU, WSU_ID
from qauly.channels.shep.signature import RsaSigner

from . import pki
from .conftest import Made
from .standin import StandIn, answer, good, signed
from .test_egov_answers import push

Change = Callable[[etree._Element], None]


@pytest.fixture
def trusting(egov: Made, authority: pki.Authority) -> Made:
    """A channel that takes signed answers only."""
    folder = authority.folder
    more = {"answers": "signed", "roots": [folder / "root.pem"], "crls": [folder / "crl.pem"]}
    return lambda **other: egov(**{**more, **other})


def true_answer(signer: RsaSigner) -> bytes:
    return signed(good(b""), signer)  # type: ignore[arg-type] # it is bytes


def test_a_signed_answer_is_believed(stand_in: StandIn, trusting: Made, gateway_key: RsaSigner) -> None:
    stand_in.reply = lambda _request: true_answer(gateway_key)
    assert trusting().send(push()).status == "accepted"


def test_an_unsigned_answer_is_not(stand_in: StandIn, trusting: Made) -> None:
    result = trusting().send(push())
    assert (result.status, result.halt) == ("rejected", True) and "no signature" in result.reason


def test_issuer_and_serial_are_enough_where_the_certificate_is_known(
    stand_in: StandIn, trusting: Made, gateway_key: RsaSigner, authority: pki.Authority
) -> None:
    root = etree.fromstring(true_answer(gateway_key))
    (token,) = root.iter(f"{{{WSSE}}}SecurityTokenReference")
    token.remove(token[0])
    serial = etree.SubElement(etree.SubElement(token, f"{{{DS}}}X509Data"), f"{{{DS}}}X509IssuerSerial")
    etree.SubElement(serial, f"{{{DS}}}X509IssuerName").text = "CN=СЫНАҚ ОРТАЛЫҒЫ, C=KZ"
    number = x509.load_pem_x509_certificate((authority.folder / "gateway.pem").read_bytes()).serial_number
    etree.SubElement(serial, f"{{{DS}}}X509SerialNumber").text = str(number)
    stand_in.reply = lambda _request: etree.tostring(root)
    assert trusting(certificates=[authority.folder / "gateway.pem"]).send(push()).status == "accepted"
    unknown = trusting().send(push())
    assert (unknown.status, unknown.halt) == ("unknown", True)


def digit(root: etree._Element) -> None:
    (code,) = root.iter("messageResult")
    code[0].text = "00001"


def wrapped(root: etree._Element) -> None:
    """The signed Body moves into the header; a forged one takes its place."""
    body = root[1]
    root.remove(body)
    etree.SubElement(root[0], "moved").append(body)
    forged = etree.fromstring(answer(data="<messageResult><code>00000</code></messageResult>"))[1]
    root.append(forged)


def wrapped_with_its_id(root: etree._Element) -> None:
    name = root[1].get(WSU_ID) or ""
    wrapped(root)
    root[1].set(WSU_ID, name)


def two_bodies(root: etree._Element) -> None:
    root.append(etree.fromstring(answer())[1])


def no_key(root: etree._Element) -> None:
    (info,) = root.iter(f"{{{DS}}}KeyInfo")
    info.clear()


def narrowed(root: etree._Element) -> None:
    (steps,) = root.iter(f"{{{DS}}}Transforms")
    etree.SubElement(steps, f"{{{DS}}}Transform", {"Algorithm": "http://www.w3.org/TR/1999/REC-xpath-19991116"})


def weak(root: etree._Element) -> None:
    (method,) = root.iter(f"{{{DS}}}SignatureMethod")
    method.set("Algorithm", f"{DS}rsa-sha1")


@pytest.mark.parametrize("change", [digit, wrapped, wrapped_with_its_id, no_key, narrowed, weak])
def test_what_was_not_signed_is_refused(
    stand_in: StandIn, trusting: Made, gateway_key: RsaSigner, change: Change
) -> None:
    root = etree.fromstring(true_answer(gateway_key))
    change(root)
    stand_in.reply = lambda _request: etree.tostring(root)
    result = trusting().send(push())
    assert (result.status, result.halt) == ("rejected", True), result


def test_two_bodies_say_nothing(stand_in: StandIn, trusting: Made, gateway_key: RsaSigner) -> None:
    root = etree.fromstring(true_answer(gateway_key))
    two_bodies(root)
    stand_in.reply = lambda _request: etree.tostring(root)
    assert trusting().send(push()).status == "unknown"


@pytest.mark.parametrize("which", ["expired", "revoked", "stranger"])
def test_a_bad_certificate_stops_the_channel(
    stand_in: StandIn, trusting: Made, authority: pki.Authority, stranger: pki.Authority, which: str
) -> None:
    place = stranger.folder / "gateway.p12" if which == "stranger" else authority.folder / f"{which}.p12"
    signer = RsaSigner.open(place, pki.PASSWORD)
    stand_in.reply = lambda _request: true_answer(signer)
    result = trusting().send(push())
    assert (result.status, result.halt) == ("unknown", True) and "certificate" in result.reason


def test_a_key_that_cannot_be_opened_is_told(egov: Made, authority: pki.Authority, monkeypatch: Any) -> None:
    monkeypatch.setenv("QAULY_EGOV_KEY_PASSWORD", "wrong")
    with pytest.raises(ValueError, match=r"channels\.egov\.key.*QAULY_EGOV_KEY_PASSWORD"):
        egov()
    with pytest.raises(ValueError, match=r"channels\.egov\.key"):
        egov(key=str(authority.folder / "none.p12"))
    with pytest.raises(ValueError, match=r"channels\.egov\.roots"):
        egov(answers="signed")


def test_our_own_signature_covers_the_body_we_send(stand_in: StandIn, egov: Made) -> None:
    egov().send(push())
    root = etree.fromstring(stand_in.requests[0])
    body = root.find(f"{{{SOAP}}}Body")
    assert body is not None
    (reference,) = root.iter(f"{{{DS}}}Reference")
    assert reference.get("URI") == f"#{body.get(f'{{{WSU}}}Id')}"
