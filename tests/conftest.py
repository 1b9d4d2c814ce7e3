"""What every test may use: the shipped content, its law, and facts of persons who do not exist."""

import copy
from typing import Any

import pytest

from qauly.engine.content import Content
from qauly.engine.courses.story import load_samples
from qauly.engine.law.library import Law


@pytest.fixture(scope="session")
def content() -> Content:
    return Content.open()


@pytest.fixture(scope="session")
def law(content: Content) -> Law:
    return Law.load(content)


@pytest.fixture
def fine(content: Content) -> dict[str, Any]:
    """Facts of a `writ_received` in Taraz, free to be changed."""
    return copy.deepcopy(load_samples(content, "simplified_proceeding")["taraz_fine"])
