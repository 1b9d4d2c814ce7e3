"""The one Jinja environment of the layouts: sandboxed, escaping, and an undefined name stops the render."""

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from jinja2 import Environment, FunctionLoader, StrictUndefined, Template, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from ..errors import ContentError, Finding
from ..messages import _


class ContentRoot(Protocol):
    """Where layouts, styles and fonts are read from."""

    def read_bytes(self, name: str, /) -> bytes:
        """The file's bytes; the name starts at the content folder: `templates/act.docx`."""
        ...


def layout_environment(
    content: ContentRoot, filters: Mapping[str, Callable[..., Any]]
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


def layout(environment: Environment, name: str) -> Template:
    """The compiled layout `templates/<name>`; raises ContentError with file and line where its tags are broken."""
    try:
        return environment.get_template(name)
    except TemplateError as error:
        raise _fault(name, error) from error


def filled(template: Template, names: Mapping[str, object]) -> str:
    """The layout's text; raises ContentError where it asks for a name that is not there."""
    try:
        return template.render(names)
    except TemplateError as error:
        raise _fault(str(template.name), error) from error


def _fault(name: str, error: TemplateError) -> ContentError:
    return ContentError(
        Finding(
            f"templates/{getattr(error, 'name', None) or name}",
            int(getattr(error, "lineno", None) or 0),
            "R-001",
            _("The layout cannot be filled: {reason}.", reason=str(error).rstrip(".")),
            _("templates/README.md lists what a layout may print."),
        )
    )
