"""A long notice as the portal makes it (rendered, signed, kept) beside WeasyPrint alone on its HTML."""

import time

from django.template.loader import render_to_string
from django.utils import timezone
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from benchmarks.public_fill import notice
from portal.accounts.models import User
from portal.documents import rendering
from portal.documents.issuing import issue
from portal.documents.making import make_pdf, page_context


def measured(lines: int) -> tuple[float, float]:
    """CPU seconds of ours and of WeasyPrint alone; each the better of two."""
    by, now = User.objects.filter(role="province").first(), timezone.now()
    ours, alone = [], []
    for _n in range(2):
        document = issue(
            "publicity_notice", subject_kind="publicity", subject_id="0", data=notice(lines), by=by, at=now
        )
        ours.append(_spent(lambda document=document: make_pdf(document.pk)))
        html = render_to_string(
            "documents/publicity_notice.html",
            {"DEMO": False, "LANGUAGE": "zh-hans", **page_context(document)},
        )
        alone.append(_spent(lambda html=html: _alone(html)))
    return min(ours), min(alone)


def _spent(work) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


def _alone(html: str) -> None:
    fonts = FontConfiguration()
    style = CSS(string=rendering.faces() + (rendering.STYLES / "official.css").read_text(), font_config=fonts)
    HTML(string=html).write_pdf(stylesheets=[style], font_config=fonts, pdf_variant="pdf/ua-1")
