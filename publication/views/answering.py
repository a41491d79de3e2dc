"""The enterprise answers an objection from the page of its file."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from applications.views.refusals import refusals_on
from portal.accounts.access import access, needs
from portal.accounts.permissions import Permission
from portal.audit.chain import log_read
from portal.documents.files import deliver
from publication import answering as domain
from publication.forms.officers import AnswerForm
from publication.models import AnswerFile, Objection


@access(needs(Permission.ANSWER_OBJECTION))
@require_POST
def answer(request, pk: int):
    """One answer, in time; on a refusal the text is shown again."""
    rows = Objection.objects.defer("sealed").exclude(answer_due_at=None).select_related("publicity__version")
    objection = get_object_or_404(rows, pk=pk, enterprise__organisation=request.user.organisation_id)
    form = AnswerForm(request.POST, request.FILES, prefix=str(pk))
    application = objection.enterprise.applications.filter(call=objection.publicity.version.call_id).first()
    if form.is_valid():
        with refusals_on(form):
            domain.answer(
                objection,
                text=form.cleaned_data["answer"],
                evidence=form.cleaned_data["evidence"],
                by=request.user,
                at=timezone.now(),
            )
            messages.success(request, _("Your answer is with the objection officers."))
            return redirect(application.get_absolute_url())
    context = {"objection": objection, "form": form, "application": application}
    return render(request, "publication/objections/answer.html", context, status=422)


@access(needs(Permission.ANSWER_OBJECTION, Permission.HANDLE_OBJECTIONS))
@require_safe
def answer_file(request, pk: int, file: int):
    """A file that the enterprise brought with its answer, for the officers and for itself."""
    rows = AnswerFile.objects.select_related("file", "objection__enterprise").defer("objection__sealed")
    found = get_object_or_404(rows, pk=file, objection=pk)
    if not domain.may_read_file(request.user, found.objection):
        raise Http404
    log_read(by=request.user, kind="objection", id=str(pk), what=f"answer:{found.pk}", at=timezone.now())
    return deliver(found.file, inline=False)
