"""The recommended directory: prepared and issued by staff, read by everybody."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from applications.views.refusals import refusals_on
from evaluations.models import Directory
from evaluations.support import directory as domain
from evaluations.support.excellent import excellent_of
from evaluations.support.forms import DirectoryForm, ReasonForm
from evaluations.support.views.common import MANAGE, STAFF, demand
from portal.accounts.access import access
from portal.accounts.permissions import Permission as P
from portal.ui.paging import page
from publication.views.public import public_page

# The words are Chinese: the directory is an official document of the province.
TITLE = "广东省工业互联网产业生态供给资源池优秀供应商推荐名录（{year}年）"
PREFACE = (
    "为支持供需精准对接，推动各类资源向优质企业和产品集中，现将{call}结果为“优秀”的供应商"
    "编入《{title}》，供各地市、各制造企业在工业互联网应用标杆和工业企业“上云上平台”工作中优先选用，"
    "并在各类活动予以重点推介。\n名录内企业资质全省互认，任何单位不得以企业不在本地注册为由限制其参与本地项目。"
)


@access(STAFF)
@require_safe
def directory_list(request):
    """Every directory, and the announced evaluations that have none yet."""
    rows = Directory.objects.select_related("document", "call").defer("call__body")
    context = {
        "page": page(request, rows.order_by(), order=("-year", "-pk"), size=30),
        "calls": domain.without_directory() if request.user.may(P.MANAGE_SUPPORT) else [],
    }
    return render(request, "evaluations/support/directories.html", context)


@access(MANAGE)
@require_http_methods(["GET", "POST"])
def directory_new(request, pk: int):
    """Prepare the directory of an announced evaluation, or prepare it anew after it was sent back."""
    rows = domain.announced_evaluations().select_related("directory")
    call = get_object_or_404(rows, pk=pk)
    there = getattr(call, "directory", None)
    title = TITLE.format(year=call.year)
    first = {"title": title, "preface": PREFACE.format(call=call.title, title=title)}
    if there:
        first = {"title": there.title, "preface": there.preface}
    form = DirectoryForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            made = domain.prepare(call, **form.cleaned_data, by=request.user, at=timezone.now())
            messages.success(request, _("Prepared. Somebody else at the province issues it."))
            return redirect("evaluations:directory", made.pk)
    members = excellent_of(pk=call.pk).select_related("enterprise__city")
    members = members.order_by("supplier_class", "enterprise__city_id", "enterprise__name", "pk")
    context = {"form": form, "call": call, "members": members, "there": there}
    return render(
        request, "evaluations/support/directory_new.html", context, status=422 if form.is_bound else 200
    )


@access(STAFF)
@require_http_methods(["GET", "POST"])
def directory(request, pk: int):
    """A directory as it was prepared; the second person issues it or sends it back."""
    found = get_object_or_404(
        Directory.objects.select_related("call", "document", "prepared_by", "issued_by"), pk=pk
    )
    do = request.POST.get("do", "")
    form = ReasonForm(request.POST) if do == "send_back" else ReasonForm()
    if request.method == "POST":
        demand(request.user, P.ISSUE_DIRECTORY)
        if do == "issue":
            form = ReasonForm({"reason": "-"})  # a form to put a refusal on
        if form.is_valid():
            with refusals_on(form):
                if do == "issue":
                    domain.issue(found, by=request.user, at=timezone.now())
                    messages.success(request, _("Issued: the document is being made, the page is public."))
                else:
                    reason = form.cleaned_data["reason"]
                    domain.send_back(found, reason=reason, by=request.user, at=timezone.now())
                    messages.success(request, _("Sent back to who prepared it."))
                return redirect("evaluations:directory", pk)
    waits = found.status == Directory.Status.PREPARED
    context = {
        "directory": found,
        "entries": found.entries.select_related("city"),
        "form": form,
        "may_issue": waits
        and request.user.may(P.ISSUE_DIRECTORY)
        and found.prepared_by_id != request.user.pk
        and not found.sent_back,
        "may_prepare": waits and request.user.may(P.MANAGE_SUPPORT),
    }
    return render(request, "evaluations/support/directory.html", context, status=422 if request.POST else 200)


@public_page
def directories_public(request):
    """Every issued directory, newest first."""
    rows = Directory.objects.filter(status=Directory.Status.ISSUED).select_related("document")
    shown = page(request, rows.order_by(), order=("-year", "-pk"), size=20)
    return render(request, "evaluations/support/public/directories.html", {"page": shown})


@public_page
def directory_public(request, year: int, pk: int):
    """The directory of a year: who is in it, with what, and the document that proves it."""
    rows = Directory.objects.filter(status=Directory.Status.ISSUED).select_related("document", "call")
    found = get_object_or_404(rows, pk=pk, year=year)
    entries = found.entries.select_related("city", "membership").order_by()
    context = {"directory": found, "page": page(request, entries, order=("position",), size=100)}
    return render(request, "evaluations/support/public/directory.html", context)
