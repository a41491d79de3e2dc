"""Market data for the staff: the records, imports, rows set aside, senders."""

from django.conf import settings
from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from applications.policies import Refused
from applications.views.refusals import refusals_on
from evaluations.forms_market import RecordFilter, RowForm, SenderForm, UploadForm
from evaluations.market import columns, disputes, importing, sending, work
from evaluations.models import ImportBatch, MarketRecord, RecordDispute, Sender, SetAside
from portal.accounts.access import access, needs
from portal.accounts.permissions import Permission as P
from portal.accounts.roles import Role
from portal.documents.files import Rejected, deliver, store_upload
from portal.ui.paging import page

READ, MANAGE = needs(P.READ_MARKET), needs(P.MANAGE_MARKET)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def of_scope(user) -> QuerySet[MarketRecord]:
    """The records that count now: a city those of its clients' services there, others all."""
    rows = MarketRecord.objects.filter(superseded_at=None)
    return rows.filter(city=user.organisation.division_id) if user.role == Role.CITY else rows


@access(READ)
@require_safe
def market(request):
    """The records that count now, the newest first; disputes that wait."""
    form = RecordFilter(request.GET)
    rows = of_scope(request.user)
    if form.is_valid():
        rows = _asked(rows, form.cleaned_data)
    waiting = disputes.visible_to(request.user).filter(status=RecordDispute.Status.OPEN)
    context = {
        "form": form,
        "page": page(request, rows.select_related("city", "supplier").order_by(), order=("-pk",), size=50),
        "disputes": waiting.order_by("opened_at", "pk")[:20],
        "manages": request.user.may(P.MANAGE_MARKET),
        "supplier": True,
    }
    return render(request, "evaluations/market/list.html", context)


def _asked(rows: QuerySet[MarketRecord], asked: dict) -> QuerySet[MarketRecord]:
    if asked["show"] in MarketRecord.Kind.values:
        rows = rows.filter(kind=asked["show"])
    elif asked["show"] == "broken":
        rows = rows.exclude(broken=[])
    elif asked["show"] == "accepted":
        rows = rows.filter(is_struck=False, accepted_on__isnull=False)
    elif asked["show"] == "struck":
        rows = rows.filter(is_struck=True)
    if text := asked["q"].strip():
        named = Q(supplier__name__icontains=text) | Q(supplier__uscc=text.upper())
        rows = rows.filter(Q(number__istartswith=text) | named | Q(client_uscc=text.upper()))
    return rows


def _tables() -> QuerySet[ImportBatch]:
    return ImportBatch.objects.filter(table=ImportBatch.Table.MARKET).select_related("file")


@access(MANAGE)
@require_http_methods(["GET", "POST"])
def market_import(request):
    """Hand in a table; nothing of it is taken in yet."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            stored = store_upload(
                form.cleaned_data["table"],
                by=request.user,
                allowed={"xlsx", "csv"},
                max_bytes=settings.UPLOAD_FILE_MAX_BYTES,
            )
            made = importing.hand_in(stored, by=request.user, at=timezone.now())
            work.look(made, by=request.user, at=timezone.now())
        except (Rejected, Refused) as refusal:
            form.add_error("table", refusal if isinstance(refusal, Rejected) else str(refusal))
        else:
            return redirect("evaluations:market_plan", made.pk)
    waiting = Count("set_aside", filter=Q(set_aside__settled_at=None))
    earlier = _tables().select_related("uploaded_by").annotate(waiting=waiting)
    context = {"form": form, "earlier": earlier.order_by("-uploaded_at", "-pk")[:20]}
    return render(request, "evaluations/market/import.html", context, status=422 if form.is_bound else 200)


@access(MANAGE)
@require_safe
def market_template(request):
    """An empty table with the headings."""
    response = HttpResponse(columns.template(), content_type=XLSX)
    response["Content-Disposition"] = 'attachment; filename="market-records.xlsx"'
    return response


@access(MANAGE)
@require_http_methods(["GET", "POST"])
def market_plan(request, pk: int):
    """The dry run: totals and faults; the confirmation takes in just that. Later: what was taken in."""
    batch = get_object_or_404(_tables().select_related("uploaded_by", "applied_by"), pk=pk)
    plan, error = None, batch.failure
    if request.method == "POST" and request.POST.get("do") == "look":
        work.look(batch, by=request.user, at=timezone.now())
        return redirect("evaluations:market_plan", pk)
    if request.method == "POST":
        try:
            digest = request.POST.get("digest", "")
            if work.take_in(batch, digest=digest, by=request.user, at=timezone.now()):
                messages.success(request, _("The table is taken in."))
        except Refused as refusal:
            error = str(refusal)
        else:
            return redirect("evaluations:market_plan", pk)
    if not batch.applied_at and not batch.work:
        try:
            plan = work.plan_of(batch)
        except Refused as refusal:
            error = str(refusal)
    aside = SetAside.objects.filter(batch=batch).order_by()
    context = {"batch": batch, "plan": plan, "error": error}
    context["page"] = page(request, aside, order=("pk",), size=50)
    refused = error and not batch.failure
    return render(request, "evaluations/market/plan.html", context, status=422 if refused else 200)


@access(MANAGE)
@require_safe
def market_file(request, pk: int):
    """The table as it was handed in."""
    return deliver(get_object_or_404(_tables(), pk=pk).file, inline=False)


@access(MANAGE)
@require_http_methods(["GET", "POST"])
def market_row(request, pk: int):
    """Correct a row that was set aside."""
    row = get_object_or_404(SetAside.objects.select_related("batch__file", "sender", "record"), pk=pk)
    form = RowForm(request.POST or None, initial=row.values)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            done = importing.correct(row, form.cleaned_data, by=request.user, at=timezone.now())
            if not done.faults:
                messages.success(request, _("The row is corrected; it is a record now."))
                return redirect("evaluations:market_aside")
            form.show(done.faults)
    if not form.is_bound:
        form = RowForm(initial=row.values)
    context = {"row": row, "form": form}
    return render(request, "evaluations/market/row.html", context, status=422 if form.is_bound else 200)


@access(MANAGE)
@require_safe
def market_aside(request):
    """Every row that waits for its correction, of tables and of the interface."""
    rows = SetAside.objects.filter(settled_at=None).select_related("batch__file", "sender").order_by()
    context = {"page": page(request, rows, order=("-pk",), size=50)}
    return render(request, "evaluations/market/aside.html", context)


@access(MANAGE)
@require_http_methods(["GET", "POST"])
def senders(request):
    """The platforms that may send; a new token is shown once."""
    form, token = SenderForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            _made, token = sending.enter_sender(form.cleaned_data["name"], by=request.user, at=timezone.now())
            form = SenderForm()
    context = {"form": form, "token": token, "senders": Sender.objects.select_related("created_by")[:100]}
    return render(request, "evaluations/market/senders.html", context, status=422 if form.is_bound else 200)


@access(MANAGE)
@require_POST
def sender_revoke(request, pk: int):
    sending.revoke(get_object_or_404(Sender, pk=pk), by=request.user, at=timezone.now())
    messages.success(request, _("The token works no more."))
    return redirect("evaluations:senders")
