"""Documents handed out, and codes verified."""

from django.contrib.auth.views import redirect_to_login
from django.http import Http404
from django.shortcuts import redirect, render

from portal.accounts.access import ANYONE, PUBLIC, access
from portal.documents.files import deliver
from portal.documents.issuing import may_read
from portal.documents.models import OfficialDocument
from portal.documents.verification import clean_code, statement_of


@access(ANYONE)
def document_download(request, code: str):
    """The PDF, or a page that waits for it while the job makes it."""
    document = OfficialDocument.objects.select_related("file").filter(code=code).first()
    if document is None:
        raise Http404
    if not may_read(request.user, document):
        if request.user.is_authenticated:
            raise Http404
        return redirect_to_login(request.get_full_path())
    if document.file is None:
        response = render(request, "documents/pending.html", {"document": document}, status=202)
        response["Refresh"] = "3"
        return response
    return deliver(document.file, inline=True)


@access(PUBLIC)
def verify(request):
    """The form; a code in the address leads to its page."""
    if code := clean_code(request.GET.get("code", "")):
        return redirect("verify_code", code)
    return render(request, "documents/verify.html", {"asked": "code" in request.GET})


@access(PUBLIC)
def verify_code(request, code: str):
    """What the code stands for, or that nothing has it."""
    statement = statement_of(clean_code(code))
    context = {"code": clean_code(code), "statement": statement, "asked": True}
    return render(request, "documents/verify.html", context, status=200 if statement else 404)
