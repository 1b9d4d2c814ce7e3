"""An event loop in a thread of its own: channels are called from several threads, protocols live in one loop."""

import asyncio
import threading
from collections.abc import Coroutine
from typing import Any, TypeVar

try:
    import uvloop
except ImportError:  # no extra `channels`, or a system it does not know
    new_event_loop = asyncio.new_event_loop
else:
    new_event_loop = uvloop.new_event_loop  # an SMSC gets its parts in two thirds of the time

T = TypeVar("T")


class Background:
    """Starts with the first call, ends with `close`; after that nothing runs in it any more."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self.closed = False

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Runs `work` in the loop and gives what came of it; raises RuntimeError after `close`."""
        try:
            return asyncio.run_coroutine_threadsafe(work, self._running()).result()
        except RuntimeError:
            work.close()
            raise

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        """Runs `work` in the loop without waiting for it."""
        asyncio.run_coroutine_threadsafe(work, self._running())

    def close(self) -> None:
        """Cancels what still runs and ends the thread; a second call does nothing."""
        with self._lock:
            self.closed = True
            loop, thread, self._loop, self._thread = self._loop, self._thread, None, None
        if loop is None or thread is None:
            return
        asyncio.run_coroutine_threadsafe(_cancel_others(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()

    def _running(self) -> asyncio.AbstractEventLoop:
        with self._lock:
            if self.closed:
                raise RuntimeError(f"{self.name} is closed")
            if self._loop is None:
                self._loop = new_event_loop()
                self._thread = threading.Thread(target=self._loop.run_forever, name=self.name, daemon=True)
                self._thread.start()
            return self._loop


async def _cancel_others() -> None:
    """Until all have ended: a task may miss one cancellation where what it waits for comes at the same moment."""
    me = asyncio.current_task()
    while others := {task for task in asyncio.all_tasks() if task is not me}:
        for task in others:
            task.cancel()
        await asyncio.wait(others, timeout=0.2)
