"""The picture of an act, a signature by stylus: in Word, on the page, in the PDF; what is no picture is refused."""

from dataclasses import replace
from io import BytesIO
from zipfile import ZipFile

import pypdfium2
import pytest
from PIL import Image, ImageDraw
from tests.render.documents import sample

from qauly.engine import CallerError
from qauly.engine.render import Press
from qauly.engine.render.picture import FRAME, framed
from qauly.engine.wording.document import Block, Document, Version


def drawn(kind: str = "PNG", size: tuple[int, int] = (300, 90)) -> bytes:
    image = Image.new("RGB" if kind == "JPEG" else "RGBA", size, "white")
    ImageDraw.Draw(image).line((10, 10, size[0] - 10, size[1] - 10), fill="black", width=6)
    out = BytesIO()
    image.save(out, kind)
    return out.getvalue()


def signed(picture: bytes) -> Document:
    document = sample()

    def with_picture(version: Version, caption: str) -> Version:
        return replace(version, blocks=(*version.blocks, Block("picture", "stylus", caption)))

    return replace(
        document,
        picture=picture,
        kk=with_picture(document.kk, "Стилуспен қойылған қол"),
        ru=with_picture(document.ru, "Подпись, поставленная стилусом"),
    )


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_the_picture_is_in_every_format_that_has_pictures(press: Press, kind: str) -> None:
    document = signed(drawn(kind))
    with (
        ZipFile(BytesIO(press.docx(document, "ru"))) as package,
        Image.open(BytesIO(package.read("word/media/image2.png"))) as image,
    ):
        assert image.size == FRAME
        assert image.convert("L").getextrema() == (0, 255)
    page = press.html(document, "kk").decode()
    assert 'alt="Стилуспен қойылған қол"' in page and page.count("data:image/png;base64,") == 2
    with pypdfium2.PdfDocument(press.pdf(document)) as pdf:
        pictures = [item for sheet in pdf for item in sheet.get_objects() if item.type == 3]
    assert len(pictures) == 4, "a QR code and a picture in each language"
    assert "Подпись, поставленная стилусом" in press.text(document, "ru").decode()


def test_the_same_picture_gives_the_same_bytes() -> None:
    assert framed(drawn()) == framed(drawn())


@pytest.mark.parametrize("size", [(10, 900), (2000, 10), (1, 1)])
def test_any_shape_is_set_into_the_frame(size: tuple[int, int]) -> None:
    with Image.open(BytesIO(framed(drawn(size=size)))) as image:
        assert image.size == FRAME


@pytest.mark.parametrize(
    "data",
    [b"", b"GIF89a", drawn()[:60], drawn("JPEG")[:200], b"%PDF-1.7"],
    ids=["empty", "gif", "half a png", "half a jpeg", "pdf"],
)
def test_what_is_no_picture_is_refused(data: bytes) -> None:
    with pytest.raises(CallerError) as refused:
        framed(data)
    assert refused.value.field == "facts.attachments"
