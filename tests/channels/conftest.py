"""Channels keep connections: whatever a test opens is closed when it ends."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from qauly.channels.smtp import Smtp


@pytest.fixture(autouse=True)
def every_line_is_closed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A connection left to the garbage collector would be told of in a test that has nothing to do with it."""
    made: list[Smtp] = []
    begin = Smtp.__init__

    def remembered(self: Smtp, settings: Mapping[str, Any]) -> None:
        begin(self, settings)
        made.append(self)

    monkeypatch.setattr(Smtp, "__init__", remembered)
    yield
    for each in made:
        each.close()
