"""An authority of nobody with GOST 2015 keys, in the identifiers and the order of bytes of the national one."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from importlib import import_module
from typing import Any

from asn1crypto import cms, core, crl, tsp, x509

from qauly.engine.seal.gost import DIGEST, KEY, PARAMETERS, SIGNATURE, streebog

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
_FROM, _TO = datetime(2020, 1, 1, tzinfo=UTC), datetime(2050, 1, 1, tzinfo=UTC)


@cache
def _method() -> Any:
    package = import_module("gostcrypto.gostsignature")
    return package.new(package.MODE_512, package.CURVES_R_1323565_1_024_2019["id-tc26-gost-3410-12-512-paramSetA"])


def _low_first(pair: bytes) -> bytes:
    return bytes(pair[:64][::-1] + pair[64:][::-1])


class _Parameters(core.Sequence):  # type: ignore[misc]  # asn1crypto carries no types
    _fields = [("curve", core.ObjectIdentifier), ("digest", core.ObjectIdentifier)]


class _Algorithm(core.Sequence):  # type: ignore[misc]
    _fields = [("algorithm", core.ObjectIdentifier), ("parameters", _Parameters)]


class _KeyInfo(core.Sequence):  # type: ignore[misc]
    _fields = [("algorithm", _Algorithm), ("public_key", core.OctetBitString)]


@dataclass(frozen=True)
class GostKey:
    """`number` is the private key; the same number gives the same key in every run."""

    number: int

    @property
    def point(self) -> bytes:
        return _low_first(bytes(_method().public_key_generate(bytearray(self.number.to_bytes(64, "big")))))

    def sign(self, data: bytes) -> bytes:
        digest = streebog(data)[::-1]
        nonce = hashlib.sha512(self.number.to_bytes(64, "big") + digest).digest()
        signed = _method().sign(
            bytearray(self.number.to_bytes(64, "big")), bytearray(digest), rand_k=bytearray(b"\x01" + nonce[1:])
        )
        return _low_first(bytes(signed))

    @property
    def info(self) -> bytes:
        return bytes(
            _KeyInfo(
                {
                    "algorithm": {"algorithm": KEY, "parameters": {"curve": PARAMETERS, "digest": DIGEST}},
                    "public_key": core.OctetString(self.point).dump(),
                }
            ).dump()
        )


class _Bare(core.Sequence):  # type: ignore[misc]
    _fields = [("algorithm", core.ObjectIdentifier)]


class _Body(core.Sequence):  # type: ignore[misc]  # asn1crypto's own cannot be made with a key it does not know
    _fields = [
        ("version", core.Integer, {"explicit": 0}),
        ("serial_number", core.Integer),
        ("signature", _Bare),
        ("issuer", x509.Name),
        ("validity", x509.Validity),
        ("subject", x509.Name),
        ("subject_public_key_info", _KeyInfo),
        ("extensions", x509.Extensions, {"explicit": 3}),
    ]


class _SignedBody(core.Sequence):  # type: ignore[misc]
    _fields = [("body", core.Any), ("algorithm", _Bare), ("signature", core.OctetBitString)]


def name(common: str) -> x509.Name:
    return x509.Name.build({"country_name": "KZ", "common_name": common})


@dataclass(frozen=True)
class Holder:
    """A certificate and its key."""

    key: GostKey
    der: bytes

    @property
    def certificate(self) -> Any:
        return x509.Certificate.load(self.der)


def issue(common: str, number: int, by: Holder | None = None, *, ca: bool = False, stamps: bool = False,
          until: datetime = _TO) -> Holder:  # fmt: skip
    """A certificate of the key `number`, signed by `by`, else by itself."""
    key = GostKey(number)
    usage = {"key_cert_sign", "crl_sign"} if ca else {"digital_signature"}
    extensions: list[dict[str, Any]] = [
        {"extn_id": "basic_constraints", "critical": True, "extn_value": {"ca": ca}},
        {"extn_id": "key_usage", "critical": True, "extn_value": usage},
    ]
    if stamps:
        extensions.append({"extn_id": "extended_key_usage", "critical": True, "extn_value": ["time_stamping"]})
    validity = {"not_before": x509.Time({"utc_time": _FROM}), "not_after": x509.Time({"general_time": until})}
    body = _Body(
        {
            "version": 2,
            "serial_number": number,
            "signature": {"algorithm": SIGNATURE},
            "issuer": by.certificate.subject if by else name(common),
            "validity": validity,
            "subject": name(common),
            "subject_public_key_info": _KeyInfo.load(key.info),
            "extensions": extensions,
        }
    )
    return Holder(key, _signed(body.dump(), by.key if by else key))


def _signed(body: bytes, key: GostKey) -> bytes:
    parts = {"body": core.Any.load(body), "algorithm": {"algorithm": SIGNATURE}, "signature": key.sign(body)}
    return bytes(_SignedBody(parts).dump())


def revocations(by: Holder, *numbers: int, since: datetime = _FROM) -> bytes:
    """A revocation list of `by` that names the certificates of these serial numbers."""
    body = crl.TbsCertList(
        {
            "version": "v2",
            "signature": {"algorithm": SIGNATURE},
            "issuer": by.certificate.subject,
            "this_update": x509.Time({"utc_time": _FROM}),
            "revoked_certificates": [
                {"user_certificate": number, "revocation_date": x509.Time({"utc_time": since})} for number in numbers
            ],
        }
    )
    return _signed(body.dump(), by.key)


def detached(data: bytes, signer: Holder, *chain: Holder, stamped_by: Holder | None = None, at: datetime = NOW,
             attributes: bool = True) -> bytes:  # fmt: skip
    """A CMS beside `data`, as a signing server makes it."""
    return _cms(data, None, signer, chain, stamped_by, at, attributes)


def _cms(data: bytes, content: Any, signer: Holder, chain: tuple[Holder, ...], stamped_by: Holder | None,
         at: datetime, attributes: bool = True) -> bytes:  # fmt: skip
    kind = "tst_info" if content is not None else "data"
    certificate = signer.certificate
    info: dict[str, Any] = {
        "version": "v1",
        "sid": {"issuer_and_serial_number": {"issuer": certificate.issuer, "serial_number": certificate.serial_number}},
        "digest_algorithm": {"algorithm": DIGEST},
        "signature_algorithm": {"algorithm": SIGNATURE},
    }
    signed = data
    if attributes:
        attrs = cms.CMSAttributes(
            [
                {"type": "content_type", "values": [kind]},
                {"type": "signing_time", "values": [cms.Time({"utc_time": at})]},
                {"type": "message_digest", "values": [streebog(data)]},
                {"type": "signing_certificate_v2",
                 "values": [{"certs": [{"hash_algorithm": {"algorithm": DIGEST}, "cert_hash": streebog(signer.der)}]}]},
            ]
        )  # fmt: skip
        signed, info["signed_attrs"] = attrs.dump(), attrs
    info["signature"] = signer.key.sign(signed)
    if stamped_by is not None:
        token = _token(info["signature"], stamped_by, at)
        info["unsigned_attrs"] = [{"type": "signature_time_stamp_token", "values": [cms.ContentInfo.load(token)]}]
    encapsulated = {"content_type": kind} if content is None else {"content_type": kind, "content": content}
    found = cms.SignedData(
        {
            "version": "v1" if content is None else "v3",
            "digest_algorithms": [{"algorithm": DIGEST}],
            "encap_content_info": encapsulated,
            "certificates": [cms.CertificateChoices({"certificate": each.certificate}) for each in (signer, *chain)],
            "signer_infos": [info],
        }
    )
    return bytes(cms.ContentInfo({"content_type": "signed_data", "content": found}).dump())


def _token(signature: bytes, authority: Holder, at: datetime) -> bytes:
    told = tsp.TSTInfo(
        {
            "version": "v1",
            "policy": "1.2.398.3.3.2.6",
            "message_imprint": {"hash_algorithm": {"algorithm": DIGEST}, "hashed_message": streebog(signature)},
            "serial_number": 1,
            "gen_time": at,
        }
    )
    return _cms(told.dump(), core.ParsableOctetString(told.dump()), authority, (), None, at)
