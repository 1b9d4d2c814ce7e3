"""What an SMSC's refusal means: whose fault it is, and whether it will pass."""

from ...engine.ports import SendResult

THROTTLED, QUEUE_FULL = 0x58, 0x14

# the recipient or the message: this channel will never take it
NEVER = {
    0x01: "the message is too long",
    0x0B: "the number is invalid",
    0x50: "the kind of the number is invalid",
    0x51: "the numbering plan of the number is invalid",
    0x65: "refused for good by the SMSC's application",
    0x66: "refused by the SMSC's application",
}
# our settings or our contract: no message will go until a person mends it
HALT = {
    0x05: "already bound: another process holds the link",
    0x0A: "the sender's number is invalid",
    0x0D: "bind failed",
    0x0E: "the password is wrong",
    0x0F: "the system_id is wrong",
    0x15: "the service type is invalid",
    0x48: "the kind of the sender's number is invalid",
    0x49: "the numbering plan of the sender's number is invalid",
    0x53: "the system type is invalid",
}


def refusal(status: int, pause: float, evidence: str) -> SendResult:
    """What a command_status other than 0 becomes; one we do not know is tried again, so that nothing is lost by it."""
    code = f"{status:#04x}"
    if status == THROTTLED:
        return SendResult("transient", f"{code}: throttled", evidence=evidence, retry_after=pause)
    if status == QUEUE_FULL:
        return SendResult("transient", f"{code}: the queue is full", evidence=evidence, retry_after=pause)
    if status in NEVER:
        return SendResult("rejected", f"{code}: {NEVER[status]}", evidence=evidence)
    if status in HALT:
        return SendResult("transient", f"{code}: {HALT[status]}", evidence=evidence, halt=True)
    return SendResult("transient", f"{code}: the SMSC could not take it", evidence=evidence)
