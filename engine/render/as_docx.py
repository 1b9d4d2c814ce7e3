"""The Word layout, compiled once a process: docxtpl's tags become Jinja templates, fixed parts are deflated for good.

Same steps as `DocxTemplate.render`, at a twentieth of its cost a document.
"""

import re
from collections.abc import Mapping
from io import BytesIO
from itertools import count
from typing import Any
from xml.sax.saxutils import escape

from docxtpl import DocxTemplate
from jinja2 import Environment, Template, TemplateError
from lxml import etree

from ..errors import ContentError, Finding
from ..messages import _
from ..zipped import DAMAGED
from .package import Part, pack_parts, unpack

_BODY = "word/document.xml"
_CORE = "docProps/core.xml"
_STYLES = "word/styles.xml"
_WITH_TAGS = re.compile(r"word/(document|header\d*|footer\d*|footnotes)\.xml")
_DEFAULT_LANGUAGE = re.compile(r'(<w:rPrDefault>.*?<w:lang\b[^>]*?w:val=")[^"]*(")', re.DOTALL)
_COLUMN_TAGS = re.compile(r"{%\s*(tc|colspan|hm)\s")
_PICTURE_ID = re.compile(r'(<wp:docPr\b[^>]*? id=")\d+')
_LISTING = "\t\n\a\f"  # what docxtpl turns into tabs, breaks and paragraphs
# pictures of the layout that are exchanged, by their names in Word's selection pane
_QR_NAME, _PICTURE_NAME = "qr", "picture"
_XML = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"


class DocxLayout:
    """`templates/act.docx`, ready to be filled. `path` names the file in errors."""

    def __init__(self, data: bytes, environment: Environment, path: str) -> None:
        self._path = path
        self._tools = DocxTemplate(BytesIO(data))
        try:
            parts = unpack(data)
        except DAMAGED as error:
            raise self._fault(error) from error
        self._templates = {
            name: self._compile(part, environment) for name, part in parts.items() if _WITH_TAGS.fullmatch(name)
        }
        self._fixed = {
            name: Part.of(part) for name, part in parts.items() if name not in (*self._templates, _CORE, _STYLES)
        }
        words = "".join(str(text) for text in etree.fromstring(parts[_BODY]).itertext())
        self._columns_vary = _COLUMN_TAGS.search(words) is not None
        self._styles = parts[_STYLES].decode()
        self._styles_by_locale: dict[str, Part] = {}
        self._pictures = {name: _picture(parts, name) for name in (_QR_NAME, _PICTURE_NAME)}

    def fill(self, context: Mapping[str, Any], locale: str, core: bytes, pictures: Mapping[str, bytes]) -> bytes:
        """The Word file. `locale` marks the language of text without a mark of its own; `pictures` are PNGs by name.

        Raises ContentError where the layout asks for a name that is not there or its tags leave broken XML.
        """
        parts = dict(self._fixed)
        for name, template in self._templates.items():
            parts[name] = Part.of(self._fill_part(name, template, context))
        parts[_STYLES] = self._styles_in(locale)
        parts[_CORE] = Part.of(core)
        for name, png in pictures.items():
            part = self._pictures[name]
            if part is not None:
                parts[part] = Part.of(png)
        return pack_parts(parts)

    def _compile(self, part: bytes, environment: Environment) -> Template:
        try:
            source: str = self._tools.patch_xml(etree.tostring(etree.fromstring(part), encoding="unicode"))
            return environment.from_string(re.sub(r"<w:p([ >])", r"\n<w:p\1", source))
        except (TemplateError, etree.XMLSyntaxError) as error:
            raise self._fault(error) from error

    def _fill_part(self, name: str, template: Template, context: Mapping[str, Any]) -> bytes:
        try:
            xml = template.render(context).replace("\n<w:p>", "<w:p>").replace("\n<w:p ", "<w:p ")
            if any(mark in xml for mark in _LISTING):
                xml = self._tools.resolve_listing(xml)
            etree.fromstring(xml)  # strict: docxtpl's own parser mends broken XML by dropping text
        except (TemplateError, etree.XMLSyntaxError) as error:
            raise self._fault(error) from error
        if name == _BODY:
            if self._columns_vary:
                xml = etree.tostring(self._tools.fix_tables(xml), encoding="unicode")
            numbers = count(1001)
            xml = _PICTURE_ID.sub(lambda match: f"{match[1]}{next(numbers)}", xml)
        return _XML + xml.encode()

    def _styles_in(self, locale: str) -> Part:
        if locale not in self._styles_by_locale:
            styles = _DEFAULT_LANGUAGE.sub(rf"\g<1>{locale}\g<2>", self._styles)
            self._styles_by_locale[locale] = Part.of(styles.encode())
        return self._styles_by_locale[locale]

    def _fault(self, error: Exception) -> ContentError:
        message = _("The Word layout cannot be filled: {reason}.", reason=str(error).rstrip("."))
        fix = _("Correct the tags in Word; `qauly check` names the paragraph.")
        return ContentError(Finding(self._path, 0, "R-001", message, fix))


def core_properties(title: str, locale: str, stamp: str) -> bytes:
    """docProps/core.xml: title, language and a fixed moment (2024-01-18T00:00:00Z), and nobody's name."""
    properties = (
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(title)}</dc:title><dc:language>{locale}</dc:language>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{stamp}</dcterms:created>'
        f'<dcterms:modified xsi:type="dcterms:W3CDTF">{stamp}</dcterms:modified></cp:coreProperties>'
    )
    return _XML + properties.encode()


def _picture(parts: Mapping[str, bytes], name: str) -> str | None:
    """The part that holds the picture of the name, or None where the layout has none."""
    for drawing in etree.fromstring(parts[_BODY]).iter(f"{_WP}inline", f"{_WP}anchor"):
        properties, blip = drawing.find(f"{_WP}docPr"), drawing.find(f".//{_A}blip")
        if properties is None or blip is None or properties.get("name") != name:
            continue
        for relation in etree.fromstring(parts["word/_rels/document.xml.rels"]):
            if relation.get("Id") == blip.get(f"{_R}embed"):
                return f"word/{relation.get('Target')}"
    return None
