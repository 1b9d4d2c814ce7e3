"""Writes of several threads in one transaction: each gets its own result, and its own fault."""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from sqlalchemy import Connection, text

from qauly.engine.ledger.store import Store
from qauly.engine.ledger.together import Together

LIST = text("SELECT word FROM said ORDER BY word")


class Counting:
    """A store whose commits are counted; a commit can be made to fail."""

    def __init__(self, store: Store) -> None:
        self.store, self.commits, self.broken = store, 0, False

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        with self.store.writing() as connection:
            yield connection
            if self.broken:
                raise OSError("the disk is full")
        self.commits += 1


@pytest.fixture
def counted(tmp_path: Path) -> Iterator[Counting]:
    store = Store(f"sqlite:///{tmp_path / 'q.db'}")
    with store.writing() as connection:
        connection.execute(text("CREATE TABLE said (word TEXT)"))
    yield Counting(store)
    store.close()


def say(connection: Connection, word: str) -> str:
    connection.execute(text("INSERT INTO said VALUES (:word)"), {"word": word})
    if word == "wrong":
        raise ValueError(word)
    return word.upper()


def at_once(counted: Counting, words: list[str]) -> list[Future[Any]]:
    """The first word's write is held until all the others wait behind it."""
    together, begun, go = Together(counted.writing), Event(), Event()

    def first(connection: Connection) -> str:
        begun.set()
        assert go.wait(10)
        return say(connection, words[0])

    with ThreadPoolExecutor(len(words)) as pool:
        calls: list[Future[Any]] = [pool.submit(together.write, first)]
        assert begun.wait(10)
        for word in words[1:]:
            calls.append(pool.submit(together.write, lambda connection, word=word: say(connection, word)))
        while len(together._asked) < len(words) - 1:
            pass
        go.set()
    return calls


def said(counted: Counting) -> list[str]:
    with counted.store.reading() as connection:
        return list(connection.execute(LIST).scalars())


def test_all_who_wait_are_committed_by_one_of_them(counted: Counting) -> None:
    words = ["a", "b", "c", "d"]
    assert [call.result() for call in at_once(counted, words)] == ["A", "B", "C", "D"]
    assert said(counted) == words and counted.commits == 2


def test_the_fault_of_one_is_its_own(counted: Counting) -> None:
    calls = at_once(counted, ["a", "b", "wrong", "d"])
    assert [call.exception() for call in calls if call is not calls[2]] == [None, None, None]
    with pytest.raises(ValueError, match="wrong"):
        calls[2].result()
    assert said(counted) == ["a", "b", "d"]


def test_a_commit_that_fails_is_told_to_all_of_it(counted: Counting) -> None:
    counted.broken = True
    calls = at_once(counted, ["a", "b", "c"])
    assert [str(call.exception()) for call in calls] == ["the disk is full"] * 3
    assert said(counted) == []
