"""What an answer of the Bot API means. `BadRequest` and `TimedOut` are `NetworkError`s too, so the order matters."""

from datetime import timedelta

import httpx
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from ...engine.ports import SendResult

OUR_FAULT = ("parse entities", "too long", "is empty")
NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


def answer(error: TelegramError) -> SendResult:
    """The result of an attempt that ended with this error."""
    said = f"{type(error).__name__}: {error.message}"
    if isinstance(error, RetryAfter):
        return SendResult("transient", said, evidence=said, retry_after=seconds(error))
    if isinstance(error, ChatMigrated):  # once more: it was sent to the new number already
        return SendResult("transient", said, evidence=said, address=str(error.new_chat_id))
    if isinstance(error, InvalidToken):
        return SendResult("transient", f"the bot's token is refused: {said}", evidence=said, halt=True)
    if isinstance(error, Forbidden):
        return SendResult("rejected", said, evidence=said)
    if isinstance(error, BadRequest):
        ours = any(words in error.message.lower() for words in OUR_FAULT)
        return SendResult("rejected", f"our fault, a person must look: {said}" if ours else said, evidence=said)
    if isinstance(error.__cause__, NOT_SENT):
        return SendResult("transient", said, evidence=said)
    if isinstance(error, TimedOut | NetworkError) and not _gateway(error):
        return SendResult("unknown", f"no answer after the text was sent: {said}", evidence=said)
    if isinstance(error, NetworkError):
        return SendResult("transient", said, evidence=said)
    return SendResult("unknown", said, evidence=said)  # an answer that is none


def seconds(error: RetryAfter) -> float:
    """How long nothing goes."""
    told = error.retry_after
    return told.total_seconds() if isinstance(told, timedelta) else float(told)


def _gateway(error: NetworkError) -> bool:
    """Whether a server answered that it cannot now (500 and more) and so has sent nothing; not a lost connection."""
    answered = error.__cause__ is None or isinstance(error.__cause__, TelegramError)
    return answered and not isinstance(error, TimedOut) and "(504)" not in error.message
