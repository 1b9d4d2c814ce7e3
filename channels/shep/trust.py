"""Whether an answer is the gateway's: its signature covers the very Body that is read, its certificate is good."""

import asyncio
import json
from base64 import b64decode
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import xmlsec
from asn1crypto import crl, pem, x509
from lxml import etree
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import PathBuildingError, PathValidationError, ValidationError

from ..common.http_call import NoAnswer, NotReached, post_once
from .answer import Answer
from .names import DS, EXCLUSIVE, SOAP, WSSE, WSU, Element, children, local
from .signature import SHA256

_MORE = "http://www.w3.org/2001/04/xmldsig-more#"
_RSA = tuple(f"{_MORE}rsa-sha{size}" for size in (256, 384, 512))
_GOST = ("gost34310", "gostr34102015")
_DIGESTS = (SHA256, f"{_MORE}sha384", "http://www.w3.org/2001/04/xmlenc#sha512")
_CANONICAL = (EXCLUSIVE, "http://www.w3.org/TR/2001/REC-xml-c14n-20010315")


class Forged(ValueError):
    """The answer is not what the gateway signed."""


class Unsigned(Forged):
    """It bears no signature at all."""


class BadCertificate(ValueError):
    """The gateway's certificate is expired, revoked or of an authority that is not trusted."""


class Unreachable(Exception):
    """Nobody can check the signature now."""


def pem_or_der(place: Path) -> list[bytes]:
    """The blocks of a PEM file, or the whole of a DER file. Raises ValueError for a file that cannot be read."""
    try:
        data = place.read_bytes()
    except OSError as error:
        raise ValueError(f"channels.egov: {place}: {error.strerror}") from None
    return [der for _kind, _heads, der in pem.unarmor(data, multiple=True)] if pem.detect(data) else [data]


@dataclass(frozen=True)
class Trust:
    """Whom we believe. `ncanode`: the server that checks GOST signatures, which no library here can."""

    roots: Sequence[x509.Certificate] = ()
    certificates: Sequence[x509.Certificate] = ()
    crls: Sequence[crl.CertificateList] = ()
    unsigned: bool = False
    ncanode: str | None = None
    timeout: float = field(default=30)

    @classmethod
    def open(cls, roots: Sequence[Path], certificates: Sequence[Path], crls: Sequence[Path], **more: Any) -> "Trust":
        """Raises ValueError naming a file that is not there or is no certificate, no revocation list."""
        return cls(_load(x509.Certificate, roots), _load(x509.Certificate, certificates),
                   _load(crl.CertificateList, crls), **more)  # fmt: skip

    def check(self, answer: Answer, raw: bytes, now: datetime) -> None:
        """Raises `Forged`, `BadCertificate`, or `Unreachable` where the checking server does not answer."""
        headers = [each for each in children(answer.root) if each.tag == f"{{{SOAP}}}Header"]
        found = [spot for header in headers for spot in header.iterfind(f"{{{WSSE}}}Security/{{{DS}}}Signature")]
        if not found:
            if self.unsigned:
                return
            raise Unsigned("it bears no signature")
        if len(found) > 1:
            raise Forged("it bears more than one signature")
        (signature,) = found
        self._covers(signature, answer)
        method = _algorithm(signature.find(f"{{{DS}}}SignedInfo/{{{DS}}}SignatureMethod"))
        if any(name in method for name in _GOST):
            self._ask(raw)
            return
        if method not in _RSA:
            raise Forged(f"it is signed by {method or 'nothing'}, which is not taken")
        certificate = self._certificate(signature)
        context = xmlsec.SignatureContext()
        context.key = xmlsec.Key.from_memory(certificate.dump(), xmlsec.constants.KeyDataFormatCertDer)
        for spot in answer.root.iter():
            if isinstance(spot.tag, str) and spot.get(f"{{{WSU}}}Id") is not None:
                context.register_id(spot, "Id", WSU)
        try:
            context.verify(signature)
        except xmlsec.Error:
            raise Forged("its signature does not fit its Body") from None
        if self.roots:
            self._valid(certificate, now)

    def _covers(self, signature: Element, answer: Answer) -> None:
        """The signed reference is the Body that is read, the only one of its Id, taken as it stands."""
        names: list[str] = []
        for spot in answer.root.iter():
            if isinstance(spot.tag, str):
                names += [
                    str(value) for key, value in spot.attrib.items() if str(key).rpartition("}")[2].lower() == "id"
                ]
        mine = answer.body.get(f"{{{WSU}}}Id", "")
        if not mine or names.count(mine) != 1:
            raise Forged("its Body has no Id of its own")
        references = signature.findall(f"{{{DS}}}SignedInfo/{{{DS}}}Reference")
        covering = [each for each in references if each.get("URI") == f"#{mine}"]
        if len(covering) != 1:
            raise Forged("the signature is of another part than the Body that would be read")
        for reference in references:
            steps = [_algorithm(each) for each in reference.iterfind(f"{{{DS}}}Transforms/{{{DS}}}Transform")]
            if any(step not in _CANONICAL for step in steps):
                raise Forged("a transform of its signature is not taken")
            digest = _algorithm(reference.find(f"{{{DS}}}DigestMethod"))
            if digest not in _DIGESTS and not any(name in digest for name in ("gost34311", "gostr34112015")):
                raise Forged(f"its digest {digest} is not taken")

    def _certificate(self, signature: Element) -> x509.Certificate:
        """From the KeyIdentifier, a token beside the signature, or by issuer and serial from those we have."""
        info = signature.find(f"{{{DS}}}KeyInfo")
        spots = list(info.iter()) if info is not None else []
        for spot in spots:
            if local(spot) == "KeyIdentifier":
                return _decoded(spot.text)
            if local(spot) == "X509Certificate":
                return _decoded(spot.text)
            if spot.tag == f"{{{WSSE}}}Reference":
                name = (spot.get("URI") or "").removeprefix("#")
                tokens = [
                    each
                    for each in signature.itersiblings(f"{{{WSSE}}}BinarySecurityToken", preceding=True)
                    if each.get(f"{{{WSU}}}Id") == name
                ]
                if len(tokens) == 1:
                    return _decoded(tokens[0].text)
            if local(spot) == "X509SerialNumber":
                text = (spot.text or "").strip()
                for known in (*self.certificates, *self.roots):
                    if str(known.serial_number) == text:
                        return known
                raise BadCertificate(f"the certificate with serial number {text} is not among `certificates`")
        raise Forged("it does not say who signed it")

    def _valid(self, certificate: x509.Certificate, now: datetime) -> None:
        span = certificate["tbs_certificate"]["validity"]
        if not span["not_before"].native <= now <= span["not_after"].native:
            raise BadCertificate(f"it is valid from {span['not_before'].native} to {span['not_after'].native}")
        context = ValidationContext(
            trust_roots=list(self.roots),
            other_certs=list(self.certificates),
            crls=list(self.crls),
            moment=now,
            allow_fetching=False,
            revocation_mode="require" if self.crls else "soft-fail",
        )
        try:
            asyncio.run(CertificateValidator(certificate, validation_context=context).async_validate_usage(set()))
        except (PathValidationError, PathBuildingError, ValidationError, ValueError) as error:
            raise BadCertificate(str(error)) from None

    def _ask(self, raw: bytes) -> None:
        if self.ncanode is None:
            raise Unreachable("it is signed with a GOST key; name the server that checks those: channels.egov.ncanode")
        request = {"revocationCheck": ["OCSP"], "xml": raw.decode("utf-8", "replace")}
        try:
            answer = post_once(f"{self.ncanode.rstrip('/')}/wsse/verify", self.timeout, json=request)
            told = json.loads(answer.body)
            if answer.status != 200 or not isinstance(told, dict):
                raise Unreachable(f"the server that checks signatures answered {answer.status}")
        except (NotReached, NoAnswer, ValueError) as error:
            raise Unreachable(f"the server that checks signatures: {type(error).__name__} {error}") from None
        if told.get("valid") is not True:
            raise Forged("its GOST signature or certificate is not valid")


def _load(kind: Any, places: Sequence[Path]) -> list[Any]:
    found = []
    for place in places:
        for der in pem_or_der(place):
            try:
                each = kind.load(der)
                each.native  # noqa: B018 # reading it is the check
            except (ValueError, TypeError):
                raise ValueError(f"channels.egov: {place}: no {kind.__name__}") from None
            found.append(each)
    return found


def _decoded(text: str | None) -> x509.Certificate:
    try:
        found: x509.Certificate = x509.Certificate.load(b64decode("".join((text or "").split()), validate=True))
        found.public_key.native  # noqa: B018 # reading it is the check
    except (ValueError, TypeError):
        raise Forged("its certificate cannot be read") from None
    return found


def _algorithm(element: Any) -> str:
    return str(element.get("Algorithm") or "") if isinstance(element, etree._Element) else ""
