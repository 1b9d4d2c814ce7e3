"""The picture of an act, such as a signature by stylus: any PNG or JPEG, set into the frame that the layouts have."""

from io import BytesIO

from PIL import Image, ImageOps

from ..errors import CallerError
from ..messages import _

FRAME = (900, 300)  # three to one, as in the layouts; 60 mm at 380 dots an inch
_ENDS = (b"IEND\xaeB`\x82", b"\xff\xd9")  # of a PNG, of a JPEG
_LARGEST = 40_000_000  # pixels: a photograph of a telephone, no bomb


def framed(data: bytes) -> bytes:
    """A grey PNG of the frame's size, the picture in its middle on white.

    Raises `CallerError` for bytes that are no picture.
    """
    try:
        if not data.rstrip(b"\0").endswith(_ENDS):
            raise ValueError("it is cut off")  # Pillow may have been told elsewhere to read such files
        with Image.open(BytesIO(data), formats=("PNG", "JPEG")) as image:
            if image.width * image.height > _LARGEST:
                raise ValueError("too many pixels")
            paper = Image.new("RGBA", image.size, "white")
            paper.alpha_composite(ImageOps.exif_transpose(image).convert("RGBA").resize(image.size))
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise CallerError(
            _("is not a picture that can be read: {error}.", error=str(error).rstrip(".")),
            field="facts.attachments",
            fix=_("Send it as PNG or JPEG."),
        ) from None
    out = BytesIO()
    ImageOps.pad(paper.convert("L"), FRAME, color=255).save(out, "PNG", optimize=False)
    return out.getvalue()
