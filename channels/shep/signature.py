"""Signatures of what we send: RSA keys from PKCS#12 by xmlsec, GOST keys by an NCANode server, or none.

WS-Security in the form that the gateway's own samples have: one reference, to the Body; exclusive canonical XML twice;
the certificate in a KeyIdentifier; no time stamp.
"""

import json
import logging
from base64 import b64encode
from pathlib import Path
from typing import Any, Protocol
from uuid import uuid4

import xmlsec
from lxml import etree

from ...engine.errors import ChannelError
from ...engine.messages import _
from ..common.http_call import NoAnswer, NotReached, post_once
from .names import BASE64, DS, EXCLUSIVE, SOAP, WSSE, WSU, WSU_ID, X509V3, Element
from .reading import parse

RSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256"
ENVELOPED = "http://www.w3.org/2000/09/xmldsig#enveloped-signature"
INCLUSIVE = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments"


class EnvelopeSigner(Protocol):
    """Signs a message, and a payload that bears a signature of its own."""

    def message(self, envelope: Element) -> bytes:
        """The signed message, byte by byte as it goes out. Raises `ChannelError`."""
        ...

    def payload(self, root: Element) -> Element:
        """The payload's element with an enveloped signature in it. Raises `ChannelError`."""
        ...


def written(envelope: Element) -> bytes:
    """The bytes of a message."""
    return etree.tostring(envelope, xml_declaration=True, encoding="UTF-8")


class Unsigned:
    """Sends messages as they are: for stand-ins, and for gateways that ask for no signature."""

    def message(self, envelope: Element) -> bytes:
        return written(envelope)

    def payload(self, root: Element) -> Element:
        raise ChannelError(
            _("this profile wants a signed payload, but the setting {key} is none.", key="channels.egov.signer"),
            channel="egov",
            kind="permanent",
        )


class RsaSigner:
    """An RSA key and its certificate."""

    def __init__(self, key: xmlsec.Key, certificate: bytes) -> None:
        self._key = key
        self.certificate = certificate  # DER

    @classmethod
    def open(cls, place: Path, password: str) -> "RsaSigner":
        """Raises ValueError where the file or its password is wrong, or the key is no RSA key."""
        from pyhanko.sign.signers import SimpleSigner
        from pyhanko.sign.signers.pdf_cms import logger

        try:
            data = place.read_bytes()
        except OSError as error:
            raise ValueError(f"channels.egov.key: {place}: {error.strerror}") from None
        level = logger.level
        logger.setLevel(logging.CRITICAL)  # it logs a traceback where a line of ours is enough
        try:
            found: Any = SimpleSigner.load_pkcs12_data(data, other_certs=[], passphrase=password.encode())
            if found is None or found.signing_key.algorithm != "rsa":
                raise ValueError
            key = xmlsec.Key.from_memory(found.signing_key.dump(), xmlsec.constants.KeyDataFormatDer)
            return cls(key, found.signing_cert.dump())
        except Exception:
            reason = "no PKCS#12 with an RSA key, or not the password of QAULY_EGOV_KEY_PASSWORD"
            raise ValueError(f"channels.egov.key: {place}: {reason}") from None
        finally:
            logger.setLevel(level)

    def message(self, envelope: Element) -> bytes:
        header, body = envelope[0], envelope[1]
        name = f"id-{uuid4()}"
        etree.cleanup_namespaces(body)
        body.set(WSU_ID, name)
        security = etree.SubElement(header, f"{{{WSSE}}}Security", nsmap={"wsse": WSSE})
        security.set(f"{{{SOAP}}}mustUnderstand", "1")
        signature = _signature(security, f"#{name}", EXCLUSIVE, (EXCLUSIVE,))
        token = etree.SubElement(etree.SubElement(signature, f"{{{DS}}}KeyInfo"), f"{{{WSSE}}}SecurityTokenReference")
        identifier = etree.SubElement(token, f"{{{WSSE}}}KeyIdentifier", {"EncodingType": BASE64, "ValueType": X509V3})
        identifier.text = b64encode(self.certificate).decode()
        context = xmlsec.SignatureContext()
        context.key = self._key
        context.register_id(body, "Id", WSU)
        context.sign(signature)
        return written(envelope)

    def payload(self, root: Element) -> Element:
        alone = parse(etree.tostring(root))  # a document of its own: the signature must not see the message around it
        signature = _signature(alone, "", INCLUSIVE, (ENVELOPED, INCLUSIVE))
        info = etree.SubElement(etree.SubElement(signature, f"{{{DS}}}KeyInfo"), f"{{{DS}}}X509Data")
        etree.SubElement(info, f"{{{DS}}}X509Certificate").text = b64encode(self.certificate).decode()
        context = xmlsec.SignatureContext()
        context.key = self._key
        context.sign(signature)
        return alone


def _signature(parent: Element, uri: str, canonical: str, transforms: tuple[str, ...]) -> Element:
    signature = etree.SubElement(parent, f"{{{DS}}}Signature", nsmap={"ds": DS})
    info = etree.SubElement(signature, f"{{{DS}}}SignedInfo")
    etree.SubElement(info, f"{{{DS}}}CanonicalizationMethod", {"Algorithm": canonical})
    etree.SubElement(info, f"{{{DS}}}SignatureMethod", {"Algorithm": RSA_SHA256})
    reference = etree.SubElement(info, f"{{{DS}}}Reference", {"URI": uri})
    steps = etree.SubElement(reference, f"{{{DS}}}Transforms")
    for each in transforms:
        etree.SubElement(steps, f"{{{DS}}}Transform", {"Algorithm": each})
    etree.SubElement(reference, f"{{{DS}}}DigestMethod", {"Algorithm": SHA256})
    etree.SubElement(reference, f"{{{DS}}}DigestValue")
    etree.SubElement(signature, f"{{{DS}}}SignatureValue")
    return signature


class NcaNodeSigner:
    """A server that holds the certified provider of GOST keys signs; it may add a signature and an Id, nothing else."""

    def __init__(self, url: str, place: Path, password: str, timeout: float) -> None:
        """Raises ValueError where the key's file cannot be read."""
        self.url = url.rstrip("/")
        self.timeout = timeout
        self._password = password
        try:
            self._key = b64encode(place.read_bytes()).decode()
        except OSError as error:
            raise ValueError(f"channels.egov.key: {place}: {error.strerror}") from None

    def message(self, envelope: Element) -> bytes:
        text = etree.tostring(envelope, encoding="unicode")
        given = {"xml": text, "key": self._key, "password": self._password, "keyAlias": None, "trimXml": False}
        signed = self._ask("/wsse/sign", given)
        try:
            (body,) = parse(signed).findall(f"{{{SOAP}}}Body")
        except (ValueError, etree.XMLSyntaxError) as error:
            raise _refused(f"its answer cannot be read: {error}", "permanent") from None
        if WSU_ID in body.attrib:
            del body.attrib[WSU_ID]
        if _plain(body) != _plain(envelope[1]):
            raise _refused("it changed the message", "permanent")
        return signed

    def payload(self, root: Element) -> Element:
        signers = [{"key": self._key, "password": self._password, "keyAlias": None}]
        given = {"xml": etree.tostring(root, encoding="unicode"), "signers": signers, "clearSignatures": False}
        return parse(self._ask("/xml/sign", {**given, "trimXml": False}))

    def _ask(self, path: str, request: dict[str, Any]) -> bytes:
        try:
            answer = post_once(f"{self.url}{path}", self.timeout, json=request)
            body = json.loads(answer.body)
            if answer.status == 200 and body.get("status", 200) == 200:
                return str(body["xml"]).encode()
            problem = str(body.get("message") or answer.status)
            raise _refused(problem, "permanent" if answer.status < 500 else "transient")
        except (NotReached, NoAnswer) as error:
            raise _refused(str(error), "transient") from None
        except (ValueError, KeyError, AttributeError) as error:
            raise _refused(f"{type(error).__name__} {error}".strip(), "permanent") from None


def _plain(body: Element) -> bytes:
    return etree.tostring(body, method="c14n", exclusive=True)


def _refused(problem: str, kind: str) -> ChannelError:
    return ChannelError(
        _("the signing server does not sign: {problem}.", problem=problem.rstrip(".")),
        channel="egov",
        kind="transient" if kind == "transient" else "permanent",
        evidence=problem,
    )
