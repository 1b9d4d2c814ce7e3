"""Opening a Word file that came back from somebody: no bombs, no macros, no entities, and a reason where it is none."""

from io import BytesIO
from typing import Any
from zipfile import ZipFile

from lxml import etree

from ..errors import CallerError
from ..messages import Message, _
from ..zipped import DAMAGED

LARGEST = 64 << 20  # bytes of all parts together; an exported edition has less than one per cent of it
_OLD = bytes.fromhex("d0cf11e0a1b11ae1")  # .doc, and .docx behind a password


def part(data: bytes, name: str) -> Any:
    """The root of an XML part, or None where the file has none; raises `CallerError` for a file that cannot be read."""
    if data.startswith(_OLD):
        raise _refused(_("is an old .doc, or locked by a password."), _("Unlock it and save it as .docx."))
    try:
        with ZipFile(BytesIO(data)) as package:
            if sum(each.file_size for each in package.infolist()) > LARGEST:
                raise _refused(_("unpacks to more than {size} MB.", size=LARGEST >> 20),
                               _("Edit the exported file and send it back."))  # fmt: skip
            names = package.namelist()
            if any(each.lower().endswith("vbaproject.bin") for each in names):
                raise _refused(_("holds macros."), _("Save it as .docx, without macros."))
            text = package.read(name) if name in names else None
        root = etree.fromstring(text, _parser()) if text is not None else None
    except CallerError:
        raise
    except (*DAMAGED, etree.XMLSyntaxError):
        raise _refused(_("is no Word file."),
                       _("Save it as .docx and send it again.")) from None  # fmt: skip
    if root is not None and root.getroottree().docinfo.internalDTD is not None:
        raise _refused(_("declares entities, which Word never does."), _("Edit the exported file and send it back."))
    return root


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)


def _refused(message: Message, fix: Message) -> CallerError:
    return CallerError(message, field="FILE", fix=fix)
