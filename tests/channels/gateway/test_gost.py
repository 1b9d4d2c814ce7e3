"""GOST keys are held by a server in the shape of NCANode: what is asked of it, and what its failures become."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from lxml import etree

from qauly.channels.shep.names import DS, SOAP, WSSE, WSU_ID

from . import pki
from .conftest import Made
from .standin import Reply, StandIn, good
from .test_egov_answers import push

METHOD = "urn:ietf:params:xml:ns:pkigovkz:xmlsec:algorithms:gostr34102015-gostr34112015-512"
DIGEST = "urn:ietf:params:xml:ns:pkigovkz:xmlsec:algorithms:gostr34112015-512"
C14N = "http://www.w3.org/2001/10/xml-exc-c14n#"


def gost(raw: bytes) -> bytes:
    """A message with the parts of a GOST signature; the value is nobody's: the server alone judges it."""
    root = etree.fromstring(raw)
    root[1].set(WSU_ID, "id-1")
    root[0].append(
        etree.fromstring(
            f'<w:Security xmlns:w="{WSSE}"><d:Signature xmlns:d="{DS}"><d:SignedInfo><d:CanonicalizationMethod '
            f'Algorithm="{C14N}"/><d:SignatureMethod Algorithm="{METHOD}"/><d:Reference URI="#id-1"><d:Transforms>'
            f'<d:Transform Algorithm="{C14N}"/></d:Transforms><d:DigestMethod Algorithm="{DIGEST}"/><d:DigestValue/>'
            "</d:Reference></d:SignedInfo><d:SignatureValue/></d:Signature></w:Security>"
        )
    )
    return etree.tostring(root)


class Node:
    """`valid`: what it says of signatures; `change`: it tampers with what it signs; `down`: it has no provider."""

    valid: Any = True
    change = down = False
    asked: list[dict[str, Any]]

    def __init__(self) -> None:
        self.asked = []

    def reply(self, raw: bytes) -> Reply:
        request = json.loads(raw)
        self.asked.append(request)
        if self.down:
            return 500, b'{"status": 500, "message": "no provider"}'
        if "key" not in request:
            return json.dumps({"status": 200, "valid": self.valid, "signers": []}).encode()
        given = request["xml"].encode()
        made = gost(given.replace(b"900101000007", b"900101000015") if self.change else given)
        return json.dumps({"status": 200, "xml": made.decode()}).encode()


@pytest.fixture
def node() -> Iterator[tuple[Node, str]]:
    made = Node()
    with StandIn(made.reply) as server:
        yield made, f"http://127.0.0.1:{server.port}/"


def test_the_server_signs_and_judges(stand_in: StandIn, egov: Made, node: tuple[Node, str]) -> None:
    server, url = node
    stand_in.reply = lambda _raw: gost(good(b""))  # type: ignore[arg-type] # it is bytes
    channel = egov(signer="ncanode", ncanode=url, answers="signed")
    assert channel.send(push()).status == "accepted"
    method = etree.fromstring(stand_in.requests[0]).find(f".//{{{DS}}}SignatureMethod")
    assert method is not None and method.get("Algorithm") == METHOD
    assert server.asked[0]["password"] == pki.PASSWORD and server.asked[1]["revocationCheck"] == ["OCSP"]
    for said in (False, "true", None):
        server.valid = said
        refused = channel.send(push())
        assert (refused.status, refused.halt) == ("rejected", True)


def test_a_server_that_changes_the_message_is_not_trusted(
    stand_in: StandIn, egov: Made, node: tuple[Node, str]
) -> None:
    server, url = node
    server.change = True
    result = egov(signer="ncanode", ncanode=url).send(push())
    assert (result.status, result.halt) == ("transient", True) and "changed the message" in result.reason
    assert not stand_in.requests


def test_a_server_that_is_down_is_asked_again(stand_in: StandIn, egov: Made, node: tuple[Node, str]) -> None:
    server, url = node
    server.down = True
    result = egov(signer="ncanode", ncanode=url).send(push())
    assert (result.status, result.halt) == ("transient", False) and not stand_in.requests
    stand_in.reply = lambda _raw: gost(good(b""))  # type: ignore[arg-type] # it is bytes
    assert egov(ncanode=url).send(push()).status == "unknown"  # sent by RSA; the answer cannot be judged now
    assert SOAP in stand_in.requests[0].decode()
