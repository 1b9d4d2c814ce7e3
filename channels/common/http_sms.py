"""What the HTTP gateways for SMS have in common: one text to one number, codes of refusal, calls that are confirmed."""

import json
import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Annotated, Any, ClassVar, TypeVar

from pydantic import Field

from ...engine.errors import ChannelError
from ...engine.messages import _
from ...engine.ports import Callback, Capabilities, DispatchOrder, Receipt, SendResult, Waiting
from .http_call import NoAnswer, NotReached
from .http_gateway import Gateway, failed
from .settings import ChannelSettings, Price
from .text_message import Script, both, digits

T = TypeVar("T")


class HttpSmsSettings(ChannelSettings):
    """What every such gateway is told; a channel adds its fields."""

    base_url: str
    sender: str = ""
    timeout: Annotated[float, Field(gt=0)] = 30.0  # for a whole call, however its answer comes
    pause: Annotated[float, Field(ge=0)] = 60.0  # how long nothing goes after "too many requests"
    script: Script = "cyrillic"
    price: Price | None = None  # tenge a part


class HttpSms(ABC):
    """A channel by such a gateway; a subclass names it, and knows its forms, answers, statuses and calls."""

    capabilities = Capabilities(("sms",), resend_is_safe=False, receipts=True)
    name: ClassVar[str]
    send_path: ClassVar[str]
    code_word: ClassVar[str] = "code"  # what the gateway calls the number of a refusal
    halting: ClassVar[tuple[int, ...]]  # account, address or money: nothing goes until a person has looked
    refused: ClassVar[tuple[int, ...]]  # this message will never go
    too_often: ClassVar[int]
    settings: HttpSmsSettings

    def __init__(self, settings: Mapping[str, Any]) -> None:
        self.settings = self._read(settings)
        self._gateway = Gateway(self.settings.base_url, self.settings.timeout)

    def send(self, dispatch: DispatchOrder) -> SendResult:
        try:
            number, text = digits(dispatch.address), both(dispatch.body, self.settings.script)
        except ValueError as error:
            return SendResult("rejected", str(error))
        try:
            told = self._call(self.send_path, self._form(dispatch, number, text))
        except (NotReached, NoAnswer) as error:
            return failed(error)
        return self._answered(dispatch, number, text, told)

    @abstractmethod
    def poll(self, waiting: Sequence[Waiting]) -> Iterable[Receipt]:
        """Asks what became of each."""

    @abstractmethod
    def parse_receipt(self, call: Callback) -> Sequence[Receipt]:
        """What a call tells, as far as the gateway confirms it when it is asked."""

    def close(self) -> None:
        self._gateway.close()

    @abstractmethod
    def _read(self, settings: Mapping[str, Any]) -> HttpSmsSettings: ...

    @abstractmethod
    def _account(self) -> Mapping[str, str]:
        """The fields that every call bears: who we are, and the secret from the environment."""

    @abstractmethod
    def _form(self, dispatch: DispatchOrder, number: str, text: str) -> Mapping[str, str]: ...

    @abstractmethod
    def _answered(self, dispatch: DispatchOrder, number: str, text: str, told: dict[str, Any]) -> SendResult:
        """What an answer to a form that was sent means."""

    def _call(self, path: str, form: Mapping[str, str]) -> dict[str, Any]:
        return self._gateway.post(path, {**self._account(), **form})

    def _refusal(self, code: int | None, words: Any, told: Mapping[str, Any]) -> SendResult:
        reason = f"{self.code_word} {code}: {words}"
        if code == self.too_often:
            return SendResult("transient", reason, evidence=raw(told), retry_after=self.settings.pause)
        if code in self.halting:
            return SendResult("transient", reason, evidence=raw(told), halt=True)
        return SendResult("rejected" if code in self.refused else "transient", reason, evidence=raw(told))

    def _confirmed(self, ask: Callable[[], T]) -> T:
        """What the gateway says when it is asked about a call; raises `ChannelError` (transient) where it is silent."""
        try:
            return ask()
        except (NotReached, NoAnswer) as error:
            unsure = _("the status could not be confirmed: {reason}.", reason=str(error))
            raise ChannelError(unsure, channel=self.name, kind="transient") from None

    def _forged(self, **evidence: str) -> ChannelError:
        problem = _("a call that does not come from the provider was turned away.")
        return ChannelError(problem, channel=self.name, kind="permanent", evidence=json.dumps(evidence))


def minutes_left(expires: datetime | None) -> int | None:
    """Whole minutes until the term; None without a term and after it: what time it is, the ledger knows."""
    now = datetime.now(UTC)
    if expires is None or expires <= now:
        return None
    return math.floor((expires - now).total_seconds() / 60)


def raw(told: Mapping[str, Any]) -> str:
    """An answer as evidence."""
    return json.dumps(told, ensure_ascii=False)
