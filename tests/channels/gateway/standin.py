"""A gateway on loopback: checks each request against our schemas, keeps it, and answers as a test wants."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from lxml import etree

from qauly.channels import shep
from qauly.channels.shep.names import ASYNC, SOAP, SYNC, XSI
from qauly.channels.shep.signature import RsaSigner

WSDL = Path(shep.__file__).parent / "wsdl"
SCHEMAS = {
    space: etree.XMLSchema(etree.parse(WSDL / f"{file}.xsd")) for space, file in ((SYNC, "sync"), (ASYNC, "async"))
}
Reply = bytes | tuple[int, bytes]


def wrong(raw: bytes) -> str:
    """How a request breaks our schemas; "" where it does not."""
    document = etree.fromstring(raw).find(f"{{{SOAP}}}Body")[0]  # type: ignore[index] # a test may fail here
    for spot in document.iter():
        spot.attrib.pop(f"{{{XSI}}}type", "")  # the type of a payload is not known to these schemas
    schema = SCHEMAS[etree.QName(document).namespace or ""]
    return "" if schema.validate(document) else str(schema.error_log)


def now() -> str:
    return datetime.now(UTC).isoformat()


def envelope(content: str) -> bytes:
    return f'<s:Envelope xmlns:s="{SOAP}"><s:Header/><s:Body>{content}</s:Body></s:Envelope>'.encode()


def answer(code: str = "SCSS001", data: str = "", message_id: str = "G-1", at: str = "") -> bytes:
    return envelope(
        f'<t:SendMessageResponse xmlns:t="{SYNC}"><response><responseInfo><messageId>{message_id}</messageId>'
        f"<responseDate>{at or now()}</responseDate><status><code>{code}</code><message>said</message></status>"
        f"</responseInfo><responseData><data>{data}</data></responseData></response></t:SendMessageResponse>"
    )


def good(request: bytes) -> Reply:
    del request
    return answer(data="<messageResult><code>00000</code></messageResult>")


def fault(code: str, error: str = "") -> tuple[int, bytes]:
    detail = f"<detail><errorCode>{error}</errorCode><errorMessage>no</errorMessage></detail>" if error else ""
    return 500, envelope(f"<s:Fault><faultcode>s:{code}</faultcode><faultstring>no</faultstring>{detail}</s:Fault>")


def async_taken(message_id: str) -> bytes:
    return envelope(
        f'<t:sendMessageResponse xmlns:t="{ASYNC}"><response><messageId>{message_id}</messageId><correlationId>C'
        f"</correlationId><responseDate>{now()}</responseDate></response></t:sendMessageResponse>"
    )


def state(said: str) -> bytes:
    return envelope(
        f'<t:getMessageStatusResponse xmlns:t="{ASYNC}"><response><messageState>{said}</messageState><status>'
        f"<statusCode>0</statusCode><statusMessage>-</statusMessage><statusDate>{now()}</statusDate></status>"
        f"<responseDate>{now()}</responseDate></response></t:getMessageStatusResponse>"
    )


def signed(raw: bytes, signer: RsaSigner) -> bytes:
    return signer.message(etree.fromstring(raw))


@dataclass
class StandIn:
    """`reply` makes the answer; `cut` hangs up without one, `delay` waits first."""

    reply: Callable[[bytes], Reply] = good
    cut: bool = False
    delay: float = 0
    requests: list[bytes] = field(default_factory=list)
    port: int = 0

    def __enter__(self) -> "StandIn":
        stand_in = self

        class Door(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                raw = self.rfile.read(int(self.headers["Content-Length"]))
                stand_in.requests.append(raw)
                time.sleep(stand_in.delay)
                if stand_in.cut:
                    self.connection.close()
                    return
                told = stand_in.reply(raw)
                status, body = told if isinstance(told, tuple) else (200, told)
                self.send_response(status)
                self.send_header("Content-Type", "text/xml; charset=utf-8")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_arguments: Any) -> None:
                pass

        class Server(ThreadingHTTPServer):
            request_queue_size = 128  # with the library's five, eight threads that connect at once lose one another

        self._server = Server(("127.0.0.1", 0), Door)
        self._server.handle_error = lambda *_arguments: None  # type: ignore[method-assign] # hang-ups are wanted
        self.port = self._server.server_port
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
