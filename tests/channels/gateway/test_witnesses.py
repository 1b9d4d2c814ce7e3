"""Others judge what we send: xmlsec1 and xml-crypto our signature, zeep our message, a SOAP service of Node both."""

import json
import os
import queue
import shutil
import signal
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from qauly.channels.conformance import order
from qauly.channels.shep.names import SOAP, SYNC

from . import pki
from .conftest import Made
from .standin import WSDL, StandIn
from .test_egov_answers import IIN, push

PEERS = Path(__file__).parents[2] / "peers"
NODE = Path(sys.executable).parent / "node"


def without_node(package: str) -> bool:
    return not (NODE.exists() and (PEERS / "node_modules" / package).is_dir())


def xmlsec1(message: Path, certificate: Path) -> bool:
    command = [
        "xmlsec1",
        "--verify",
        "--id-attr:Id",
        f"{SOAP}:Body",
        "--pubkey-cert-pem",
        str(certificate),
        str(message),
    ]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def xml_crypto(message: Path, certificate: Path) -> bool:
    command = [str(NODE), str(PEERS / "xmldsig.js"), str(message), str(certificate)]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    return run.stdout.strip() == "valid"


@pytest.mark.slow
@pytest.mark.parametrize("judge", [xmlsec1, xml_crypto])
def test_our_signature_is_good_for_others_and_one_digit_breaks_it(
    stand_in: StandIn, egov: Made, authority: pki.Authority, tmp_path: Path, judge: Any
) -> None:
    if judge is xmlsec1 and shutil.which("xmlsec1") is None:
        pytest.skip("xmlsec1 is not installed")
    if judge is xml_crypto and without_node("xml-crypto"):
        pytest.skip("xml-crypto is not installed")
    egov().send(push())
    (raw,) = stand_in.requests
    place, certificate = tmp_path / "message.xml", authority.folder / "ours.pem"
    place.write_bytes(raw)
    assert judge(place, certificate)
    assert raw.count(IIN.encode()) == 1
    place.write_bytes(raw.replace(IIN.encode(), b"900101000008"))
    assert not judge(place, certificate)


@pytest.mark.slow
def test_zeep_makes_the_same_message_of_the_wsdl(stand_in: StandIn, egov: Made) -> None:
    zeep = pytest.importorskip("zeep")
    egov(signer="none", key=None).send(push())
    ours = etree.fromstring(stand_in.requests[0]).find(f"{{{SOAP}}}Body/{{{SYNC}}}SendMessage")
    assert ours is not None
    info, data = ours[0][0], ours[0][1][0]
    client = zeep.Client(str(WSDL / "sync.wsdl"))
    given: dict[str, Any] = {each.tag: each.text for each in info if not len(each)}
    given["sender"] = {each.tag: each.text for each in info.find("sender")}  # type: ignore[union-attr] # it is there
    given["properties"] = [{each.tag: each.text for each in spot} for spot in info.findall("properties")]
    made = client.create_message(
        client.service, "SendMessage", request={"requestInfo": given, "requestData": {"data": None}}
    )
    theirs = made.find(f"{{{SOAP}}}Body/{{{SYNC}}}SendMessage")
    assert theirs is not None
    ours[0][1].remove(data)  # zeep writes an element as its Python name: the payload is ours alone
    for spot in theirs.iter("requestData"):
        spot.clear()

    def plain(element: Any) -> list[tuple[str, str]]:
        return [(str(each.tag), (each.text or "").strip()[:16]) for each in element.iter()]

    assert plain(theirs) == plain(ours)


@pytest.fixture
def node() -> Iterator[tuple[int, "queue.Queue[str]"]]:
    if without_node("soap"):
        pytest.skip("npm's soap is not installed")
    command = [str(NODE), str(PEERS / "shep.js"), str(WSDL / "sync.wsdl")]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True)
    assert process.stdout is not None
    lines: queue.Queue[str] = queue.Queue()
    stream = process.stdout
    thread = threading.Thread(target=lambda: deque(map(lines.put, stream), maxlen=0), daemon=True)
    thread.start()
    try:
        yield int(lines.get(timeout=20)), lines
    finally:
        os.killpg(process.pid, signal.SIGKILL)  # `node` is a script that starts the real one
        process.wait(10)
    thread.join(10)
    stream.close()


@pytest.mark.slow
def test_a_soap_service_understands_us_and_we_its_answers(egov: Made, node: tuple[int, "queue.Queue[str]"]) -> None:
    port, lines = node
    channel = egov(url=f"http://127.0.0.1:{port}/sync", timeout=1)
    expected = {0: "accepted", 1: "rejected", 2: "transient", 3: "unknown", 4: "rejected", 5: "transient",
                6: "rejected", 7: "unknown", 8: "unknown"}  # fmt: skip
    for digit, status in expected.items():
        sent = order("egov", f"90010100000{digit}", digit + 1)
        result = channel.send(sent)
        assert result.status == status, (digit, result)
    told: list[dict[str, Any]] = []
    while sum("raw" in each for each in told) < len(expected):  # the peer's last line may come after our time-out
        told.append(json.loads(lines.get(timeout=10)))
    while not lines.empty():
        told.append(json.loads(lines.get()))
    parsed = [each["parsed"]["messageId"] for each in told if "parsed" in each]
    assert order("egov", "x", 1).reference in parsed and len([each for each in told if "raw" in each]) == len(expected)
