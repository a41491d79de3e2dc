"""Official documents to download, and the page on which anybody verifies one."""

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from portal.accounts.access import ANYONE, PUBLIC, access
from portal.documents.files import deliver
from portal.documents.issuing import kinds, readers, verifiers
from portal.documents.making import verification_address
from portal.documents.models import OfficialDocument
from portal.documents.rendering import qr_svg

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
    if not user.is_authenticated or document.subject_kind not in readers:
        return False
    return readers[document.subject_kind](user, document)


@access(PUBLIC)
@require_safe
def verify(request):
    """Ask for a code."""
    if code := _normalised(request.GET.get("code", "")):
        return redirect("documents:verify_code", code)
    return _cached(render(request, "documents/pages/verify.html"))


@access(PUBLIC)
@require_safe
def verify_code(request, code: str):
    """What a code stands for: a document by kind, number, date and digest; or what a higher room knows of it."""
    code = _normalised(code)
    document = OfficialDocument.objects.filter(code=code).first()
    context = {"code": code, "document": document}
    if document:
        context |= {"kind": kinds[document.kind], "qr": qr_svg(verification_address(code))}
    else:
        context["found"] = next((found for verifier in verifiers if (found := verifier(code))), None)
    known = document or context["found"]
    return _cached(render(request, "documents/pages/verify.html", context, status=200 if known else 404))


def _normalised(code: str) -> str:
    return "".join(code.split()).replace("-", "").upper()[:20]


def _cached(response):
    patch_cache_control(response, public=True, max_age=60)
    return response
