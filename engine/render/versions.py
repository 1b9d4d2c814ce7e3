"""Which programs make the files: noted with every document, so that a later difference can be explained."""

import platform
from functools import cache
from importlib.metadata import version

_MAKERS = ("qauly", "weasyprint", "pydyf", "fonttools", "docxtpl", "jinja2", "lxml", "segno", "pillow")


@cache
def made_by() -> dict[str, str]:
    """Name -> version of what turns a composed document into bytes."""
    return {"python": platform.python_version(), **{name: version(name) for name in _MAKERS}}
