"""What a signature inside a PDF is worth: whose it is, whether the file is as it was, whether the signer is trusted."""

import asyncio
import logging
from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

from asn1crypto import x509
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.general import SigningError, UnacceptableSignerError
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from .judgement import Evidence, Judgement, Verdict

for _name in ("pyhanko", "pyhanko_certvalidator"):
    logging.getLogger(_name).addHandler(logging.NullHandler())  # what they find becomes a verdict, not a traceback

_NO_PDF = (PdfError, ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError)
_OVER = ("EXPIRED", "OUT_OF_BOUNDS_NO_POE", "OUT_OF_BOUNDS_NOT_REVOKED")


def judge(
    pdf: bytes, roots: Sequence[bytes], evidence: bytes | None = None, now: datetime | None = None
) -> tuple[Judgement, ...]:
    """Every signature of the file in its order; `roots` are DER certificates, `evidence` the zip kept beside the file.

    `now` is the moment of the question (the clock's, where none is given): a signature with a trusted time stamp is
    judged by the moment of its stamp. Nothing is fetched. Raises `ValueError` for bytes that are no whole PDF.
    """
    try:
        found = list(PdfFileReader(BytesIO(pdf), strict=False).embedded_regular_signatures)
    except _NO_PDF as error:
        raise ValueError(str(error)) from None
    return tuple(asyncio.run(_judged(each, roots, Evidence.of(evidence), now)) for each in found)


async def _judged(signature: Any, roots: Sequence[bytes], evidence: Evidence, now: datetime | None) -> Judgement:
    signer = str(signature.signer_cert.subject.native.get("common_name", "")) if signature.signer_cert else ""
    try:
        status = await _status(signature, roots, evidence, now)
        stamp = status.timestamp_validity
        if not status.trusted and stamp is not None and stamp.intact and stamp.valid:
            then = await _status(signature, roots, evidence, stamp.timestamp)
            if then.timestamp_validity.trusted:  # a stamp of anybody's would let a signer choose the day
                status, stamp = then, then.timestamp_validity
    except (SignatureValidationError, SigningError, UnacceptableSignerError, *_NO_PDF) as error:
        return Judgement("broken", signer, signature.self_reported_timestamp, False, str(error))
    stamped = stamp is not None and stamp.intact and stamp.valid and stamp.trusted
    at = stamp.timestamp if stamped else signature.self_reported_timestamp
    return Judgement(_verdict(signature, status), signer, at, stamped)


async def _status(signature: Any, roots: Sequence[bytes], evidence: Evidence, moment: datetime | None) -> Any:
    context = ValidationContext(
        trust_roots=[x509.Certificate.load(each) for each in roots],
        other_certs=evidence.certificates,
        ocsps=evidence.answers,
        crls=evidence.listings,
        allow_fetching=False,
        revocation_mode="soft-fail",
        moment=moment,
    )
    return await async_validate_pdf_signature(signature, signer_validation_context=context, skip_diff=True)


def _verdict(signature: Any, status: Any) -> Verdict:
    if not (status.intact and status.valid):
        return "broken"
    if signature.coverage is not SignatureCoverageLevel.ENTIRE_FILE:
        return "changed_after"
    if status.revoked:
        return "revoked"
    if status.trusted:
        return "trusted"
    problem = status.trust_problem_indic
    return "expired" if problem is not None and problem.name in _OVER else "untrusted"
