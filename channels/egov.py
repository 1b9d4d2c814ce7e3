"""The state's gateway ШЭП: notices as push messages (or texts from its own sender), messages to other state systems.

What goes over which service is a contract profile (`channels/shep/contract.py`), because most contracts are not public.
The message's id is the dispatch's reference, in every attempt: a repeat is seen as the same message.
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from ..engine.ports import Callback, Capabilities, ContactDirectory, DispatchOrder, Receipt, SendResult, Waiting
from .common.asking import ask_each
from .common.http_call import NoAnswer, NotReached
from .common.settings import folder_of
from .shep.answer import Contradiction
from .shep.contract import Contract, open_contract
from .shep.directory import GatewayDirectory
from .shep.gateway import Failed, Gateway, Reply
from .shep.notices import receipts_of, state_of
from .shep.places import order_values
from .shep.settings import KEY_PASSWORD, PASSWORD, RECEIVERS, Settings
from .shep.signature import EnvelopeSigner, NcaNodeSigner, RsaSigner, Unsigned
from .shep.trust import Trust
from .shep.verdict import meaning_of, send_status, tells_delivery

MEDIA = ("egov", "sms", "system")


class Egov:
    """Settings: `channels/shep/settings.py`. The sender's password comes from QAULY_EGOV_PASSWORD, the key's from
    QAULY_EGOV_KEY_PASSWORD.

    Whether receipts are waited for follows from the contracts: AsyncChannel tells what became of a message, where its
    profile takes a state of it for more than "accepted"; SyncChannel says everything at once.
    """

    capabilities = Capabilities(MEDIA, resend_is_safe=True)

    def __init__(self, settings: Mapping[str, Any]) -> None:
        self.settings = Settings.read("egov", settings).checked()
        self._folder = folder_of(settings)
        self._contracts = {"egov": self._open(self.settings.profile)}
        self._contracts |= {name: self._open(profile) for name, profile in self.settings.profiles.items()}
        heard = [medium for medium in MEDIA if self._hears(medium)]
        silent = tuple(medium for medium in MEDIA if medium not in heard)
        asked = any(each.profile.channel == "async" for each in self._contracts.values())
        self.capabilities = Capabilities(
            MEDIA, resend_is_safe=True, receipts=bool(heard), silent=silent, asked_at_once=int(asked)
        )
        self._trust = Trust.open(
            self.settings.roots,
            self.settings.certificates,
            self.settings.crls,
            unsigned=self.settings.answers == "any",
            ncanode=self.settings.ncanode,
            timeout=self.settings.timeout,
        )
        self.gateway = Gateway(self.settings, os.environ.get(PASSWORD, ""), _signer(self.settings), self._trust)

    def send(self, dispatch: DispatchOrder) -> SendResult:
        """Sends once under the dispatch's reference."""
        contract = self._contract(dispatch)
        if isinstance(contract, SendResult):
            return contract
        values = order_values(dispatch, self.gateway.now(), contract.profile.sender or self.settings.sender)
        try:
            reply = self.gateway.ask(contract, dispatch.reference, values)
        except Failed as failed:
            return failed.result
        result = _async_result(reply, contract) if contract.profile.channel == "async" else _result(reply, contract)
        return _with_skew(result, reply)

    def resolve(self, dispatch: DispatchOrder) -> SendResult | None:
        """Asks AsyncChannel by `getMessageStatus`; None for SyncChannel, where sending again is the only question."""
        contract = self._contract(dispatch)
        if isinstance(contract, SendResult) or contract.profile.channel != "async":
            return None
        try:
            reply = self.gateway.status(dispatch.reference)
            state = state_of(reply.answer, contract) if reply.answer.fault is None else None
        except (Failed, Contradiction):
            return None
        if reply.answer.fault is not None:
            meaning, reason = meaning_of(reply.answer, contract.profile)
            return SendResult("transient", reason, evidence=reply.evidence) if meaning == "rejected" else None
        said = reply.answer.value("messageState")
        if state in ("accepted", "delivered"):
            return SendResult(state, said, provider_id=dispatch.reference, evidence=reply.evidence)
        return SendResult("rejected", said, evidence=reply.evidence) if state is not None else None

    def poll(self, waiting: Sequence[Waiting]) -> Iterator[Receipt]:
        """What AsyncChannel knows of what it took. Raises `ChannelError` (transient) where it cannot be asked now."""
        contracts = ((each, self._contracts.get(_name_of(each.address))) for each in waiting)
        told = [(each, contract) for each, contract in contracts if contract and contract.profile.channel == "async"]
        for (each, contract), reply in ask_each("egov", told, lambda one: self._status(one[0].reference)):
            try:
                state = state_of(reply.answer, contract) if reply.answer.fault is None else None
            except Contradiction:
                continue
            if state not in (None, "accepted"):
                at = reply.answer.moment("statusDate")
                said = reply.answer.value("messageState")
                yield Receipt(state, each.provider_ids, each.reference, at=at, reason=said, evidence=reply.evidence)

    def parse_receipt(self, call: Callback) -> Sequence[Receipt]:
        """A call of AsyncChannel at our door: a new state, or the receiver's answer."""
        return receipts_of(call, self.gateway, self._trust, list(self._contracts.values()))

    def directory(self, profile: str) -> ContactDirectory:
        """The look-up of phones by this profile. Raises `ContentError` or ValueError for one that cannot be used."""
        contract = self._open(profile)
        first = self._open(contract.profile.first, contract.folder) if contract.profile.first else None
        return GatewayDirectory(self.gateway, contract, first)

    def close(self) -> None:
        self.gateway.close()

    def _status(self, reference: str) -> Reply:
        """Raises `NotReached` where the gateway cannot be asked now, `NoAnswer` where it says nothing of this one."""
        try:
            return self.gateway.status(reference)
        except Failed as failed:
            raise (NotReached if failed.result.status == "transient" else NoAnswer)(failed.result.reason) from None

    def _open(self, name: str, folder: Path | None = None) -> Contract:
        contract = open_contract(name, folder or self._folder)
        if contract.profile.drafting and not self.settings.local:
            raise ValueError(
                f"channels.egov: the profile {name} is the project's own drafting, since the real contract is not "
                "public; put the agreed service and payload into a file of your own, without `drafting`, and name it"
            )
        return contract

    def _hears(self, medium: str) -> bool:
        """Whether each contract of the medium tells in the end that a message was delivered."""
        names = RECEIVERS if medium == "system" else (medium,)
        profiles = [self._contracts[name].profile for name in names if name in self._contracts]
        return bool(profiles) and all(tells_delivery(profile) for profile in profiles)

    def _contract(self, dispatch: DispatchOrder) -> Contract | SendResult:
        name = dispatch.address if dispatch.medium == "system" else dispatch.medium
        found = self._contracts.get(name)
        if found is None or (dispatch.medium == "system" and name not in RECEIVERS):
            return SendResult("rejected", f"set channels.egov.profiles.{name}: no contract profile is named for it")
        return found


def _signer(settings: Settings) -> EnvelopeSigner:
    password = os.environ.get(KEY_PASSWORD, "")
    if settings.signer == "none" or settings.key is None:
        return Unsigned()
    if settings.signer == "ncanode" and settings.ncanode is not None:
        return NcaNodeSigner(settings.ncanode, settings.key, password, settings.timeout)
    return RsaSigner.open(settings.key, password)


def _result(reply: Reply, contract: Contract) -> SendResult:
    meaning, reason = meaning_of(reply.answer, contract.profile)
    status, halt = send_status(meaning)
    numbers = reply.answer.values("responseInfo/messageId")
    return SendResult(status, reason, numbers[0] if numbers else "", reply.evidence, halt=halt)


def _async_result(reply: Reply, contract: Contract) -> SendResult:
    """AsyncChannel took it when it names it; what became of it comes later."""
    if reply.answer.fault is not None:
        return _result(reply, contract)
    numbers = reply.answer.values("messageId")
    if len(numbers) != 1 or not numbers[0]:
        return SendResult("unknown", "the answer has no messageId", evidence=reply.evidence)
    return SendResult("accepted", provider_id=numbers[0], evidence=reply.evidence)


def _with_skew(result: SendResult, reply: Reply) -> SendResult:
    """What was answered holds, but no further message goes out before a person has looked at the clocks."""
    if not reply.skew:
        return result
    reason = f"{result.reason}; {reply.skew}".removeprefix("; ")
    return SendResult(result.status, reason, result.provider_id, result.evidence, result.retry_after, halt=True)


def _name_of(address: str) -> str:
    if address in RECEIVERS:
        return address
    return "sms" if address.startswith("+") else "egov"
