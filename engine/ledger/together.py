"""Writes of several threads in one transaction: committing is the slow part, and one commit serves all who wait."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection

T = TypeVar("T")
Work = Callable[[Connection], T]


@dataclass(eq=False)
class _Asked(Generic[T]):
    work: Work[T]
    done: bool = False
    result: list[T] = field(default_factory=list)
    error: BaseException | None = None


class Together:
    """Each caller comes back when its own writes are committed. Works must not wait for one another."""

    def __init__(self, writing: Callable[[], AbstractContextManager[Connection]]) -> None:
        self._writing = writing
        self._list = Lock()
        self._turn = Lock()
        self._asked: list[_Asked[Any]] = []

    def write(self, work: Work[T]) -> T:
        """Gives what `work` gave, or raises what it raised; then nothing of it was written.

        `work` may be run a second time where another's failed. Where the commit itself fails, nobody knows whether
        it took place: the database's error is raised for all of the transaction.
        """
        mine = _Asked(work)
        with self._list:
            self._asked.append(mine)
        with self._turn:  # whoever gets it writes for all who came meanwhile
            if not mine.done:
                with self._list:
                    asked, self._asked = self._asked, []
                self._run(asked)
        if mine.error is not None:
            raise mine.error
        return mine.result[0]

    def _run(self, asked: list[_Asked[Any]]) -> None:
        committing = False
        try:
            with self._writing() as connection:
                results = [each.work(connection) for each in asked]
                committing = True
        except BaseException as error:
            if committing or len(asked) == 1 or not isinstance(error, Exception):
                for each in asked:
                    each.error, each.done = error, True
            else:
                for each in asked:
                    self._run([each])
        else:
            for each, result in zip(asked, results, strict=True):
                each.result, each.done = [result], True
