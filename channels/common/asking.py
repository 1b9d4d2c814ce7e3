"""Questions to a provider about many messages, one after the other: when it is the message, when the provider."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from ...engine.errors import ChannelError
from ...engine.messages import _
from .http_call import NoAnswer, NotReached

T = TypeVar("T")
R = TypeVar("R")


def ask_each(channel: str, about: Iterable[T], ask: Callable[[T], R]) -> Iterator[tuple[T, R]]:
    """Each with what `ask` says of it. One that gives no answer is passed over: it must not hold up the others.

    Raises `ChannelError` (transient) where it is the provider that gives none: twice in a row, or to all of them.
    """
    answered, silent = False, ""
    for each in about:
        try:
            told = ask(each)
        except NotReached as error:
            raise _not_now(channel, str(error)) from None
        except NoAnswer as error:
            if silent:
                raise _not_now(channel, str(error)) from None
            silent = str(error)
            continue
        answered, silent = True, ""
        yield each, told
    if silent and not answered:
        raise _not_now(channel, silent)


def _not_now(channel: str, reason: str) -> ChannelError:
    unsure = _("the status could not be confirmed: {reason}.", reason=reason)
    return ChannelError(unsure, channel=channel, kind="transient", evidence=reason)
