"""What a visible signature shows: who signed and when, in our own font, since pyHanko's text has no Kazakh letters."""

from datetime import datetime
from html import escape

from weasyprint import HTML

from ..law.almaty import local
from ..render.fonts import font_configuration

_STYLE = """
@page { size: 60mm 12mm; margin: 0 }
body { font: 8.5pt Tinos; margin: 0; padding: 0.6mm 1.5mm; border: 0.4pt solid #000; line-height: 1.15; height: 10.4mm }
p { margin: 0 }
.long { font-size: 6pt; line-height: 1 }
"""
_LONG = 36  # letters of a name that fit on a line


def stamp_pdf(name: str, at: datetime) -> bytes:
    """A page of 60 × 12 mm; the time is Almaty's."""
    moment = local(at).strftime("%d.%m.%Y %H:%M:%S %z")
    html = (
        f'<html lang="kk"><style>{_STYLE}</style><body><p>ЭЦҚ қойылған / Подписано ЭЦП</p>'
        f"<p{' class=long' if len(name) > _LONG else ''}>{escape(name)}</p>"
        f"<p>{escape(moment)}</p></body></html>"
    )
    return bytes(HTML(string=html).write_pdf(font_config=font_configuration()))
