"""One exchange with the gateway: sign, post, read, believe or not. Failures come as `Failed` with what they mean."""

import json
import ssl
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

from lxml import etree

from ...engine.errors import ChannelError
from ...engine.ports import SendResult
from ..common.http_call import Answer as Answered
from ..common.http_call import Caller, NoAnswer, NotReached, NotTrusted
from ..common.tls import trust
from .answer import ALMATY, Answer, Contradiction, read_answer
from .contract import Contract
from .envelope import async_message, status_question, sync_message
from .names import Element
from .payload import data_element
from .places import Unfit
from .reading import Doctype, is_page
from .settings import Settings
from .signature import EnvelopeSigner
from .trust import BadCertificate, Forged, Trust, Unreachable

HEADERS = {"Content-Type": "text/xml; charset=utf-8", "SOAPAction": '""'}


class Failed(Exception):
    """No answer that can be believed; `result` says what that means for what was sent."""

    def __init__(self, result: SendResult) -> None:
        super().__init__(result.reason)
        self.result = result


class Reply:
    """An answer that is believed, and the evidence of it."""

    def __init__(self, answer: Answer, evidence: str, skew: str) -> None:
        self.answer = answer
        self.evidence = evidence
        self.skew = skew  # says by how much the clocks differ, where that is too much


class Gateway:
    """Sends messages of contracts to the gateway. One a channel; used from several threads."""

    def __init__(self, settings: Settings, password: str, signer: EnvelopeSigner, trust: Trust) -> None:
        """Raises ValueError for a file of the TLS settings that cannot be used."""
        self.settings = settings
        self._password = password
        self._signer = signer
        self._trust = trust
        self._http = Caller(settings.timeout, _tls(settings), settings.max_answer)
        self.now: Callable[[], datetime] = lambda: datetime.now(ALMATY)

    def close(self) -> None:
        self._http.close()

    def ask(self, contract: Contract, message_id: str, values: Mapping[str, Any]) -> Reply:
        """Sends the message that the contract makes of the values. Raises `Failed`."""
        profile, now = contract.profile, self.now()
        make = async_message if profile.channel == "async" else sync_message
        try:
            data = data_element(contract, values, self._signer.payload)
            envelope = make(profile, message_id, now, self.settings.sender, self._password, data)
        except Unfit as error:
            raise Failed(SendResult("rejected", f"profile {contract.name}: {error}")) from None
        except ChannelError as error:
            raise Failed(_unsigned(error)) from None
        reply = self.exchange(envelope, asynchronous=profile.channel == "async")
        if profile.answer.echo and reply.answer.fault is None and not _echoes(reply.answer, message_id):
            raise Failed(SendResult("rejected", "the answer is to another message", evidence=reply.evidence, halt=True))
        return reply

    def status(self, message_id: str) -> Reply:
        """What AsyncChannel knows of a message. Raises `Failed`."""
        question = status_question(message_id, self.now(), self.settings.sender, self._password)
        return self.exchange(question, asynchronous=True)

    def exchange(self, envelope: Element, *, asynchronous: bool) -> Reply:
        """Raises `Failed`."""
        url = self.settings.async_url if asynchronous else self.settings.url
        if url is None:
            raise Failed(SendResult("rejected", "set channels.egov.async_url: this profile speaks AsyncChannel"))
        try:
            request = self._signer.message(envelope)
        except ChannelError as error:
            raise Failed(_unsigned(error)) from None
        mark = sha256(request).hexdigest()
        answered = self._post(url, request, mark)
        raw = answered.body
        evidence = evidence_of(mark, answered.status, raw)
        answer = self._read(answered, evidence)
        try:
            self._trust.check(answer, raw, self.now())
        except Forged as error:
            reason = f"the answer is not believed: {error}"
            raise Failed(SendResult("rejected", reason, evidence=evidence, halt=True)) from None
        except BadCertificate as error:
            reason = f"the gateway's certificate: {error}"
            raise Failed(SendResult("unknown", reason, evidence=evidence, halt=True)) from None
        except Unreachable as error:
            raise Failed(SendResult("unknown", str(error), evidence=evidence)) from None
        return Reply(answer, evidence, self._skew(answer))

    def _post(self, url: str, request: bytes, mark: str) -> Answered:
        """Raises `Failed`: what broke before the request was out is `transient`, afterwards `unknown`."""
        host = urlsplit(url).hostname
        try:
            return self._http.post(url, content=request, headers=HEADERS)
        except NotTrusted as error:
            reason = f"channels.egov.ca: the certificate of {host} is not trusted: {error}"
            raise Failed(SendResult("transient", reason, evidence=evidence_of(mark, 0, b""), halt=True)) from None
        except NotReached as error:
            raise Failed(SendResult("transient", f"{host}: {error}", evidence=evidence_of(mark, 0, b""))) from None
        except NoAnswer as error:
            evidence = evidence_of(mark, error.status, error.body)
            raise Failed(SendResult("unknown", str(error), evidence=evidence)) from None

    def _read(self, answered: Answered, evidence: str) -> Answer:
        """Raises `Failed` for what is no SOAP message."""
        status, headers, raw = answered.status, answered.headers, answered.body
        if is_page(raw) or not raw.strip():
            raise Failed(_by_status(status, headers, evidence))
        try:
            return read_answer(raw)
        except Doctype as error:
            reason = f"the answer is refused: {error}"
            raise Failed(SendResult("rejected", reason, evidence=evidence, halt=True)) from None
        except (etree.XMLSyntaxError, ValueError) as error:
            if raw.lstrip()[:1] != b"<":
                raise Failed(_by_status(status, headers, evidence)) from None
            reason = f"the answer cannot be read: {error}"
            raise Failed(SendResult("unknown", reason, evidence=evidence)) from None

    def _skew(self, answer: Answer) -> str:
        moment = answer.moment("responseDate")
        if moment is None:
            return ""
        off = moment - self.now()
        if abs(off) <= timedelta(seconds=self.settings.clock_skew):
            return ""
        return f"the gateway's clock and ours differ by {round(off.total_seconds())} seconds"


def evidence_of(mark: str, status: int, raw: bytes) -> str:
    """The raw answer, whole, and the hash of what was sent: the request itself holds the sender's password."""
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        text = raw.decode("latin-1")
    kept = {"request_sha256": mark, "http": status, "response_sha256": sha256(raw).hexdigest(), "response": text}
    return json.dumps(kept, ensure_ascii=False)


def _by_status(status: int, headers: Mapping[str, str], evidence: str) -> SendResult:
    """An answer that is not the gateway's own: what the server in between said by its number."""
    reason = f"HTTP {status} without a SOAP message"
    if status in (502, 503):
        return SendResult("transient", reason, evidence=evidence)
    if status == 429:
        text = headers.get("retry-after", "")
        return SendResult("transient", reason, evidence=evidence, retry_after=float(text) if text.isdecimal() else 60)
    if status in (401, 403, 404, 405, 407, 410, 415) or 300 <= status < 400:
        return SendResult("transient", reason, evidence=evidence, halt=True)
    if status in (400, 413, 422):
        return SendResult("rejected", reason, evidence=evidence)
    return SendResult("unknown", reason, evidence=evidence)


def _unsigned(error: ChannelError) -> SendResult:
    """Nothing has gone out; a key or server that will never sign stops the channel."""
    return SendResult("transient", str(error), evidence=error.evidence, halt=error.kind == "permanent")


def _echoes(answer: Answer, message_id: str) -> bool:
    try:
        return message_id in (answer.value("messageId"), answer.value("correlationId"))
    except Contradiction:
        return False


def _tls(settings: Settings) -> ssl.SSLContext:
    if not settings.encrypted:
        return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # never asked; the system's list loads slowly
    context = trust("channels.egov.ca", settings.ca, system=False)
    if settings.tls_crl is not None:
        try:
            context.load_verify_locations(cafile=settings.tls_crl)
        except OSError as error:  # ssl.SSLError is one
            raise ValueError(f"channels.egov.tls_crl: {error.strerror or error}") from None
        context.verify_flags |= ssl.VerifyFlags.VERIFY_CRL_CHECK_LEAF
    return context
