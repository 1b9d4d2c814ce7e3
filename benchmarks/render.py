"""How fast one bilingual act becomes files, beside the loops one would write first: `python benchmarks/render.py`.

All ways take turns on the same act in one run, so that the ratios hold on a busy machine. Times are medians of
processor time for both languages.
"""

import sys
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))  # for the act the tests print

from docxtpl import DocxTemplate  # noqa: E402
from tests.render.documents import sample  # noqa: E402
from weasyprint import HTML  # noqa: E402

from qauly.engine.content import Content  # noqa: E402
from qauly.engine.render import Press  # noqa: E402
from qauly.engine.render.as_html import HtmlLayout  # noqa: E402
from qauly.engine.render.environment import layout_environment  # noqa: E402
from qauly.engine.render.nobreak import in_word  # noqa: E402
from qauly.engine.render.qr import qr_png  # noqa: E402
from qauly.engine.render.sheet import sheet  # noqa: E402
from qauly.engine.wording.document import LANGS, Document  # noqa: E402

ROUNDS = 15


def naive_word(document: Document) -> None:
    """docxtpl as its manual shows it: the file opened, compiled and saved for every document."""
    for lang in LANGS:
        template = DocxTemplate(str(ROOT / "templates" / "act.docx"))
        template.render({"act": sheet(document, lang)}, layout_environment(Content.open(), {"nobreak": in_word}))
        template.save(BytesIO())


def naive_pdf(document: Document) -> None:
    """WeasyPrint as its manual shows it: layouts, style sheets and fonts read for every document."""
    layout = HtmlLayout(Content.open())
    metadata = {"title": document.title.kk, "stamp": "2024-01-18T00:00:00Z"}
    styles = [str(ROOT / "templates" / "css" / f"{name}.css") for name in ("act", "print")]
    for lang in LANGS:
        page = sheet(document, lang)
        qr = qr_png(document.verify_url) if document.verify_url else None
        html = layout.printed(page, layout.body(page, qr), metadata)
        HTML(string=html).write_pdf(stylesheets=styles, pdf_variant="pdf/a-3a", pdf_identifier=b"benchmark")


def seconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def main() -> None:
    """Prints one line a way: milliseconds, and how many times faster ours is."""
    document, press = sample(), Press(Content.open())
    ways: dict[str, Callable[[], object]] = {
        "Word, ours": lambda: [press.docx(document, lang) for lang in LANGS],
        "Word, docxtpl in a loop": lambda: naive_word(document),
        "PDF, ours": lambda: press.pdf(document),
        "PDF, WeasyPrint in a loop": lambda: naive_pdf(document),
        "HTML, ours": lambda: [press.html(document, lang) for lang in LANGS],
        "text, ours": lambda: [press.text(document, lang) for lang in LANGS],
        "all seven files, ours": lambda: press.render(document),
    }
    for work in ways.values():
        work()  # what is made once a process
    taken: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, work in ways.items():
            taken[name].append(seconds(work))
    times = {name: median(values) for name, values in taken.items()}
    for name, value in times.items():
        print(f"{name:28}{value * 1000:9.2f} ms")
    for kind, naive in (("Word", "Word, docxtpl in a loop"), ("PDF", "PDF, WeasyPrint in a loop")):
        print(f"{kind}: {times[naive] / times[f'{kind}, ours']:.1f} times faster than the naive loop")


if __name__ == "__main__":
    main()
