"""The base of mobile citizens (БМГ) as a directory of contacts: a phone by IIN, asked through the gateway."""

import logging
from typing import Any
from uuid import uuid4

import phonenumbers

from ...engine.errors import ChannelError
from ...engine.language.iin import mask
from ...engine.messages import _
from .contract import Contract
from .gateway import Failed, Gateway, Reply
from .places import wire_time
from .verdict import meaning_of

log = logging.getLogger(__name__)
PHONE = "phone"  # the name in the profile's `take` under which the number comes


class GatewayDirectory:
    """Asks one contract (and before it the one that its `first` names)."""

    def __init__(self, gateway: Gateway, contract: Contract, first: Contract | None) -> None:
        """Raises ValueError for a profile that takes no phone from its answer."""
        if PHONE not in contract.profile.answer.take:
            raise ValueError(f"profile {contract.name}: `answer.take` names no `{PHONE}`")
        self._gateway = gateway
        self._contract = contract
        self._first = first

    def phone(self, iin: str) -> str | None:
        """The mobile number as +77011234567; None where the base has none, or one that takes no text messages.

        Raises `ChannelError`: transient where it may be asked again, permanent where a person must look.
        """
        values: dict[str, Any] = {"iin": iin, "address": iin, "sender": self._gateway.settings.sender}
        if self._first is not None:
            reply = self._ask(self._first, values)
            if reply is None:
                return None
            values["first"] = {name: self._taken(self._first, reply, name) for name in self._first.profile.answer.take}
        reply = self._ask(self._contract, values)
        told = self._taken(self._contract, reply, PHONE) if reply is not None else None
        number = mobile(told) if told else None
        if told and number is None:
            log.warning("the directory's number of %s is no Kazakhstani mobile number and is not used", mask(iin))
        return number

    def _ask(self, contract: Contract, values: dict[str, Any]) -> Reply | None:
        """None where the base says that it knows nobody. Raises `ChannelError`."""
        reference = str(uuid4())
        whole = {**values, "reference": reference, "now": wire_time(self._gateway.now())}
        try:
            reply = self._gateway.ask(contract, reference, whole)
        except Failed as failed:
            result = failed.result
            later = result.status in ("transient", "unknown") and not result.halt
            raise _failed(result.reason, result.evidence, later=later) from None
        meaning, reason = meaning_of(reply.answer, contract.profile)
        if reply.skew:
            raise _failed(reply.skew, reply.evidence, later=False)
        if meaning == "none":
            return None
        if meaning not in ("accepted", "delivered"):
            raise _failed(reason, reply.evidence, later=meaning in ("transient", "unknown"))
        return reply

    def _taken(self, contract: Contract, reply: Reply, name: str) -> str | None:
        """A value of the answer; None where it is empty, or absent and the profile's path ends with "?"."""
        path = contract.profile.answer.take[name]
        try:
            found = reply.answer.business_values(path.removesuffix("?"))
        except (ValueError, SyntaxError) as error:
            raise _failed(f"the data cannot be read: {error}", reply.evidence, later=False) from None
        if len(found) > 1:
            raise _failed(f"the answer has {len(found)} different values at {path}", reply.evidence, later=False)
        if not found and not path.endswith("?"):
            raise _failed(f"profile {contract.name}: the answer has no {path}", reply.evidence, later=False)
        return found[0] or None if found else None


def mobile(text: str) -> str | None:
    """A mobile number of Kazakhstan as +77011234567; None for landlines, foreign and short numbers."""
    try:
        number = phonenumbers.parse(text, "KZ")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number) or phonenumbers.region_code_for_number(number) != "KZ":
        return None
    if phonenumbers.number_type(number) != phonenumbers.PhoneNumberType.MOBILE:
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _failed(problem: str, evidence: str, *, later: bool) -> ChannelError:
    return ChannelError(
        _("the directory of contacts does not tell the number: {problem}.", problem=problem.rstrip(".")),
        channel="egov",
        kind="transient" if later else "permanent",
        evidence=evidence,
        fix=_("Send the event again later, or give `contacts.phone`, null where no number is known."),
    )
