"""Writes of several threads in one transaction: committing is the slow part, and one commit serves all who wait."""

from collections.abc import Callable
from concurrent.futures import Future
from contextlib import AbstractContextManager
from threading import Lock
from typing import Any, TypeVar

from sqlalchemy import Connection

T = TypeVar("T")
Work = Callable[[Connection], T]


class Together:
    """Each caller comes back when its own writes are committed. Works must not wait for one another."""

    def __init__(self, writing: Callable[[], AbstractContextManager[Connection]]) -> None:
        self._writing = writing
        self._list = Lock()
        self._turn = Lock()
        self._asked: list[tuple[Work[Any], Future[Any]]] = []

    def write(self, work: Work[T]) -> T:
        """Gives what `work` gave, or raises what it raised; then nothing of it was written.

        `work` may be run a second time where another's failed. Where the commit itself fails, nobody knows whether
        it took place: the database's error is raised for all of the transaction.
        """
        came: Future[T] = Future()
        with self._list:
            self._asked.append((work, came))
        with self._turn:  # whoever gets it writes for all who came meanwhile
            if not came.done():
                with self._list:
                    asked, self._asked = self._asked, []
                self._run(asked)
        return came.result()

    def _run(self, asked: list[tuple[Work[Any], Future[Any]]]) -> None:
        committing = False
        try:
            with self._writing() as connection:
                results = [work(connection) for work, _came in asked]
                committing = True
        except BaseException as error:
            if committing or len(asked) == 1 or not isinstance(error, Exception):
                for _work, came in asked:
                    came.set_exception(error)
            else:
                for each in asked:
                    self._run([each])
        else:
            for (_work, came), result in zip(asked, results, strict=True):
                came.set_result(result)
