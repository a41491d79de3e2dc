"""PAdES (ETSI EN 319 142, level B-B) by pyHanko: signing a PDF, and what a signature says."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from typing import TypeVar

from asn1crypto.x509 import Certificate
from django.conf import settings
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields, signers
from pyhanko.sign.signers.pdf_cms import Signer
from pyhanko.sign.validation import PdfSignatureStatus, SignatureCoverageLevel, validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

T = TypeVar("T")
FIELD = "Portal"
WHOLE = SignatureCoverageLevel.ENTIRE_FILE


def signed(pdf: bytes, signer: Signer) -> bytes:
    """The PDF with an invisible signature appended; the bytes before it stay as they were."""
    out = BytesIO()
    meta = signers.PdfSignatureMetadata(
        field_name=FIELD,
        subfilter=fields.SigSeedSubFilter.PADES,
        md_algorithm="sha256",
        name=settings.SITE_OWNER,
    )
    writer = IncrementalPdfFileWriter(BytesIO(pdf), strict=False)
    hand = signers.PdfSigner(meta, signer=signer)
    _apart(lambda: hand.sign_pdf(writer, output=out))
    return out.getvalue()


def status(pdf: bytes, ours: Certificate) -> PdfSignatureStatus | None:
    """The state of the last signature, ``ours`` trusted; None when there is none or it can't be read."""
    try:
        found = PdfFileReader(BytesIO(pdf), strict=False).embedded_signatures
        if not found:
            return None
        trust = ValidationContext(trust_roots=[ours], allow_fetching=False)
        return _apart(lambda: validate_pdf_signature(found[-1], trust))
    except (PdfError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _apart(work: Callable[[], T]) -> T:
    """Run ``work`` in a thread of its own: pyHanko drives an event loop, and this thread may be inside another."""
    with ThreadPoolExecutor(max_workers=1) as pool:
        return pool.submit(work).result()
