"""HTML templates → PDF (pdf/ua-1) in the layout of GB/T 9704-2012; nothing is fetched from any network."""

import re
from functools import lru_cache
from pathlib import Path
from urllib.parse import unquote, urlparse

import qrcode
import qrcode.image.svg
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import override
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

STYLES = Path(__file__).parent / "css"
# Family in the style sheet → file of scripts/fonts.sh. Whole files: split web fonts print wrong characters.
FACES = {
    "FandolFang": "FandolFang-Regular.otf",
    "FandolKai": "FandolKai-Regular.otf",
    "FandolHei": "FandolHei-Regular.otf",
    "FandolSong": "FandolSong-Regular.otf",
}


class OutsideAddress(Exception):
    """A template asked for something that is not inlined; the message names it."""


class OwnFilesOnly(URLFetcher):
    """Official documents hold everything they show; only the fonts' own files are read."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols={"file", "data"}, fail_on_errors=True)

    def fetch(self, url, headers=None):
        if url.startswith("file:") and Path(unquote(urlparse(url).path)).parent != settings.FONTS_DIR:
            raise OutsideAddress(url)
        return super().fetch(url, headers)


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
    fonts, fetcher = FontConfiguration(), OwnFilesOnly()
    style = CSS(
        string=faces() + (STYLES / "official.css").read_text(), font_config=fonts, url_fetcher=fetcher
    )
    document = HTML(string=html, url_fetcher=fetcher)
    return document.write_pdf(stylesheets=[style], font_config=fonts, pdf_variant="pdf/ua-1")


@lru_cache(maxsize=512)
def qr_svg(text: str) -> SafeString:
    """A QR code as inline SVG, for pages and documents."""
    image = qrcode.make(text, image_factory=qrcode.image.svg.SvgPathImage, box_size=10, border=2)
    svg = image.to_string(encoding="unicode")
    return mark_safe(re.sub(r"^<\?xml[^>]*\?>", "", svg))  # made here from an address of ours
