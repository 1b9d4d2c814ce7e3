"""Pages of the site as text: layouts of templates/pages/ filled with the words of the program; no server is needed."""

from base64 import b64encode
from collections.abc import Iterable, Mapping
from itertools import groupby

from ..content import Content
from ..links import EXAMPLE_CODE
from ..render.environment import filled, layout, layout_environment
from ..render.nobreak import in_html
from ..wording.document import Block, Lang, Said
from .words import words_of

ASSETS = {
    "page.css": ("templates/css/page.css", "text/css"),
    "api.css": ("templates/css/api.css", "text/css"),
    "emblem.svg": ("templates/pages/emblem.svg", "image/svg+xml"),
}


class Sheets:
    """Fills layouts. Everything a layout prints is escaped; a name that is not there stops the page.

    `assets` says where a browser finds the files of `ASSETS`.
    """

    def __init__(self, content: Content, assets: Mapping[str, str]) -> None:
        self._environment = layout_environment(content, {"nobreak": in_html, "by_role": by_role})
        self._assets = assets

    def text(self, name: str, lang: Lang, names: Mapping[str, object]) -> str:
        """The layout `templates/pages/<name>.html.j2`."""
        shown = {
            "lang": lang,
            "other": "ru" if lang == "kk" else "kk",
            "words": words_of(lang),
            "assets": self._assets,
            "here": "",
            "draft": False,
            "example": EXAMPLE_CODE,
            **names,
        }
        return filled(layout(self._environment, f"pages/{name}.html.j2"), shown)


def inside(content: Content) -> dict[str, str]:
    """Addresses that hold the files themselves, for a page that stands in a file of its own."""
    return {name: as_address(content.read_bytes(path), kind) for name, (path, kind) in ASSETS.items()}


def as_address(data: bytes, kind: str) -> str:
    return f"data:{kind};base64,{b64encode(data).decode()}"


def by_role(said: Iterable[Said], lang: Lang) -> list[tuple[str, list[Block]]]:
    """Neighbouring paragraphs of one role, in one language."""
    return [(role, [each.block(lang) for each in group]) for role, group in groupby(said, lambda each: each.role)]
