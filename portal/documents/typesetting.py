"""HTML → PDF (pdf/ua-1) by WeasyPrint; nothing is fetched from any network."""

from pathlib import Path
from urllib.parse import unquote, urlparse

from django.conf import settings
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher


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


def pdf(html: str, *, styles: str) -> bytes:
    """The PDF of a whole page of HTML. Raises OutsideAddress when it asks for something that is not inlined."""
    fonts, fetcher = FontConfiguration(), OwnFilesOnly()
    style = CSS(string=styles, font_config=fonts, url_fetcher=fetcher)
    document = HTML(string=html, url_fetcher=fetcher)
    return document.write_pdf(stylesheets=[style], font_config=fonts, pdf_variant="pdf/ua-1")
