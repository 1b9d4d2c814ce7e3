"""Pages as pictures, those the README shows: an act that comes out otherwise is seen here. Renew: --snapshot-update."""

from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image, ImageChops, ImageStat

from qauly.engine.content import Content
from qauly.engine.preview import preview
from qauly.engine.render import Press

from .documents import extreme

PAGES = Path(__file__).parent / "pages"
SCALE = 1.25


def picture(page: pypdfium2.PdfPage) -> Image.Image:
    image: Image.Image = page.render(scale=SCALE).to_pil()
    return image.convert("L")


@pytest.mark.parametrize("kind", ["initiation", "termination", "cancellation"])
def test_the_pages_look_as_they_did(kind: str, content: Content, request: pytest.FixtureRequest) -> None:
    data = preview(content, f"resolution.{kind}", None, "kk", "pdf")
    assert isinstance(data, bytes)
    compare(kind, data, request, pages=None)


def test_the_first_pages_of_an_extreme_act_look_as_they_did(press: Press, request: pytest.FixtureRequest) -> None:
    """Facts of a hundred lines and words of sixty letters."""
    compare("extreme", press.pdf(extreme()), request, pages=2)


def compare(kind: str, data: bytes, request: pytest.FixtureRequest, pages: int | None) -> None:
    pdf = pypdfium2.PdfDocument(BytesIO(data))
    found = {f"{kind}-{number}": picture(pdf[number - 1]) for number in range(1, (pages or len(pdf)) + 1)}
    pdf.close()
    if request.config.getoption("--snapshot-update"):
        for name, page in found.items():
            page.save(PAGES / f"{name}.png", optimize=True)
    assert {path.stem for path in PAGES.glob(f"{kind}-*.png")} == set(found)
    for name, page in found.items():
        with Image.open(PAGES / f"{name}.png") as known:
            difference = ImageChops.difference(known.convert("L"), page)
        assert ImageStat.Stat(difference).mean[0] < 0.5, f"{name}: look at it, then renew it with --snapshot-update"
