"""Official pages as PDF/UA in the layout of GB/T 9704-2012; nothing is fetched from a network."""

import base64
import io
from urllib.parse import unquote

import qrcode
import qrcode.image.svg
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from weasyprint import HTML
from weasyprint.urls import URLFetcher, URLFetcherResponse

FACES = [
    ("Official Fang", "FandolFang-Regular.otf", "normal"),
    ("Official Kai", "FandolKai-Regular.otf", "normal"),
    ("Official Hei", "FandolHei-Regular.otf", "normal"),
    ("Official Song", "FandolSong-Regular.otf", "normal"),
    ("Official Song", "FandolSong-Bold.otf", "bold"),
]


class OwnFiles(URLFetcher):
    """Serves our fonts and embedded pictures, refuses every other address."""

    def fetch(self, url, headers=None):
        """The font of a ``font:`` address or the content of a ``data:`` address."""
        if url.startswith("data:"):
            return super().fetch(url, headers)
        names = {name for _family, name, _weight in FACES}
        if url.startswith("font:") and unquote(url[5:]) in names:
            return URLFetcherResponse(url, (settings.FONTS_DIR / unquote(url[5:])).read_bytes())
        raise ValueError(f"not one of our files: {url[:80]}")


def render_pdf(template: str, context: dict, *, language: str) -> bytes:
    """The page of ``template`` as PDF/UA-1, in ``language``; ``context`` is all that it shows."""
    faces = [face for face in FACES if (settings.FONTS_DIR / face[1]).exists()]
    with translation.override(language):
        page = render_to_string(template, {"faces": faces, "demo": settings.DEMO, **context})
    return HTML(string=page, base_url=None, url_fetcher=OwnFiles()).write_pdf(pdf_variant="pdf/ua-1")


def qr_code(text: str) -> str:
    """A QR code as a ``data:`` address of an SVG."""
    out = io.BytesIO()
    qrcode.make(text, image_factory=qrcode.image.svg.SvgPathImage, border=1).save(out)
    return "data:image/svg+xml;base64," + base64.b64encode(out.getvalue()).decode()
