"""What is found of a signature, and the evidence it is judged by."""

from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any, Literal
from zipfile import ZipFile

from asn1crypto import crl, ocsp, x509

from ..zipped import DAMAGED

Verdict = Literal[
    "trusted",
    "untrusted",  # no chain to a certificate that is trusted
    "expired",  # the certificate is over, and no time stamp shows that the signature is older
    "revoked",
    "broken",  # the signature is of other bytes
    "changed_after",
    "unchecked",  # an algorithm that this program does not know, or whose package is not installed: `detail` names it
]


class Unknown(ValueError):
    """What this program lacks to compute a signature: an algorithm's identifier, or a package."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """One signature; `stamped` tells that a time stamp authority, not the signer's clock, gives the time."""

    verdict: Verdict
    signer: str
    at: datetime | None
    stamped: bool
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was kept beside a signed file: certificates, OCSP answers, revocation lists."""

    certificates: tuple[Any, ...] = ()
    answers: tuple[Any, ...] = ()
    listings: tuple[Any, ...] = ()

    @classmethod
    def of(cls, package: bytes | None) -> "Evidence":
        """The parts of an evidence.zip; of None, or of bytes that are none, nothing."""
        try:
            with ZipFile(BytesIO(package or b"")) as opened:
                parts = {name: opened.read(name) for name in opened.namelist()}
            return cls(
                tuple(x509.Certificate.load(part) for name, part in parts.items() if name.endswith(".cer")),
                tuple(ocsp.OCSPResponse.load(part) for name, part in parts.items() if name.startswith("ocsp-")),
                tuple(crl.CertificateList.load(part) for name, part in parts.items() if name.startswith("crl-")),
            )
        except DAMAGED:
            return cls()
