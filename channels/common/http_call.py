"""A call to somebody's HTTP door: whole within its seconds, of limited size, and clear about what left the house.

One deadline holds from connecting to the last byte of the answer: httpx alone counts anew from every byte, and whoever
sends one now and then would keep a worker for ever.
"""

import ssl
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from threading import Lock
from typing import Any

import httpx

from ...engine.deadline import Deadline, Line
from .tls import untrusted

AS_IT_IS = {"Accept-Encoding": "identity"}  # a small answer must not unpack into a large one


class NotReached(Exception):
    """The call never left the house."""


class NotTrusted(NotReached):
    """Nobody we trust vouches for the certificate at the other end; the text says why."""


class NoAnswer(Exception):
    """It left, and nothing that can be understood came back: `status` (0 for none) and `body` as far as they came."""

    def __init__(self, reason: str, status: int = 0, body: bytes = b"") -> None:
        super().__init__(reason)
        self.status = status
        self.body = body


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer."""

    status: int
    headers: Mapping[str, str]  # names whatever their letters
    body: bytes


class Caller:
    """Calls doors that one context of TLS is for; safe for several threads. Connections are kept between calls."""

    def __init__(self, seconds: float, tls: ssl.SSLContext, most: int = 1_000_000) -> None:
        """`seconds` for a whole call, `most` bytes of an answer."""
        self._seconds = seconds
        self._tls = tls
        self._most = most
        self._lock = Lock()
        self._free: list[tuple[httpx.Client, Line]] = []  # each with one connection, so that it is known which it is
        self._closed = False

    def post(self, url: str, **sent: Any) -> Answer:
        """`sent`: `content`, `data` or `json`, and `headers`, as httpx takes them.

        Raises `NotReached` (`NotTrusted`) or `NoAnswer`; neither names what was sent.
        """
        client, line = self._taken()
        deadline = Deadline(self._seconds, line)
        sound = False
        try:
            with deadline:
                answer = self._called(client, line, url, sent)
            if deadline.passed:  # where the end of the connection ends the answer, a torn one looks whole
                raise NoAnswer("no whole answer after it was sent: too slow", answer.status, answer.body)
            sound = True
        except (httpx.HTTPError, httpx.InvalidURL, ssl.SSLError) as error:
            said = "too slow" if deadline.passed else type(error).__name__
            if refused := untrusted(error):
                raise NotTrusted(refused) from None
            if not line.begun:
                raise NotReached(f"no connection: {said}") from None
            raise NoAnswer(f"no whole answer after it was sent: {said}") from None
        finally:
            self._give_back(client, line, sound=sound)
        return answer

    def close(self) -> None:
        """No call is begun any more."""
        with self._lock:
            self._closed = True
            free, self._free = self._free, []
        for client, _line in free:
            client.close()

    def _called(self, client: httpx.Client, line: Line, url: str, sent: Mapping[str, Any]) -> Answer:
        headers = {**AS_IT_IS, **sent.get("headers", {})}
        request = client.build_request("POST", url, **{**sent, "headers": headers}, extensions=line.extensions)
        with closing(client.send(request, stream=True)) as answer:
            status, body = answer.status_code, bytearray()
            for piece in answer.iter_raw():  # what is packed all the same stays so, and is no answer
                body += piece
                if len(body) > self._most:
                    raise NoAnswer(f"the answer is larger than {self._most} bytes", status, bytes(body[: self._most]))
        return Answer(status, answer.headers, bytes(body))

    def _taken(self) -> tuple[httpx.Client, Line]:
        with self._lock:
            if self._closed:
                raise NotReached("the channel is closed")
            if self._free:
                return self._free.pop()
        # proxies and passwords of the environment are not for calls that carry personal data
        one = httpx.Limits(max_connections=1, max_keepalive_connections=1)
        return httpx.Client(timeout=self._seconds, verify=self._tls, trust_env=False, limits=one), Line()

    def _give_back(self, client: httpx.Client, line: Line, *, sound: bool) -> None:
        with self._lock:
            if sound and not self._closed:
                self._free.append((client, line))
                return
        client.close()


def post_once(url: str, seconds: float, **sent: Any) -> Answer:
    """The same for a door that is called now and then; it is trusted by the system's authorities."""
    tls = ssl.create_default_context() if url.startswith("https:") else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    caller = Caller(seconds, tls)
    try:
        return caller.post(url, **sent)
    finally:
        caller.close()
