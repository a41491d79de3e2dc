"""The expert register, for the alliance and for each expert."""

from allauth.account.forms import ResetPasswordForm
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.accounts.access import access, needs
from portal.accounts.models import Division
from portal.accounts.permissions import Permission as P
from portal.ui.paging import page
from reviews import availability, queries, register, register_relations, register_sheet, seats
from reviews.forms import ExpertForm, NewExpertForm, OwnProfileForm, StaffExpertForm
from reviews.forms_register import IntegrityForm
from reviews.models import Expert, ExpertField, IntegrityEntry

EXPERTS = needs(P.MANAGE_EXPERTS)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FILTERS = ("text", "kind", "field", "region", "flag")


def asked(request) -> dict:
    """The filters of the address."""
    return {name: request.GET.get(name, "") for name in FILTERS}


def filter_choices() -> dict:
    """What the filters of the register offer."""
    return {
        "kinds": Expert.Kind.choices,
        "fields": ExpertField.objects.order_by("id"),
        "regions": Division.objects.exclude(level=Division.Level.COUNTY),
        "flags": [
            ("committee", _("Committee members")),
            ("available", _("Confirmed and available")),
            ("unconfirmed", _("To be confirmed")),
            ("unavailable", _("Not available")),
        ],
    }


@access(EXPERTS)
@require_safe
def expert_list(request):
    filters = asked(request)
    rows = queries.register_of_experts(**filters, at=timezone.now())
    shown = page(request, rows, order=("name", "pk"))
    load = seats.loads(shown.rows)
    mark_presence(shown.rows)
    for expert in shown.rows:
        expert.load = load.get(expert.pk, 0)
    context = {"page": shown, "filters": filters, **filter_choices()}
    return render(request, "reviews/experts/list.html", context)


@access(EXPERTS)
@require_safe
def expert_export(request):
    """The filtered register with its relations as XLSX, as the import reads it."""
    rows = queries.register_of_experts(**asked(request), at=timezone.now())
    content = register_sheet.export(rows.select_related("user").order_by("name", "pk"))
    return sent_workbook(content, "experts.xlsx")


def sent_workbook(content: bytes, name: str) -> HttpResponse:
    """A workbook to download."""
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response


@access(EXPERTS)
@require_http_methods(["GET", "POST"])
def expert_new(request):
    form = NewExpertForm(request.POST or None, initial={"is_available": True})
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        expert = register.add_expert(by=request.user, at=timezone.now(), **data)
        send_first_password(request, expert.user.email)
        messages.success(
            request, _("%(name)s is in the register; the link to set a password was sent.") % {"name": expert}
        )
        return redirect("reviews:expert", expert.pk)
    status = 422 if form.is_bound else 200
    return render(request, "reviews/experts/edit.html", {"form": form, "expert": None}, status=status)


def send_first_password(request, email: str) -> None:
    """The reset mail is how a new expert gets the first password."""
    form = ResetPasswordForm({"email": email})
    if form.is_valid():
        form.save(request)


@access(EXPERTS)
@require_safe
def expert_page(request, pk: int):
    expert = get_object_or_404(Expert.objects.select_related("user", "region"), pk=pk)
    return expert_view(request, expert, IntegrityForm())


def expert_view(request, expert: Expert, form: IntegrityForm, status: int = 200):
    """The page of an expert; ``form`` is the entry that was refused, or an empty one."""
    sitting = expert.assignments.filter(ended_at=None, file__application__state="in_review")
    context = {
        "expert": expert,
        "sitting": sitting.select_related("file__application")[:100],
        "relations": register_relations.of(expert.user),
        "integrity": expert.integrity.select_related("by", "lifted_by"),
        "form": form,
    }
    mark_presence([expert])
    return render(request, "reviews/experts/expert.html", context, status=status)


def mark_presence(experts: list[Expert]) -> None:
    """Whether each expert is away or barred today, for the marks beside the name."""
    today = timezone.localdate()
    bars = IntegrityEntry.objects.filter(availability.barred(today), expert__in=experts)
    barred = set(bars.values_list("expert", flat=True))
    for expert in experts:
        expert.is_away_now, expert.is_barred = expert.is_away(today), expert.pk in barred


@access(EXPERTS)
@require_http_methods(["GET", "POST"])
def expert_edit(request, pk: int):
    expert = get_object_or_404(Expert, pk=pk)
    form = StaffExpertForm(request.POST or None, instance=expert)
    if _changed(request, form, pk):
        messages.success(request, _("The profile is saved."))
        return redirect("reviews:expert", pk)
    status = 422 if form.is_bound else 200
    return render(request, "reviews/experts/edit.html", {"form": form, "expert": expert}, status=status)


def _changed(request, form: ExpertForm, pk: int) -> bool:
    """Hand a valid form to the register; a model form has written to its own instance, so fetch anew."""
    if request.method != "POST" or not form.is_valid():
        return False
    expert = Expert.objects.select_related("user").get(pk=pk)
    register.change_expert(expert, by=request.user, at=timezone.now(), **form.cleaned_data)
    return True


@access(EXPERTS)
@require_POST
def expert_confirm(request, pk: int):
    expert = get_object_or_404(Expert, pk=pk)
    if register.confirm_expert(expert, by=request.user, at=timezone.now()):
        messages.success(request, _("The profile is confirmed."))
    else:
        messages.info(request, _("The profile was already confirmed."))
    return redirect("reviews:expert", pk)


@access(needs(P.REVIEW))
@require_http_methods(["GET", "POST"])
def profile(request):
    """The expert's own profile."""
    expert = get_object_or_404(Expert.objects.select_related("region"), user=request.user)
    form = OwnProfileForm(request.POST or None, instance=expert)
    if _changed(request, form, expert.pk):
        messages.success(request, _("Your profile is saved. The alliance confirms changes."))
        return redirect("reviews:profile")
    status = 422 if form.is_bound else 200
    context = {
        "form": form,
        "expert": expert,
        "relations": register_relations.of(request.user),
        "integrity": expert.integrity.all(),
    }
    mark_presence([expert])
    return render(request, "reviews/experts/profile.html", context, status=status)
