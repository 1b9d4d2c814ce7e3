"""Connections to the mail server, kept open from message to message. Everything here runs in one event loop."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import aiosmtplib

from ...engine.ports import SendResult
from . import answers
from .envelope import Envelope

Failures = (aiosmtplib.SMTPException, OSError, TimeoutError)


class LoginFailed(Exception):
    """The server did not believe who we are; the cause says why."""


@dataclass
class Line:
    """One open connection: how many messages it has carried, and when it was last used."""

    server: aiosmtplib.SMTP
    carried: int = 0
    used: float = 0.0


class Connections:
    """As many as there are messages on their way at once; the one used last is used next, so the others fall idle.

    A line that has been idle for `idle` seconds or has carried `most` messages is closed, not used. `patience`: seconds
    for everything before the text of a message, the connection included.
    """

    def __init__(
        self, connect: Callable[[], Awaitable[aiosmtplib.SMTP]], idle: float, most: int, patience: float
    ) -> None:
        self._connect = connect
        self._idle = idle
        self._most = most
        self._patience = patience
        self._free: list[Line] = []

    async def deliver(self, envelope: Envelope) -> SendResult:
        """Sends the message once. A kept line that turns out to be dead before the text is replaced by a new one."""
        line = await self._kept()
        end = asyncio.get_running_loop().time() + self._patience
        if line is not None:
            result = await self._over(line, envelope, end)
            if result is not None:
                return result
        try:
            async with asyncio.timeout_at(end):
                line = Line(await self._connect())
        except LoginFailed as error:
            assert isinstance(error.__cause__, Exception)
            return answers.at_login(error.__cause__)
        except Failures as error:
            return answers.before(error)
        result = await self._over(line, envelope, end)
        assert result is not None
        return result

    async def close(self) -> None:
        """Takes leave of the server on every line that is free."""
        lines, self._free = self._free, []
        for line in lines:
            await _leave(line.server)

    async def _kept(self) -> Line | None:
        over = time.monotonic() - self._idle
        lines, self._free = self._free, [line for line in self._free if line.used > over]
        for line in lines:
            if line.used <= over:
                await _leave(line.server)
        while self._free:
            line = self._free.pop()
            if line.server.is_connected:
                return line
            line.server.close()
        return None

    async def _over(self, line: Line, envelope: Envelope, end: float) -> SendResult | None:
        """What came of it over this line; None where a kept line was gone before the text was sent."""
        server = line.server
        if envelope.unicode and not server.supports_extension("smtputf8"):
            await self._keep(line)
            return SendResult("rejected", "the server takes no addresses with letters beyond ASCII (SMTPUTF8)")
        encoding = "utf-8" if envelope.unicode else "ascii"
        try:
            async with asyncio.timeout_at(end):
                await server.mail(envelope.sender, options=envelope.mail_options(server), encoding=encoding)
                await server.rcpt(envelope.recipient, options=envelope.recipient_options(server), encoding=encoding)
        except Failures as error:
            if answers.is_refusal(error):
                await self._reset(line)
                return answers.before(error)
            server.close()
            return None if line.carried else answers.before(error)
        except BaseException:
            server.close()
            raise
        try:
            answer = await server.data(envelope.data)
        except Failures as error:
            if isinstance(error, aiosmtplib.SMTPDataError) and answers.is_refusal(error):
                await self._reset(line)
            else:
                server.close()
            return answers.after(error)
        except BaseException:
            server.close()
            raise
        await self._keep(line)
        return SendResult("accepted", evidence=f"{answer.code} {answer.message}")

    async def _reset(self, line: Line) -> None:
        try:
            await line.server.rset()
        except Failures:
            line.server.close()
        else:
            await self._keep(line)

    async def _keep(self, line: Line) -> None:
        line.carried += 1
        line.used = time.monotonic()
        if line.carried < self._most and self._idle > 0:
            self._free.append(line)
        else:
            await _leave(line.server)


async def _leave(server: aiosmtplib.SMTP) -> None:
    try:
        if server.is_connected:
            await server.quit(timeout=2)
    except Failures:
        pass
    finally:
        server.close()
