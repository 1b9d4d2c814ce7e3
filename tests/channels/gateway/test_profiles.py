"""Contract profiles: what ships is whole, what is wrong is told by file and line, drafts do not leave the machine."""

from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from qauly.channels.conformance import order
from qauly.channels.shep.contract import SHIPPED, open_contract
from qauly.channels.shep.names import DS, XSI
from qauly.channels.shep.places import KNOWN, Template, Unfit
from qauly.channels.shep.settings import RECEIVERS
from qauly.engine.errors import ContentError

from .conftest import Made
from .standin import StandIn, answer, envelope

OWN = """title: Own
service: OWN-1
payload:
  namespace: urn:own
  element: notice
  type: Notice
  fields:
    "@id": "{reference}"
    head/iin: "{iin}"
    head/item[2]: "two"
    head/item[1]: "one"
    text: "{text.kk}"
    tag: "{body.tags?}"
"""


def written(folder: Path, text: str) -> str:
    place = folder / "own.yaml"
    place.write_text(text, "utf-8")
    return str(place)


@pytest.mark.parametrize("name", sorted(path.stem for path in SHIPPED.glob("*.yaml")))
def test_a_shipped_profile_is_whole_and_says_that_it_is_drafting(name: str) -> None:
    profile = open_contract(name).profile
    assert profile.drafting and (profile.service.startswith("DRAFT-") or name == "kdp")


def test_every_receiver_has_one() -> None:
    assert set(RECEIVERS) <= {path.stem for path in SHIPPED.glob("*.yaml")}


def test_a_draft_does_not_leave_the_machine(egov: Made) -> None:
    with pytest.raises(ValueError, match="own drafting"):
        egov(url="https://gateway.example.kz/sync", async_url=None)


@pytest.mark.parametrize(
    ("before", "after", "line", "said"),
    [
        ("service: OWN-1", "service: OWN-1\nsecret: 1", 3, "`secret` is not a key"),
        ("service: OWN-1\n", "", 1, "`service` is missing"),
        ('"{iin}"', '"{inn}"', 9, "{inn} is not known"),
        ('"{iin}"', '"{iin"', 9, "no place"),
        ("head/iin", "head//iin", 9, "no path"),
        ("title: Own", "title: Own\nchannel: fax", 2, "channel"),
        ("title: Own", "title: Own\nanswer: {codes: {SCSS001: fine}}", 2, "answer.codes.SCSS001"),
        ("title: Own", "title: [Own", 2, "a bracket is opened"),
        ("title: Own", "title: Own\nreceipts: {DELIVERED: read}", 1, "receipts"),
        ('"{iin}"', '"{first.token}"', 1, "first"),
    ],
)
def test_a_wrong_profile_is_told_by_its_line(tmp_path: Path, before: str, after: str, line: int, said: str) -> None:
    with pytest.raises(ContentError) as failed:
        open_contract(written(tmp_path, OWN.replace(before, after)))
    finding = failed.value.findings[0]
    assert finding.file == "own.yaml" and finding.line >= line and said in finding.message.text("en"), finding


def test_a_profile_that_is_not_there_is_told(egov: Made) -> None:
    with pytest.raises(ContentError, match="egov-push"):
        egov(profile="no-such")


def test_own_fields_become_elements(tmp_path: Path, stand_in: StandIn, egov: Made) -> None:
    stand_in.reply = lambda _raw: answer()
    sent = order("egov", "900101000007")
    assert egov(profile=written(tmp_path, OWN)).send(sent).status == "accepted"
    data = etree.fromstring(stand_in.requests[0]).find(".//data")
    assert data is not None and data.get(f"{{{XSI}}}type") == "p:Notice"
    (notice,) = data
    assert notice.get("id") == sent.reference
    assert [str(each.text) for each in notice.iter("{urn:own}item")] == ["one", "two"]
    assert notice.find("{urn:own}tag") is None


def test_a_payload_is_checked_signed_and_handed_over_as_text(tmp_path: Path, stand_in: StandIn, egov: Made) -> None:
    (tmp_path / "own.xsd").write_text(
        '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="urn:own"'
        ' elementFormDefault="qualified">'
        '<xs:element name="notice"><xs:complexType><xs:sequence><xs:element name="iin"><xs:simpleType>'
        '<xs:restriction base="xs:string"><xs:pattern value="[0-9]{12}"/></xs:restriction></xs:simpleType></xs:element>'
        "</xs:sequence></xs:complexType></xs:element></xs:schema>"
    )
    own = OWN.partition("  type:")[0] + "  schema: own.xsd\n  form: text\n  signed: true\n  fields: {iin: '{iin}'}\n"
    stand_in.reply = lambda _raw: answer()
    channel = egov(profile=written(tmp_path, own))
    assert channel.send(order("egov", "900101000007")).status == "accepted"
    text = etree.fromstring(stand_in.requests[0]).findtext(".//data")
    assert etree.fromstring(str(text)).find(f"{{{DS}}}Signature") is not None
    refused = channel.send(order("egov", "no iin"))
    assert refused.status == "rejected" and "own.xsd" in refused.reason and len(stand_in.requests) == 1


def test_the_parser_of_answers_is_the_profiles(tmp_path: Path, stand_in: StandIn, egov: Made) -> None:
    own = OWN + 'answer:\n  code: return\n  codes: {"true": accepted, "*": rejected}\n'
    channel = egov(profile=written(tmp_path, own))
    for said, status in (("true", "accepted"), ("false", "rejected")):
        body = f'<o:onEventResponse xmlns:o="otgroup.kz"><return>{said}</return></o:onEventResponse>'
        stand_in.reply = lambda _raw, body=body: envelope(body)  # type: ignore[misc]
        assert channel.send(order("egov", "900101000007")).status == status


@pytest.mark.parametrize(
    ("text", "values", "filled"),
    [
        ("{a}", {"a": ["x", "y"]}, ["x", "y"]),
        ("{a?}", {}, []),
        ("{a} {{b}}", {"a": 1}, ["1 {b}"]),
        ("{a|json}", {"a": {"ә": None}}, ['{"ә": null}']),
        ("{a|day}", {"a": "2024-01-18T10:00:00+05:00"}, ["2024-01-18"]),
        ("{a.b}", {"a": {"b": True}}, ["true"]),
    ],
)
def test_a_template_is_filled(text: str, values: dict[str, Any], filled: list[str]) -> None:
    assert Template.parse(text, KNOWN | {"a"}).fill(values) == filled


def test_what_is_no_text_is_not_written() -> None:
    with pytest.raises(Unfit, match="json"):
        Template.parse("{a}", {"a"}).fill({"a": {"b": 1}})
