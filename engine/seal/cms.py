"""A signature beside a file (CMS, CAdES, .p7s): with GOST keys of the national authority, with RSA or with ECDSA."""

import hashlib
from base64 import b64decode
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from asn1crypto import cms, pem, tsp

from .algorithms import digest_of, fits, raw
from .chain import key_info, standing
from .judgement import Evidence, Judgement, Unknown

_WRONG = (ValueError, KeyError, TypeError, IndexError, AttributeError)


def judge_detached(
    data: bytes, signature: bytes, roots: Sequence[bytes], evidence: bytes | None = None, now: datetime | None = None
) -> tuple[Judgement, ...]:
    """Every signature of a CMS over `data`, as DER, PEM or base64; `now` as in `judge`.

    Nothing is fetched. Raises `ValueError` for bytes that are no signed CMS.
    """
    try:
        content = _signed_data(_der(signature))
        signers = list(content["signer_infos"])
    except _WRONG as error:
        raise ValueError(str(error)) from None
    return tuple(_judged(each, content, data, roots, Evidence.of(evidence), now) for each in signers)


def _judged(
    signer: Any, content: Any, data: bytes, roots: Sequence[bytes], evidence: Evidence, now: datetime | None
) -> Judgement:
    others = [*_certificates(content), *evidence.certificates]
    certificate = _certificate(signer, others)
    if certificate is None:
        return Judgement("broken", "", None, False, "no certificate of the signer")
    name = str(certificate.subject.native.get("common_name", ""))
    claimed = _attribute(signer["signed_attrs"], "signing_time")
    at: datetime | None = claimed.native if claimed is not None else None
    try:
        if not _fits(signer, certificate, content, data):
            return Judgement("broken", name, at, False)
        stamped = _stamped(signer, roots, others, evidence)
        moment = stamped or now or datetime.now(UTC)
        verdict = standing(certificate, others, roots, evidence.listings, moment)
        return Judgement(verdict, name, stamped or at, stamped is not None)
    except Unknown as error:
        return Judgement("unchecked", name, at, False, str(error))
    except _WRONG as error:
        return Judgement("broken", name, at, False, str(error))


def _fits(signer: Any, certificate: Any, content: Any, data: bytes) -> bool:
    digest = signer["digest_algorithm"]["algorithm"].dotted
    algorithm = signer["signature_algorithm"]["algorithm"].dotted
    signed = data
    attributes = signer["signed_attrs"]
    if attributes:
        named = _attribute(attributes, "message_digest")
        kind = _attribute(attributes, "content_type")
        if named is None or named.native != digest_of(digest, data):
            return False
        if kind is None or kind.native != content["encap_content_info"]["content_type"].native:
            return False
        if not _names(attributes, certificate):
            return False
        signed = raw(attributes, tag=17)
    return fits(key_info(certificate), algorithm, digest, signer["signature"].native, signed)


def _names(attributes: Any, certificate: Any) -> bool:
    """CAdES: the signer has signed which certificate is his, so that none of the same key can be put in its place."""
    newer = _attribute(attributes, "signing_certificate_v2")
    if newer is not None:
        first = newer["certs"][0]
        return bool(
            first["cert_hash"].native == digest_of(first["hash_algorithm"]["algorithm"].dotted, certificate.dump())
        )
    older = _attribute(attributes, "signing_certificate")
    return older is None or older["certs"][0]["cert_hash"].native == hashlib.sha1(raw(certificate)).digest()


def _stamped(signer: Any, roots: Sequence[bytes], around: Sequence[Any], evidence: Evidence) -> datetime | None:
    """The moment that a trusted time stamp authority vouches for."""
    token = _attribute(signer["unsigned_attrs"], "signature_time_stamp_token")
    if token is None:
        return None
    content = token["content"]
    inner = content["encap_content_info"]["content"]
    told: Any = inner.parsed
    if not isinstance(told, tsp.TSTInfo):
        return None
    imprint = told["message_imprint"]
    wanted = digest_of(imprint["hash_algorithm"]["algorithm"].dotted, signer["signature"].native)
    moment: datetime = told["gen_time"].native
    others = [*_certificates(content), *around]
    (authority,) = content["signer_infos"]
    certificate = _certificate(authority, others)
    if imprint["hashed_message"].native != wanted or certificate is None:
        return None
    usage = certificate.extended_key_usage_value
    if usage is None or "time_stamping" not in usage.native:
        return None
    if not _fits(authority, certificate, content, bytes(inner)):
        return None
    return moment if standing(certificate, others, roots, evidence.listings, moment) == "trusted" else None


def _certificates(content: Any) -> list[Any]:
    return [each.chosen for each in content["certificates"] or () if each.name == "certificate"]


def _certificate(signer: Any, certificates: Sequence[Any]) -> Any:
    named = signer["sid"]
    for each in certificates:
        if named.name == "issuer_and_serial_number":
            chosen = named.chosen
            if each.issuer == chosen["issuer"] and each.serial_number == chosen["serial_number"].native:
                return each
        elif each.key_identifier == named.chosen.native:
            return each
    return None


def _attribute(attributes: Any, kind: str) -> Any:
    for each in attributes or ():
        if each["type"].native == kind and len(each["values"]):
            return each["values"][0]
    return None


def _signed_data(der: bytes) -> Any:
    found = cms.ContentInfo.load(der, strict=True)
    if found["content_type"].native != "signed_data":
        raise ValueError("no signed data")
    return found["content"]


def _der(data: bytes) -> bytes:
    if pem.detect(data):
        return bytes(pem.unarmor(data)[2])
    return data if data[:1] == b"0" and not data.isascii() else b64decode(b"".join(data.split()), validate=True)
