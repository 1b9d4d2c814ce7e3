"""A call to an HTTP gateway: what came back as JSON, or which of the two kinds of failure it was."""

import ssl
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import httpx

from ...engine.ports import SendResult
from .tls import untrusted


class NotReached(Exception):
    """The call never left the house."""


class NotTrusted(NotReached):
    """The certificate at the other end is not one that the system trusts."""


class NoAnswer(Exception):
    """It left, and nothing that can be understood came back."""


class Gateway:
    """One provider's door; safe for several threads."""

    def __init__(self, base_url: str, timeout: float) -> None:
        if not base_url.startswith(("https://", "http://127.0.0.1:", "http://localhost:")):
            raise ValueError("base_url: keys and texts go over https:// alone")
        self.base_url = base_url.rstrip("/")
        self._client = httpx.Client(timeout=timeout, verify=ssl.create_default_context(), trust_env=False)

    def post(self, path: str, form: Mapping[str, str]) -> dict[str, Any]:
        """The JSON object that came back. Raises `NotReached` or `NoAnswer`; neither names what was sent."""
        try:
            answer = self._client.post(f"{self.base_url}/{path}", data=dict(form))
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, RuntimeError) as error:
            if refused := untrusted(error):
                host = urlsplit(self.base_url).hostname
                raise NotTrusted(f"base_url: the certificate of {host} is not trusted: {refused}") from None
            raise NotReached(f"no connection: {type(error).__name__}") from None
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise NoAnswer(f"no answer after it was sent: {type(error).__name__}") from None
        if answer.status_code in (429, 503):
            raise NotReached(f"HTTP {answer.status_code}")  # the door-keeper says so: nobody inside has seen it
        try:
            told = answer.json()
        except ValueError:
            told = None
        if not isinstance(told, dict):
            raise NoAnswer(f"HTTP {answer.status_code}, and no JSON object in it")
        return told

    def close(self) -> None:
        self._client.close()


def failed(error: NotReached | NoAnswer) -> SendResult:
    """What a call that failed is for the dispatch."""
    if isinstance(error, NotReached):
        return SendResult("transient", str(error), evidence=str(error), halt=isinstance(error, NotTrusted))
    return SendResult("unknown", str(error), evidence=str(error))
