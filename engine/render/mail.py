"""The page of an e-mail: the Kazakh block, then the Russian one, each marked with its language."""

import re
from collections.abc import Sequence

from markupsafe import Markup, escape

from .environment import ContentRoot, filled, layout, layout_environment

_ADDRESS = re.compile(r"https?://[^\s<>«»\"]*[^\s<>«»\".,;:!?)]")


class MailLayout:
    """`templates/mail/notice.html.j2`, compiled once."""

    def __init__(self, content: ContentRoot) -> None:
        self._page = layout(layout_environment(content, {"links": _links}), "mail/notice.html.j2")

    def html(self, subject: str, kk: Sequence[str], ru: Sequence[str]) -> str:
        """The page with `subject` as its title and the paragraphs of both languages; addresses can be clicked."""
        return filled(self._page, {"subject": subject, "parts": (("kk", kk), ("ru", ru))})


def _links(text: str) -> Markup:
    """Escaped text whose http(s) addresses are links that show themselves.

    They are set smaller, so that one fits a narrow screen: no style that all mail clients know would break it.
    """
    text = str(text)  # an undefined name speaks up here
    parts = []
    end = 0
    for match in _ADDRESS.finditer(text):
        parts += [
            escape(text[end : match.start()]),
            Markup('<a style="font-size:14px" href="{0}">{0}</a>').format(match[0]),
        ]
        end = match.end()
    return Markup("").join([*parts, escape(text[end:])])
