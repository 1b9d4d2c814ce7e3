"""Papers that are no acts, such as a redline: an HTML layout with its style sheet, printed as PDF/A-3a and UA-1."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from hashlib import sha256

from .environment import ContentRoot, filled, layout, layout_environment


@dataclass(frozen=True, slots=True)
class Paper:
    """`templates/<layout>.html.j2` with `templates/css/<layout>.css`; `data` (JSON) lies in the PDF."""

    layout: str
    title: str
    day: date
    names: Mapping[str, object]
    data: bytes


def paper_pdf(content: ContentRoot, paper: Paper) -> bytes:
    """The PDF; the same paper gives the same bytes. Raises ContentError where the layout or the print is wrong."""
    from .as_pdf import PdfPress  # WeasyPrint takes most of a second to load

    moment = datetime.combine(paper.day, time(), UTC)
    stamp = moment.strftime("%Y-%m-%dT%H:%M:%SZ")
    page = layout(layout_environment(content, {}), f"{paper.layout}.html.j2")
    html = filled(page, {"title": paper.title, "stamp": stamp, **paper.names})
    press = PdfPress(content, (paper.layout,))
    identity = sha256(paper.data + paper.title.encode()).digest()[:16]
    return press.press([html], attached={"data.json": paper.data}, moment=moment, identifier=identity)
