"""What makes WeasyPrint's PDF/A-3a also PDF/UA-1 and tells a screen reader the language of each part."""

from typing import Any

import pydyf

_LANGUAGE = {"/Sect": "kk", "/Art": "ru"}  # <section> is Kazakh, <article> is Russian
_SCHEMA = "http://www.aiim.org/pdfa/ns/"
_UNIVERSAL_ACCESS = (
    '<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">'
    "<pdfuaid:part>1</pdfuaid:part></rdf:Description>"
    f'<rdf:Description rdf:about="" xmlns:pdfaExtension="{_SCHEMA}extension/"'
    f' xmlns:pdfaSchema="{_SCHEMA}schema#" xmlns:pdfaProperty="{_SCHEMA}property#">'
    '<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">'
    "<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>"
    "<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>"
    "<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>"
    '<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">'
    "<pdfaProperty:category>internal</pdfaProperty:category>"
    "<pdfaProperty:description>PDF/UA version identifier</pdfaProperty:description>"
    "<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>"
    "</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"
).encode()


def finish(document: Any, pdf: Any) -> None:
    """WeasyPrint's `finisher`: adds the PDF/UA mark to the metadata and `/Lang` to the parts in each language."""
    for item in pdf.objects:
        if isinstance(item, pydyf.Stream) and item.extra.get("Type") == "/Metadata":
            _mark_metadata(item)
        elif isinstance(item, dict) and item.get("Type") == "/StructElem" and item.get("S") in _LANGUAGE:
            item["Lang"] = pydyf.String(_LANGUAGE[item["S"]])


def _mark_metadata(stream: Any) -> None:
    xml = b"".join(part if isinstance(part, bytes) else part.data for part in stream.stream)
    head, end, tail = xml.partition(b"</rdf:RDF>")
    stream.compress = False  # PDF/A asks that the metadata can be read without a filter
    stream.stream = [head + _UNIVERSAL_ACCESS + end + tail]
