"""PAdES on our PDFs: one signature, B-B or with a time stamp B-T, and the file stays PDF/A-3a and PDF/UA-1.

pyHanko's defaults break both profiles: it rewrites the metadata, hides the field, and knows no structure tree. A second
revision would break PDF/A-3a too, so long-term evidence lies beside the file.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx
from asn1crypto import tsp
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import ArrayObject, DictionaryObject, NumberObject, pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko.sign.fields import InvisSigSettings, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.stamp import StaticStampStyle

from ..errors import CallerError, ChannelError
from ..messages import _
from ..ports import Signed
from .evidence import evidence_zip
from .stamp import stamp_pdf

FIELD = "Sig1"
BOX = (213, 11, 383, 45)  # points: 60 × 12 mm in the lower margin of the first page, between number and page count


class TimeAuthority(TimeStamper):
    """An RFC 3161 authority over HTTP."""

    def __init__(self, url: str, timeout: float = 20) -> None:
        super().__init__()  # type: ignore[no-untyped-call] # pyHanko has no types there
        self._url, self._timeout = url, timeout

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        head = {"Content-Type": "application/timestamp-query"}
        try:
            async with httpx.AsyncClient(timeout=self._timeout) as client:
                answer = await client.post(self._url, content=req.dump(), headers=head)
                answer.raise_for_status()
            return tsp.TimeStampResp.load(answer.content)
        except (httpx.HTTPError, ValueError) as error:
            raise ChannelError(
                _(
                    "the time stamp authority does not answer: {error}.",
                    error=f"{type(error).__name__} {error}".strip(),
                ),
                channel="tsa",
                kind="transient",
                evidence=str(error),
            ) from None


@dataclass(frozen=True, slots=True)
class Pkcs12Signer:
    """Signs with the key of a PKCS#12 file (RSA); `authority` adds a time stamp, `visible` a stamp on page one."""

    key: signers.SimpleSigner
    authority: TimeStamper | None = None
    visible: bool = False

    @classmethod
    def open(cls, settings: Mapping[str, Any], password: str) -> "Pkcs12Signer":
        """`file`, and where wanted `timestamps` (address) and `visible`; `CallerError` where the key cannot be had."""
        place = Path(str(settings.get("file", "")))
        try:
            data = place.read_bytes()
        except OSError:
            raise CallerError(
                _("is not there."), field=f"signer.file {place}", fix=_("Name the file of the key.")
            ) from None
        key = _load(data, password)
        if key is None:
            raise CallerError(
                _("cannot be opened: it is no PKCS#12 file, or the password is wrong."),
                field=f"signer.file {place}",
                fix=_("Put the password into QAULY_SIGNER_PASSWORD."),
            )
        address = settings.get("timestamps")
        return cls(key, TimeAuthority(str(address)) if address else None, bool(settings.get("visible", False)))

    def sign(self, pdf: bytes, at: datetime) -> Signed:
        """The PDF with the signature after its last byte, and what must be kept beside it."""
        signed = asyncio.run(self._sign(pdf, at))
        return Signed(signed, {"evidence.zip": evidence_zip(self.key, self.authority, signed)})

    def detached(self, data: bytes, at: datetime) -> bytes:
        """A detached CAdES (DER) for any bytes."""
        return asyncio.run(self._detached(data, at))

    async def _sign(self, pdf: bytes, at: datetime) -> bytes:
        writer = _Writer(BytesIO(pdf))
        meta = signers.PdfSignatureMetadata(field_name=FIELD, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES)
        if not self.visible:
            hidden = InvisSigSettings(box_out_of_bounds=True)  # the hidden flag fails PDF/A-3a
            spec = SigFieldSpec(FIELD, box=None, invis_sig_settings=hidden)
            signer = signers.PdfSigner(meta, self.key, timestamper=self.authority, new_field_spec=spec)
            return bytes((await signer.async_sign_pdf(writer)).getvalue())
        _visible_field(writer)
        name = _name(self.key)
        with TemporaryDirectory(prefix="qauly-stamp-") as folder:  # pyHanko reads stamps from files only
            stamp = Path(folder) / "stamp.pdf"
            stamp.write_bytes(stamp_pdf(name, at))
            style = StaticStampStyle.from_pdf_file(str(stamp), background_opacity=1, border_width=0)
            signer = signers.PdfSigner(meta, self.key, timestamper=self.authority, stamp_style=style)
            return bytes((await signer.async_sign_pdf(writer, existing_fields_only=True)).getvalue())

    async def _detached(self, data: bytes, at: datetime) -> bytes:
        made = await self.key.async_sign_general_data(
            data, "sha256", use_cades=True, detached=True, timestamper=self.authority
        )
        return bytes(made.dump())


def _name(key: signers.SimpleSigner) -> str:
    certificate: Any = key.signing_cert
    return str(certificate.subject.native.get("common_name", ""))


class _Writer(IncrementalPdfFileWriter):
    """Leaves the metadata alone: pyHanko would drop the schema that names PDF/UA."""

    def _update_meta(self) -> None:
        pass


def _load(data: bytes, password: str) -> signers.SimpleSigner | None:
    import logging

    from pyhanko.sign.signers.pdf_cms import logger

    level = logger.level
    logger.setLevel(logging.CRITICAL)  # it logs a traceback where a line of ours is enough
    try:
        loaded: signers.SimpleSigner | None = signers.SimpleSigner.load_pkcs12_data(
            data, other_certs=[], passphrase=password.encode()
        )
    except Exception:
        return None
    finally:
        logger.setLevel(level)
    return loaded


def _visible_field(writer: IncrementalPdfFileWriter) -> None:
    """The field on page one with its place in the structure tree, as PDF/UA asks."""
    spec = SigFieldSpec(FIELD, on_page=0, box=BOX, readable_field_name="ЭЦҚ / ЭЦП")
    fields.append_signature_field(writer, spec)
    root: Any = writer.root
    tree = root["/StructTreeRoot"]
    widget_ref = root["/AcroForm"]["/Fields"].raw_get(0)
    page_ref, _resources = writer.find_page_for_modification(0)
    parent_ref = tree["/K"].raw_get(0)
    numbers = tree["/ParentTree"]["/Nums"]
    key = 1 + max(int(numbers[index]) for index in range(0, len(numbers), 2))
    reference = DictionaryObject(
        {pdf_name("/Type"): pdf_name("/OBJR"), pdf_name("/Obj"): widget_ref, pdf_name("/Pg"): page_ref}
    )
    form = DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/StructElem"),
            pdf_name("/S"): pdf_name("/Form"),
            pdf_name("/P"): parent_ref,
            pdf_name("/Alt"): generic.pdf_string("ЭЦҚ / ЭЦП"),
            pdf_name("/K"): ArrayObject([reference]),
        }
    )
    form_ref = writer.add_object(form)
    parent = parent_ref.get_object()
    kids = parent["/K"]
    parent[pdf_name("/K")] = ArrayObject([*(kids.raw_get(i) for i in range(len(kids))), form_ref])
    numbers.append(NumberObject(key))
    numbers.append(form_ref)
    widget = widget_ref.get_object()
    widget[pdf_name("/StructParent")] = NumberObject(key)
    for changed in (parent, numbers, tree["/ParentTree"], tree, widget):
        writer.update_container(changed)
