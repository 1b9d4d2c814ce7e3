"""The one Jinja environment of the layouts: sandboxed, escaping, and an undefined name stops the render."""

from collections.abc import Callable, Mapping
from typing import Protocol

from jinja2 import FunctionLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup


class ContentRoot(Protocol):
    """Where layouts, styles and fonts are read from."""

    def read_bytes(self, name: str, /) -> bytes:
        """The file's bytes; the name starts at the content folder: `templates/act.docx`."""
        ...


def layout_environment(
    content: ContentRoot, filters: Mapping[str, Callable[[str], Markup]]
) -> ImmutableSandboxedEnvironment:
    """An environment that loads layouts from `templates/`; `filters` are what the layouts of one format may use."""
    environment = ImmutableSandboxedEnvironment(
        loader=FunctionLoader(lambda name: content.read_bytes(f"templates/{name}").decode("utf-8")),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(filters)
    return environment
