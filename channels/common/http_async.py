"""Calls of an asynchronous HTTP library within limits: a deadline for the whole call, a size for the answer.

For libraries that let us choose the transport of httpx and nothing else; our own calls go by `http_call`.
"""

import asyncio
from collections.abc import AsyncIterator

import httpx


class WithinLimits(httpx.AsyncBaseTransport):
    """`seconds` for a whole call, `most` bytes of an answer.

    A call whose time is over ends with `httpx.ReadTimeout`: it may have gone out. The client's own times until it is
    connected must be shorter in all.
    """

    def __init__(self, seconds: float, connections: int, proxy: str | None, most: int = 1_000_000) -> None:
        self._seconds = seconds
        self._most = most
        self._inner = httpx.AsyncHTTPTransport(limits=httpx.Limits(max_connections=connections), proxy=proxy)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        end = asyncio.get_running_loop().time() + self._seconds
        request.headers["accept-encoding"] = "identity"  # a small answer must not unpack into a large one
        try:
            async with asyncio.timeout_at(end):
                answer = await self._inner.handle_async_request(request)
        except TimeoutError:
            raise httpx.ReadTimeout("the call took too long") from None
        assert isinstance(answer.stream, httpx.AsyncByteStream)
        body = _Limited(answer.stream, end, self._most)
        if answer.headers.get("content-encoding", "identity") != "identity":
            await body.aclose()
            raise httpx.DecodingError("the answer is packed, which was not asked for")
        return httpx.Response(answer.status_code, headers=answer.headers, stream=body, extensions=answer.extensions)

    async def aclose(self) -> None:
        await self._inner.aclose()


class _Limited(httpx.AsyncByteStream):
    def __init__(self, inner: httpx.AsyncByteStream, end: float, most: int) -> None:
        self._inner = inner
        self._end = end
        self._left = most

    async def __aiter__(self) -> AsyncIterator[bytes]:
        pieces = aiter(self._inner)
        while True:
            try:
                async with asyncio.timeout_at(self._end):
                    piece = await anext(pieces)
            except StopAsyncIteration:
                return
            except TimeoutError:
                raise httpx.ReadTimeout("the answer came too slowly") from None
            self._left -= len(piece)
            if self._left < 0:
                raise httpx.ReadError("the answer is too large")
            yield piece

    async def aclose(self) -> None:
        await self._inner.aclose()
