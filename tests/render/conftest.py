"""One press for all tests of the stage, with the shipped layouts."""

import pytest

from qauly.engine.content import Content
from qauly.engine.render import Press


@pytest.fixture(scope="session")
def press() -> Press:
    return Press(Content.open())
