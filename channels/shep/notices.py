"""What AsyncChannel tells us at our own door: a message's new state, or the receiver's answer to it."""

from collections.abc import Callable, Sequence

from lxml import etree

from ...engine.errors import ChannelError
from ...engine.messages import _
from ...engine.ports import Callback, Receipt, ReceiptState
from .answer import Answer, Contradiction, read_answer
from .contract import Contract, look_up
from .gateway import Failed, Gateway
from .names import local
from .trust import BadCertificate, Forged, Trust, Unreachable, Unsigned
from .verdict import receipt_state

CHANGED = "changeMassageStatusNotification"  # the gateway's own spelling
ANSWERED = "sendMessage"


def receipts_of(call: Callback, gateway: Gateway, trust: Trust, contracts: Sequence[Contract]) -> list[Receipt]:
    """The receipts in a call. One that is not signed by the gateway is believed only as far as `getMessageStatus` says.

    Raises `ChannelError`: permanent for a call that is forged or no such message, transient where nobody can say.
    """
    evidence = call.body.decode("utf-8", "replace")
    try:
        told = read_answer(call.body)
    except (ValueError, etree.XMLSyntaxError) as error:
        raise _refused(str(error), evidence) from None
    try:
        if not trust.roots and trust.ncanode is None:
            raise Unsigned("nobody is trusted to sign it")
        trust.check(told, call.body, gateway.now())
        signed = True
    except Unsigned:
        signed = False
    except (Forged, BadCertificate) as error:
        raise _refused(str(error), evidence) from None
    except Unreachable as error:
        raise _refused(str(error), evidence, later=True) from None
    kind = local(told.head) if told.head is not None else ""
    readers: dict[str, Callable[[Answer, Sequence[Contract]], tuple[str, ReceiptState | None]]] = {
        CHANGED: _changed,
        ANSWERED: _answered,
    }
    if kind not in readers:
        raise _refused(f"{kind or 'nothing'} is no notification", evidence)
    try:
        reference, state = readers[kind](told, contracts)
    except (Contradiction, ValueError, etree.XMLSyntaxError) as error:
        raise _refused(str(error), evidence) from None
    if not signed:
        state, evidence = _confirmed(reference, gateway, contracts, evidence)
    if state is None:
        return []
    at = told.moment("statusDate") or told.moment("requestDate") or told.moment("messageDate")
    return [Receipt(state, (reference,), reference=reference, at=at, evidence=evidence)]


def state_of(answer: Answer, contract: Contract | None) -> ReceiptState | None:
    """What a messageState is worth under the contract. Raises `Contradiction`."""
    if contract is None:
        return None
    return receipt_state(answer.value("messageState"), contract.profile)


def _changed(told: Answer, contracts: Sequence[Contract]) -> tuple[str, ReceiptState | None]:
    return _needed(told, "messageId"), state_of(told, _of(told, contracts))


def _answered(told: Answer, contracts: Sequence[Contract]) -> tuple[str, ReceiptState | None]:
    """The receiver's own word, by the second layer of codes of the service's profile."""
    contract = _of(told, contracts)
    second = contract.profile.answer.second if contract is not None else None
    meaning = look_up(told.business(second.path), second.codes) if second is not None else None
    states: dict[str | None, ReceiptState] = {"accepted": "accepted", "delivered": "delivered", "rejected": "rejected"}
    return _needed(told, "correlationId"), states.get(meaning)


def _of(told: Answer, contracts: Sequence[Contract]) -> Contract | None:
    """The contract that a message is of: by its serviceId, else the only one there is."""
    spoken = [each for each in contracts if each.profile.channel == "async"]
    named = [each for each in spoken if each.profile.service == told.value("serviceId")]
    if named:
        return named[0]
    return spoken[0] if len({each.name for each in spoken}) == 1 else None


def _needed(told: Answer, path: str) -> str:
    found = told.value(path)
    if not found:
        raise ValueError(f"it has no {path}")
    return found


def _confirmed(
    reference: str, gateway: Gateway, contracts: Sequence[Contract], evidence: str
) -> tuple[ReceiptState | None, str]:
    if gateway.settings.async_url is None:
        raise _refused("it is not signed by the gateway, and no async_url is set to ask", evidence)
    try:
        reply = gateway.status(reference)
        if reply.answer.fault is not None:
            raise _refused(f"the gateway does not confirm it: {reply.answer.fault.text}", evidence)
        return state_of(reply.answer, _of(reply.answer, contracts)), reply.evidence
    except Failed as failed:
        later = failed.result.status in ("transient", "unknown")
        raise _refused(failed.result.reason, evidence, later=later) from None


def _refused(problem: str, evidence: str, *, later: bool = False) -> ChannelError:
    return ChannelError(
        _("the gateway's call is not believed: {problem}.", problem=problem.rstrip(".")),
        channel="egov",
        kind="transient" if later else "permanent",
        evidence=evidence,
    )
