"""Official documents to download, and the pages on which anybody verifies one."""

import hashlib
from datetime import date

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_http_methods, require_safe

from portal.accounts.access import ANYONE, PUBLIC, access
from portal.documents import scans, signing
from portal.documents.files import deliver
from portal.documents.forms import CheckForm
from portal.documents.issuing import Found, kinds, readers, subjects, verifiers
from portal.documents.making import verification_address
from portal.documents.models import OfficialDocument, OfficialScan
from portal.documents.rendering import qr_svg

LONGEST = 120  # characters of a name
REFRESH = 5  # seconds until the page of a document in the making asks again


@access(ANYONE)
@require_safe
def download(request, code: str):
    """The PDF of a document: announced ones for everybody, others for those whom its room admits."""
    document = get_object_or_404(OfficialDocument.objects.select_related("file"), code=code)
    if not document.is_public and not _may_read(request.user, document):
        raise Http404
    if document.file is None:
        response = render(request, "documents/pages/making.html", {"document": document}, status=202)
        response["Refresh"] = str(REFRESH)
        return response
    return deliver(document.file, inline=True)


def _may_read(user, document: OfficialDocument) -> bool:
    if not user.is_authenticated:
        return False
    if document.subject_kind in readers and readers[document.subject_kind](user, document):
        return True
    return scans.issued_for(user).filter(pk=document.pk).exists()


@access(ANYONE)
@require_safe
def scan(request, pk: int):
    """A sealed scan, to be read by whoever may read its document."""
    row = get_object_or_404(OfficialScan.objects.select_related("document", "file"), pk=pk)
    if not row.document.is_public and not _may_read(request.user, row.document):
        raise Http404
    return deliver(row.file, inline=True)


@access(ANYONE)
@require_http_methods(["GET", "POST"])
def check_file(request):
    """Whether a PDF is, byte for byte, one that this portal issued; the PDF is not kept."""
    form = CheckForm(request.POST or None, request.FILES or None)
    context = {"form": form}
    if request.method == "POST" and form.is_valid():
        content = form.cleaned_data["pdf"].read()
        digest = hashlib.sha256(content).hexdigest()
        context |= {
            "digest": digest,
            "document": _with_digest(digest),
            "signature": signing.check(content),
        }
    return render(request, "documents/pages/check.html", context, status=422 if form.errors else 200)


def _with_digest(digest: str) -> OfficialDocument | None:
    """The document whose PDF, or whose sealed scan, has this SHA-256."""
    made = OfficialDocument.objects.filter(file__sha256=digest)
    return made.first() or OfficialDocument.objects.filter(scans__file__sha256=digest).first()


@access(PUBLIC)
@require_safe
def verify(request):
    """Ask for a code, a number or a name, and for a day."""
    if text := " ".join(request.GET.get("code", "").split())[:LONGEST]:
        return _verified(request, text)
    return _cached(render(request, "documents/pages/verify.html"))


@access(PUBLIC)
@require_safe
def verify_code(request, code: str):
    """The address in a QR code."""
    return _verified(request, code)


def _verified(request, text: str):
    """What ``text`` stands for: a document by kind, number, date and digest; or what a higher room knows of it."""
    code, asked = _normalised(text), request.GET.get("on", "")
    on = parse_day(asked) or timezone.localdate()
    document = OfficialDocument.objects.select_related("file").filter(code=code).first()
    found = (
        _about(document, on) if document else [one for verifier in verifiers for one in verifier(text, on)]
    )
    context = {"code": text, "on": on, "is_past": bool(asked), "document": document, "found": found}
    if document:
        context |= {
            "kind": kinds[document.kind],
            "qr": qr_svg(verification_address(code)),
            "scans": document.scans.select_related("file") if document.is_public else [],
        }
    status = 200 if document or found else 404
    return _cached(render(request, "documents/pages/verify.html", context, status=status))


def _about(document: OfficialDocument, on: date) -> list[Found]:
    """What a public document is about, as it stands now: a certificate of an old name leads to the member."""
    if not document.is_public or document.subject_kind not in subjects:
        return []
    return subjects[document.subject_kind](document, on)


def parse_day(text: str):
    """A day as the browser writes it, or None."""
    try:
        return parse_date(text)
    except ValueError:
        return None


def _normalised(text: str) -> str:
    return "".join(text.split()).replace("-", "").upper()[:20]


def _cached(response):
    patch_cache_control(response, public=True, max_age=60)
    return response
