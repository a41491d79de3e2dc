"""The enterprise answers an objection from the page of its file."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from applications.policies import Refused
from portal.accounts.access import access, needs
from portal.accounts.permissions import Permission
from publication import investigation
from publication.forms.officers import AnswerForm
from publication.models import Objection


@access(needs(Permission.ANSWER_OBJECTION))
@require_POST
def answer(request, pk: int):
    """One answer, in time; on a refusal the text is shown again."""
    rows = Objection.objects.defer("sealed").exclude(answer_due_at=None).select_related("publicity__version")
    objection = get_object_or_404(rows, pk=pk, enterprise__organisation=request.user.organisation_id)
    form = AnswerForm(request.POST, prefix=str(pk))
    application = objection.enterprise.applications.filter(call=objection.publicity.version.call_id).first()
    if form.is_valid():
        try:
            investigation.answer(
                objection, text=form.cleaned_data["answer"], by=request.user, at=timezone.now()
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Your answer is with the objection officers."))
            return redirect(application.get_absolute_url())
    context = {"objection": objection, "form": form, "application": application}
    return render(request, "publication/objections/answer.html", context, status=422)
