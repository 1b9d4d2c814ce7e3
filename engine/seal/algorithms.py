"""Digests and signatures by their object identifiers: those of the national authority and those of all the world."""

import hashlib
from typing import Any

from asn1crypto import core, parser
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from . import gost
from .judgement import Unknown


class _Algorithm(core.Sequence):  # type: ignore[misc]  # asn1crypto carries no types
    _fields = [("algorithm", core.ObjectIdentifier), ("parameters", core.Any, {"optional": True})]


class _KeyInfo(core.Sequence):  # type: ignore[misc]  # asn1crypto's own knows no key but its own
    _fields = [("algorithm", _Algorithm), ("public_key", core.OctetBitString)]


_HASHES: dict[str, tuple[str, hashes.HashAlgorithm]] = {
    "1.3.14.3.2.26": ("sha1", hashes.SHA1()),  # only where a time stamp names its certificate
    "2.16.840.1.101.3.4.2.1": ("sha256", hashes.SHA256()),
    "2.16.840.1.101.3.4.2.2": ("sha384", hashes.SHA384()),
    "2.16.840.1.101.3.4.2.3": ("sha512", hashes.SHA512()),
}
_SHA256, _SHA384, _SHA512 = list(_HASHES)[1:]
_RSA = {"1.2.840.113549.1.1.11": _SHA256, "1.2.840.113549.1.1.12": _SHA384, "1.2.840.113549.1.1.13": _SHA512}
_ECDSA = {"1.2.840.10045.4.3.2": _SHA256, "1.2.840.10045.4.3.3": _SHA384, "1.2.840.10045.4.3.4": _SHA512}
_BARE_RSA = "1.2.840.113549.1.1.1"  # a CMS names the digest apart


def raw(value: Any, tag: int = 16) -> bytes:
    """The DER of a sequence (a set: `tag` 17) as it came: asn1crypto's `dump` writes anew what it takes for BER,

    and fails at a key it does not know.
    """
    return bytes(parser.emit(0, 1, tag, value.contents))


def digest_of(algorithm: str, data: bytes) -> bytes:
    """The digest by its object identifier; raises `Unknown`."""
    if algorithm == gost.DIGEST:
        return gost.streebog(data)
    if algorithm not in _HASHES:
        raise Unknown(algorithm)
    return hashlib.new(_HASHES[algorithm][0], data).digest()


def fits(key_info: bytes, algorithm: str, digest: str, signature: bytes, data: bytes) -> bool:
    """Whether `signature` of `data` was made with the key of `key_info` (a DER SubjectPublicKeyInfo).

    `algorithm` and `digest` are object identifiers, as a CMS names them. Raises `Unknown`.
    """
    if algorithm == gost.SIGNATURE:
        return _fits_gost(key_info, signature, data)
    if algorithm not in {*_RSA, *_ECDSA, _BARE_RSA}:
        raise Unknown(algorithm)
    named = _RSA.get(algorithm) or _ECDSA.get(algorithm) or digest
    if named not in (_SHA256, _SHA384, _SHA512):
        raise Unknown(named)
    chosen = _HASHES[named][1]
    key = serialization.load_der_public_key(key_info)
    try:
        if isinstance(key, rsa.RSAPublicKey) and algorithm not in _ECDSA:
            key.verify(signature, data, padding.PKCS1v15(), chosen)
        elif isinstance(key, ec.EllipticCurvePublicKey) and algorithm in _ECDSA:
            key.verify(signature, data, ec.ECDSA(chosen))
        else:
            return False
    except InvalidSignature:
        return False
    return True


def _fits_gost(key_info: bytes, signature: bytes, data: bytes) -> bool:
    info = _KeyInfo.load(key_info)
    if info["algorithm"]["algorithm"].dotted != gost.KEY:
        return False
    parameters = info["algorithm"]["parameters"].parsed
    curve = parameters[0] if isinstance(parameters, core.Sequence) else parameters
    if not isinstance(curve, core.ObjectIdentifier) or curve.dotted != gost.PARAMETERS:
        raise Unknown(str(getattr(curve, "native", curve)))
    point = core.OctetString.load(info["public_key"].native).native
    return gost.fits(point, signature, gost.streebog(data))
