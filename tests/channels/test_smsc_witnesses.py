"""The SMSC of the tests is no mirror of our own client: two clients by others speak with it, and are understood."""

import http.server
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
import smpplib.client  # type: ignore[import-untyped]  # it comes without types
import smpplib.gsm  # type: ignore[import-untyped]  # likewise

from .smsc import PASSWORD, Smsc, smsc

TEXT = (
    "№ 2024-000101 оңайлатылған іс жүргізу қозғалды. Соңғы күн: 24.01.2024.\n"
    "Возбуждено упрощенное производство. Последний день: 24.01.2024."
)


@pytest.fixture
def peer() -> Iterator[Smsc]:
    with smsc() as one:
        yield one


def test_smpplib_is_understood(peer: Smsc) -> None:
    receipts: list[bytes] = []
    client = smpplib.client.Client("127.0.0.1", peer.port, allow_unknown_opt_params=True)
    client.set_message_sent_handler(lambda pdu: None)
    client.set_message_received_handler(lambda pdu: receipts.append(pdu.receipted_message_id))
    client.connect()
    client.bind_transceiver(system_id="qauly", password=PASSWORD)
    parts, coding, esm_class = smpplib.gsm.make_parts(TEXT)
    for part in parts:
        client.send_message(
            source_addr="1414", destination_addr="77011234567", short_message=part, data_coding=coding,
            esm_class=esm_class, registered_delivery=True,
        )  # fmt: skip
    while len(receipts) < len(parts):
        client.read_once()
    client.unbind()
    client.disconnect()
    assert [each.text for each in peer.taken()] == [TEXT]
    assert [each.rstrip(b"\0").decode() for each in receipts] == [part.id for part in peer.parts()]


class Reports(http.server.BaseHTTPRequestHandler):
    """Where Kannel tells what became of a message."""

    heard: list[int] = []

    def do_GET(self) -> None:
        self.heard.append(int(parse_qs(urlsplit(self.path).query)["d"][0]))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *values: object) -> None:
        pass


CONFIG = """
group = core
admin-port = {admin}
admin-port-ssl = false
admin-password = test
smsbox-port = {box}
smsbox-port-ssl = false
box-allow-ip = 127.0.0.1
box-deny-ip = "*.*.*.*"
admin-allow-ip = 127.0.0.1
dlr-storage = internal

group = smsc
smsc = smpp
smsc-id = peer
host = 127.0.0.1
port = {port}
transceiver-mode = true
smsc-username = kannel
smsc-password = {password}
system-type = ""
msg-id-type = 0

group = smsbox
bearerbox-host = 127.0.0.1
sendsms-port = {sendsms}
sendsms-interface = 127.0.0.1

group = sendsms-user
username = qauly
password = test
max-messages = 10
concatenation = true
"""


@pytest.mark.slow
def test_kannel_is_understood(peer: Smsc, tmp_path: Path) -> None:
    programs = [shutil.which(name, path="/usr/sbin:/usr/bin:/bin") for name in ("bearerbox", "smsbox")]
    if None in programs:
        pytest.skip("Kannel is not installed")
    admin, box, sendsms = _free_ports(3)
    config = tmp_path / "kannel.conf"
    config.write_text(CONFIG.format(admin=admin, box=box, sendsms=sendsms, port=peer.port, password=PASSWORD))
    Reports.heard = []
    running: list[subprocess.Popen[bytes]] = []
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Reports) as reports:
        threading.Thread(target=reports.serve_forever, daemon=True).start()
        try:
            for program, port in zip(programs, (box, sendsms), strict=True):
                command = [str(program), "-v", "4", str(config)]
                running.append(
                    subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                )
                _wait_for(port)
            for number, last in (("77011234567", 1), ("77011235555", 2), ("77011238888", 16)):
                _send(sendsms, number, reports.server_address[1])
                end = time.monotonic() + 20
                while last not in Reports.heard and time.monotonic() < end:
                    time.sleep(0.1)
                assert last in Reports.heard, f"{number}: Kannel heard {Reports.heard}"
        finally:
            for process in reversed(running):
                process.terminate()
                process.wait(20)
            reports.shutdown()
    assert [each.text for each in peer.taken()] == [TEXT, TEXT]


def _send(port: int, number: str, reports: int) -> None:
    query = {
        "username": "qauly", "password": "test", "from": "1414", "to": number, "coding": "2", "charset": "utf-8",
        "text": TEXT, "dlr-mask": "31", "dlr-url": f"http://127.0.0.1:{reports}/?d=%d",
    }  # fmt: skip
    answer = httpx.get(f"http://127.0.0.1:{port}/cgi-bin/sendsms", params=query, trust_env=False)
    assert answer.status_code == 202, answer.text


def _free_ports(count: int) -> list[int]:
    held = [socket.create_server(("127.0.0.1", 0)) for _port in range(count)]
    ports = [each.getsockname()[1] for each in held]
    for each in held:
        each.close()
    return ports


def _wait_for(port: int) -> None:
    end = time.monotonic() + 20
    while time.monotonic() < end:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError(f"nobody listens on {port}")
