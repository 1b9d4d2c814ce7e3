"""A call to an HTTP gateway: what came back as JSON, or which of the two kinds of failure it was."""

import json
import ssl
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from ...engine.ports import SendResult
from .http_call import Caller, NoAnswer, NotReached, NotTrusted


class Gateway:
    """One provider's door; safe for several threads."""

    def __init__(self, base_url: str, timeout: float) -> None:
        """`timeout`: seconds for a whole call."""
        if not base_url.startswith(("https://", "http://127.0.0.1:", "http://localhost:")):
            raise ValueError("base_url: keys and texts go over https:// alone")
        self.base_url = base_url.rstrip("/")
        self._caller = Caller(timeout, ssl.create_default_context())

    def post(self, path: str, form: Mapping[str, str]) -> dict[str, Any]:
        """The JSON object that came back. Raises `NotReached` or `NoAnswer`; neither names what was sent."""
        try:
            answer = self._caller.post(f"{self.base_url}/{path}", data=dict(form))
        except NotTrusted as refused:
            host = urlsplit(self.base_url).hostname
            raise NotTrusted(f"base_url: the certificate of {host} is not trusted: {refused}") from None
        if answer.status in (429, 503):
            raise NotReached(f"HTTP {answer.status}")  # the door-keeper says so: nobody inside has seen it
        try:
            told = json.loads(answer.body)
        except (ValueError, RecursionError):
            told = None
        if not isinstance(told, dict):
            raise NoAnswer(f"HTTP {answer.status}, and no JSON object in it")
        return told

    def close(self) -> None:
        self._caller.close()


def failed(error: NotReached | NoAnswer) -> SendResult:
    """What a call that failed is for the dispatch."""
    if isinstance(error, NotReached):
        return SendResult("transient", str(error), evidence=str(error), halt=isinstance(error, NotTrusted))
    return SendResult("unknown", str(error), evidence=str(error))
