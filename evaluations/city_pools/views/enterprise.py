"""The enterprise's page of its city's pool: where it is listed, its application, what became of earlier ones."""

from django.contrib import messages
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from applications.policies import Refused
from applications.views.refusals import refusals_on
from evaluations.city_pools import admission, classes, entries
from evaluations.city_pools.forms import AdmissionForm, CaseRows, ProductRows, typed, written
from evaluations.evidence import take_in
from evaluations.models import Admission, AdmissionEvidence
from evaluations.mutual_recognition import reports
from evaluations.views.mine import enterprise_of
from evaluations.views.saving import saved
from portal.accounts.access import access, needs
from portal.accounts.models import Division
from portal.accounts.permissions import Permission as P
from portal.ui.paging import page
from publication.models import Membership

APPLY = needs(P.APPLY_TO_CITY_POOL)


@access(APPLY)
@require_safe
def mine(request):
    """Where the enterprise is listed and why, its application, earlier ones, its reports."""
    enterprise = enterprise_of(request.user)
    rows = Admission.objects.filter(enterprise=enterprise).exclude(status__in=Admission.RUNNING)
    shown = rows.select_related("city", "own_class").defer("statement", "products", "cases").order_by()
    context = {
        "enterprise": enterprise,
        "membership": Membership.objects.filter(enterprise=enterprise).first(),
        "listings": entries.listings(enterprise, public=False),
        "running": admission.running(enterprise),
        "pool": classes.of_city(enterprise.city),
        "page": page(request, shown, order=("-saved_at", "pk"), size=20),
        "reports": reports.visible_to(request.user).order_by("-reported_at", "-pk")[:5],
    }
    return render(request, "evaluations/city_pools/mine.html", context)


@access(APPLY)
@require_http_methods(["GET", "POST"])
def apply(request):
    """The application: every button keeps the draft, one sends it."""
    enterprise = enterprise_of(request.user)
    draft = admission.running(enterprise)
    if draft and draft.status == Admission.Status.SUBMITTED:
        messages.info(request, _("Your application waits for the city; withdraw it to change it."))
        return redirect("evaluations:admission", draft.pk)
    form, products, cases = _forms(request, enterprise, draft)
    valid = request.method == "POST" and all([form.is_valid(), products.is_valid(), cases.is_valid()])
    if valid and (files := take_in(form, by=request.user)) is not None:
        with refusals_on(form):
            draft = _save(request, enterprise, form, products, cases, files)
            if "submit" not in request.POST:
                messages.success(request, _("The draft is kept. The city sees it once you send it."))
                return redirect("evaluations:city_pool_apply")
            admission.submit(draft, by=request.user, at=timezone.now())
            messages.success(request, _("Your application is with the city."))
            return redirect("evaluations:city_pool_mine")
    context = {
        "enterprise": enterprise,
        "draft": draft,
        "form": form,
        "products": products,
        "cases": cases,
        "pool": classes.of_city(enterprise.city),
        "evidence": draft.evidence.select_related("file") if draft else [],
        "may_apply": not Membership.objects.filter(enterprise=enterprise, is_member=True).exists(),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "evaluations/city_pools/apply.html", context, status=status)


def _forms(request, enterprise, draft: Admission | None) -> tuple:
    """The form with its rows of products and cases, filled from the draft or else from the last application."""
    last = draft or Admission.objects.filter(enterprise=enterprise).order_by("-pk").first()
    initial = {"statement": last.statement if last else "", "chosen": draft.class_key if draft else ""}
    cities = [(city.code, city.label) for city in Division.objects.filter(level=Division.Level.CITY)]
    data, files = request.POST or None, request.FILES or None
    form = AdmissionForm(data, files, initial=initial, city=enterprise.city)
    products = ProductRows(data, prefix="products", initial=last.products if last else [])
    cases = CaseRows(data, prefix="cases", initial=last.cases if last else [], form_kwargs={"cities": cities})
    return form, products, cases


def _save(request, enterprise, form, products, cases, files) -> Admission:
    return admission.save(
        enterprise,
        chosen=form.cleaned_data["chosen"],
        statement=form.cleaned_data["statement"],
        products=written(products),
        cases=written(cases),
        files=files,
        by=request.user,
        at=timezone.now(),
    )


@access(APPLY)
@require_POST
def apply_save(request):
    """Keep what is typed while it is typed, faults and all; sending it checks it."""
    enterprise, at = enterprise_of(request.user), timezone.now()
    form, products, cases = _forms(request, enterprise, admission.running(enterprise))
    form.is_valid()
    try:
        draft = admission.save(
            enterprise,
            chosen=form.cleaned_data.get("chosen", ""),
            statement=form.data.get("statement", ""),
            products=typed(products),
            cases=typed(cases),
            by=request.user,
            at=at,
        )
    except Refused as refusal:
        return JsonResponse({"message": str(refusal)}, status=422)
    faults = [row for rows in (products, cases) for row in rows if not row.is_valid()]
    errors = {row.add_prefix(name): texts for row in faults for name, texts in row.errors.items()}
    return saved(request, errors={**form.errors, **errors}, missing=len(admission.lacks(draft)), at=at)


def _own(request, pk: int) -> Admission:
    rows = Admission.objects.select_related("enterprise")
    return get_object_or_404(rows, pk=pk, enterprise__organisation_id=request.user.organisation_id)


@access(APPLY)
@require_POST
def withdraw(request, pk: int):
    """Take the application back, or give the draft up."""
    try:
        admission.withdraw(_own(request, pk), by=request.user, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Withdrawn. You may apply again at any time."))
    return redirect("evaluations:city_pool_mine")


@access(APPLY)
@require_POST
def file_remove(request, pk: int, file: int):
    """Take a file out of the draft."""
    rows = AdmissionEvidence.objects.select_related("admission__enterprise")
    try:
        admission.remove_file(get_object_or_404(rows, pk=file, admission=_own(request, pk)), by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("evaluations:city_pool_apply")
