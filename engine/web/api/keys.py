"""Who calls: API keys by their hash, what each may do and how fast."""

import hmac
import math
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from time import monotonic

from starlette.requests import Request

from ...config import ApiKey, ApiSettings, Permit
from ...keys import key_hash
from ...messages import _
from .problem import Problem

WRONG_KEYS = 5.0  # a second that one address may try
ADDRESSES = 10_000  # of which the wrong keys are counted at once


@dataclass(frozen=True, slots=True)
class Caller:
    """A key that fits, by its name."""

    name: str
    key: ApiKey

    def may(self, permit: Permit) -> bool:
        return permit in self.key.scopes

    def sees(self, procedure: str) -> bool:
        return not self.key.procedures or procedure in self.key.procedures


class Buckets:
    """A bucket of tokens a name, filled at its rate up to two seconds' worth; the least recent are forgotten."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = Lock()

    def wait(self, name: str, rate: float) -> float:
        """Takes a token; the seconds until there is one, 0 where there was."""
        most = max(1.0, rate * 2)
        with self._lock:
            now = self._clock()
            left, since = self._left.pop(name, (most, now))
            left = min(most, left + (now - since) * rate)
            self._left[name] = (left - 1 if left >= 1 else left, now)
            while len(self._left) > ADDRESSES:
                self._left.popitem(last=False)
        return 0.0 if left >= 1 else (1 - left) / rate


class Keys:
    """Finds the caller of a request."""

    def __init__(self, settings: ApiSettings, clock: Callable[[], float] = monotonic) -> None:
        self._settings = settings
        self._buckets = Buckets(clock)

    def caller(self, request: Request, permit: Permit) -> Caller:
        """Raises `Problem`: 401 no key that fits, 403 not permitted, 429 too fast."""
        kind, _space, given = request.headers.get("authorization", "").partition(" ")
        found = self._known(given.strip()) if kind.lower() == "bearer" else None
        if found is None:
            address = request.client.host if request.client else ""
            self.slow_down(f"address:{address}", WRONG_KEYS)
            raise Problem(
                401,
                "key",
                _("no key that we know came with the request."),
                fix=_("Send the header `Authorization: Bearer KEY`; `qauly api key new NAME` makes a key."),
                headers={"WWW-Authenticate": 'Bearer realm="qauly"'},
            )
        self.slow_down(f"key:{found.name}", found.key.rate or self._settings.rate)
        if not found.may(permit):
            raise Problem(
                403,
                "permit",
                _("the key {name} lacks the scope {scope}.", name=found.name, scope=permit),
                fix=_("Add it to `scopes` of the key in qauly.toml."),
            )
        return found

    def slow_down(self, name: str, rate: float) -> None:
        """Raises `Problem` 429 with Retry-After where the bucket of that name is empty."""
        seconds = self._buckets.wait(name, rate)
        if seconds:
            after = str(math.ceil(seconds))
            raise Problem(
                429,
                "pace",
                _("more than {rate} requests a second.", rate=f"{rate:g}"),
                fix=_("Try again after {seconds} s.", seconds=after),
                headers={"Retry-After": after},
            )

    def _known(self, given: str) -> Caller | None:
        digest = key_hash(given)
        found = None
        for name, key in self._settings.keys.items():  # all of them, so that the time tells nothing
            if hmac.compare_digest(digest, key.sha256):
                found = Caller(name, key)
        return found
