"""HTML templates → PDF in the layout of GB/T 9704-2012, and QR codes."""

import re
from functools import lru_cache
from pathlib import Path

import qrcode
import qrcode.image.svg
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import override

STYLES = Path(__file__).parent / "css"
# Family in the style sheet → file of scripts/fonts.sh. Whole files: split web fonts print wrong characters.
FACES = {
    "FandolFang": "FandolFang-Regular.otf",
    "FandolKai": "FandolKai-Regular.otf",
    "FandolHei": "FandolHei-Regular.otf",
    "FandolSong": "FandolSong-Regular.otf",
}


def faces() -> str:
    """``@font-face`` rules for the fonts that set-up brought; the style sheet falls back to Noto and WenKai."""
    rules = []
    for family, name in FACES.items():
        path = settings.FONTS_DIR / name
        if path.exists():
            rules.append(f"@font-face {{ font-family: {family}; src: url('{path.absolute().as_uri()}') }}")
    return "\n".join(rules)


def render_pdf(template: str, context: dict, *, language: str = "zh-hans") -> bytes:
    """The PDF of a template. ``context`` is all it knows, besides ``DEMO`` and the site's name."""
    with override(language):
        html = render_to_string(template, {"DEMO": settings.DEMO, "LANGUAGE": language, **context})
    # Read in only where documents are made: it takes a process half a second and some 40 MB.
    from portal.documents import typesetting

    return typesetting.pdf(html, styles=faces() + (STYLES / "official.css").read_text())


@lru_cache(maxsize=512)
def qr_svg(text: str) -> SafeString:
    """A QR code as inline SVG, for pages and documents."""
    image = qrcode.make(text, image_factory=qrcode.image.svg.SvgPathImage, box_size=10, border=2)
    svg = image.to_string(encoding="unicode")
    return mark_safe(re.sub(r"^<\?xml[^>]*\?>", "", svg))  # made here from an address of ours
