"""The act as Akoma Ntoso 3.0: one work, an expression a language, for archives and other programs."""

import re
from typing import Any
from urllib.parse import quote

from lxml import etree
from lxml.builder import ElementMaker

from ..wording.document import Block, Document, Lang

NAMESPACE = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
_LANGUAGES: dict[Lang, str] = {"kk": "kaz", "ru": "rus"}
_E: Any = ElementMaker(namespace=NAMESPACE, nsmap={None: NAMESPACE})
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def act_xml(document: Document, lang: Lang) -> bytes:
    """The act in one language; the same document gives the same bytes."""
    version = document.version(lang)
    act = _E.doc(
        _meta(document, lang),
        _E.preface(
            _E.p(_E.docAuthority(_text(document.issuer[lang]), refersTo="#issuer")),
            _E.p(_E.docNumber(_text(version.number))),
            _E.p(_E.docType(_text(version.kind))),
            _E.p(_E.docTitle(_text(version.heading))),
            *([_E.p(_E.inline(_text(version.place), name="place"))] if version.place else []),
            _E.p(_E.docDate(_text(version.date), date=document.date.isoformat())),
        ),
        _E.mainBody(*_blocks(version.blocks)),
        name=document.kind,
    )
    tree = etree.ElementTree(_E.akomaNtoso(act))
    etree.indent(tree, " ")
    return bytes(etree.tostring(tree, encoding="UTF-8", xml_declaration=True)) + b"\n"


def lines_of(xml: bytes) -> list[str]:
    """The paragraphs of an act as it was composed: kind, heading, place, date, then the blocks."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    root = etree.fromstring(xml, parser)
    name = {"n": NAMESPACE}
    lines: list[str] = []
    for path in ("docType", "docTitle", "inline[@name='place']", "docDate"):
        lines += ["".join(map(str, each.itertext())) for each in root.iterfind(f".//n:preface//n:{path}", name)]
    body: Any = root.find(".//n:mainBody", name)
    for part in body if body is not None else ():
        number = part.findtext("n:num", namespaces=name)
        text = "".join("".join(map(str, each.itertext())) for each in part.iter(f"{{{NAMESPACE}}}p"))
        lines.append(f"{number} {text}" if number else text)
    return lines


def headings_of(xml: bytes) -> list[str]:
    """The headings of the act's schedules."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    found = etree.fromstring(xml, parser).iterfind(f".//{{{NAMESPACE}}}mainBody/{{{NAMESPACE}}}p[@class='columns']")
    return ["".join(map(str, each.itertext())) for each in found]


def _meta(document: Document, lang: Lang) -> Any:
    work = f"/akn/kz/doc/{document.date.isoformat()}/{quote(document.number.replace('/', '-'), safe='-')}"
    expression = f"{work}/{_LANGUAGES[lang]}@{document.date.isoformat()}"
    day = document.date.isoformat()

    def described(level: str, uri: str, *more: Any) -> Any:
        return _E(
            level,
            _E.FRBRthis(value=f"{uri}/!main"),
            _E.FRBRuri(value=uri),
            _E.FRBRdate(date=day, name="issued"),
            _E.FRBRauthor(href="#issuer"),
            *more,
        )

    return _E.meta(
        _E.identification(
            described("FRBRWork", work, _E.FRBRcountry(value="kz"), _E.FRBRnumber(value=document.number)),
            described("FRBRExpression", expression, _E.FRBRlanguage(language=_LANGUAGES[lang])),
            described("FRBRManifestation", f"{expression}.xml", _E.FRBRformat(value="application/akn+xml")),
            source="#issuer",
        ),
        _E.references(
            _E.TLCOrganization(eId="issuer", href="/akn/ontology/organization/kz/issuer", showAs=document.issuer[lang]),
            source="#issuer",
        ),
    )


def _blocks(blocks: tuple[Block, ...]) -> list[Any]:
    out = []
    for number, block in enumerate(blocks, 1):
        if block.number is not None:
            out.append(
                _E.paragraph(
                    _E.num(f"{block.number}."),
                    _E.content(_E.p(_text(block.text))),
                    eId=f"para_{block.number}",
                )
            )
        else:
            out.append(_E.p(_text(block.text), {"class": block.role}, eId=f"p_{number}"))
    return out


def _text(text: str) -> str:
    return _NOT_XML.sub("", text)
