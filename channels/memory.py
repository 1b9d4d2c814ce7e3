"""The fake: keeps what it is given in a list, and answers as it is told."""

from collections.abc import Mapping
from typing import Any

from ..engine.ports import Capabilities, DispatchOrder, SendResult, SendStatus
from .common.settings import ChannelSettings


class Answers(ChannelSettings):
    """`answers` maps an address to the status this channel gives for it; everything else is accepted."""

    answers: dict[str, SendStatus] = {}


class Memory:
    """Settings: `Answers`. What it was given lies in `sent`."""

    capabilities = Capabilities(("sms", "egov", "email", "telegram", "system"), resend_is_safe=True, stays=True)

    def __init__(self, settings: Mapping[str, Any]) -> None:
        self.answers = Answers.read("memory", settings).answers
        self.sent: list[DispatchOrder] = []

    def send(self, dispatch: DispatchOrder) -> SendResult:
        self.sent.append(dispatch)
        status = self.answers.get(dispatch.address, "accepted")
        return SendResult(status, reason="" if status == "accepted" else "told to", provider_id=dispatch.reference)
