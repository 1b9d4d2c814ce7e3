"""Signatures made with the GOST 2015 keys of the national authority: its object identifiers and its order of bytes.

They are GOST R 34.10-2012 of 512 bits with Streebog-512. The authority writes every number with its lowest byte first:
the point x, y of the key and r, s of the signature; the digest, too, is read so. The arithmetic is of gostcrypto.
"""

from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import Any

from .judgement import Unknown

KEY = "1.2.398.3.10.1.1.2.2"
PARAMETERS = "1.2.398.3.10.1.1.2.2.1"
SIGNATURE = "1.2.398.3.10.1.1.2.3.2"
DIGEST = "1.2.398.3.10.1.3.3"
XML_SIGNATURE = "urn:ietf:params:xml:ns:pkigovkz:xmlsec:algorithms:gostr34102015-gostr34112015-512"
XML_DIGEST = "urn:ietf:params:xml:ns:pkigovkz:xmlsec:algorithms:gostr34112015-512"

_CURVE = "id-tc26-gost-3410-12-512-paramSetA"
_HALF = 64  # bytes of a coordinate, of r, of s, of the digest


def streebog(data: bytes) -> bytes:
    """The digest of 512 bits, as it stands in a signature."""
    return bytes(_package("gosthash").new("streebog512", data=bytearray(data)).digest())


def fits(point: bytes, signature: bytes, digest: bytes) -> bool:
    """Whether `signature` of `digest` was made with the key of `point`: all as they stand in certificate and CMS."""
    if (len(point), len(signature), len(digest)) != (2 * _HALF, 2 * _HALF, _HALF):
        return False
    package = _package("gostsignature")
    curve = package.CURVES_R_1323565_1_024_2019[_CURVE]
    if not _on_curve(point, curve):
        return False
    method = package.new(package.MODE_512, curve)
    verify: Callable[..., bool] = method.verify
    return bool(verify(_highest_first(point), bytearray(digest[::-1]), _highest_first(signature)))


def _on_curve(point: bytes, curve: Any) -> bool:
    x, y = (int.from_bytes(half, "little") for half in (point[:_HALF], point[_HALF:]))
    p, a, b = int(curve["p"]), int(curve["a"]), int(curve["b"])
    return x < p and y < p and (y * y - x * x * x - a * x - b) % p == 0


def _highest_first(pair: bytes) -> bytearray:
    return bytearray(pair[:_HALF][::-1] + pair[_HALF:][::-1])


@cache
def _package(name: str) -> Any:
    try:
        return import_module(f"gostcrypto.{name}")
    except ModuleNotFoundError:
        raise Unknown("gostcrypto (pip install 'qauly[gost]')") from None
