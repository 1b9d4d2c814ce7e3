"""What a signature of a PDF is worth: whose it is, whether the file is as it was, whether the signer is trusted."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any, Literal
from zipfile import BadZipFile, ZipFile

from asn1crypto import crl, ocsp, x509
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.general import SigningError, UnacceptableSignerError
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

Verdict = Literal["trusted", "untrusted", "revoked", "broken", "changed_after"]


@dataclass(frozen=True, slots=True)
class Judgement:
    """One signature; `stamped` tells that a time stamp authority, not the signer's clock, gives the time."""

    verdict: Verdict
    signer: str
    at: datetime | None
    stamped: bool
    detail: str = ""


def judge(pdf: bytes, roots: Sequence[bytes], evidence: bytes | None = None) -> tuple[Judgement, ...]:
    """Every signature of the file in its order; `roots` are DER certificates, `evidence` the zip kept beside the file.

    Nothing is fetched. Raises `ValueError` for bytes that are no whole PDF.
    """
    try:
        reader = PdfFileReader(BytesIO(pdf), strict=False)
        found = list(reader.embedded_regular_signatures)
    except (PdfError, ValueError, KeyError, IndexError, TypeError, AttributeError) as error:
        raise ValueError(str(error)) from None
    return tuple(asyncio.run(_judged(each, roots, evidence)) for each in found)


async def _judged(signature: Any, roots: Sequence[bytes], evidence: bytes | None) -> Judgement:
    signer = str(signature.signer_cert.subject.native.get("common_name", "")) if signature.signer_cert else ""
    more, answers, listings = _evidence(evidence)
    try:
        context = ValidationContext(
            trust_roots=[x509.Certificate.load(each) for each in roots],
            other_certs=more,
            ocsps=answers,
            crls=listings,
            allow_fetching=False,
            revocation_mode="soft-fail",
        )
        status = await async_validate_pdf_signature(signature, signer_validation_context=context)
    except (SignatureValidationError, SigningError, UnacceptableSignerError, ValueError, KeyError, PdfError) as error:
        return Judgement("broken", signer, signature.self_reported_timestamp, False, str(error))
    stamp = status.timestamp_validity
    stamped = stamp is not None and stamp.intact and stamp.valid
    at = stamp.timestamp if stamp is not None and stamped else signature.self_reported_timestamp
    verdict: Verdict = "trusted"
    if not (status.intact and status.valid):
        verdict = "broken"
    elif signature.coverage is not SignatureCoverageLevel.ENTIRE_FILE:
        verdict = "changed_after"
    elif status.revoked:
        verdict = "revoked"
    elif not status.trusted:
        verdict = "untrusted"
    return Judgement(verdict, signer, at, stamped)


def _evidence(data: bytes | None) -> tuple[list[Any], list[Any], list[Any]]:
    if data is None:
        return [], [], []
    try:
        with ZipFile(BytesIO(data)) as package:
            parts = {name: package.read(name) for name in package.namelist()}
    except BadZipFile:
        return [], [], []
    return (
        [x509.Certificate.load(part) for name, part in parts.items() if name.endswith(".cer")],
        [ocsp.OCSPResponse.load(part) for name, part in parts.items() if name.startswith("ocsp-")],
        [crl.CertificateList.load(part) for name, part in parts.items() if name.startswith("crl-")],
    )
