"""The objection officers' pages; identity and evidence appear only in an unlocked session."""

import json
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from applications.policies import Refused
from portal.accounts.access import access, needs
from portal.accounts.fresh import binding
from portal.accounts.permissions import Permission
from portal.audit.chain import log_read
from portal.documents import files, sealing, signing, unlocking
from portal.documents.issuing import kinds
from portal.documents.models import OfficialDocument
from portal.ui.paging import page
from publication import investigation as domain
from publication.forms.officers import NoteForm, ReasonsForm, RedactedForm, RulingForm
from publication.models import Objection, ObjectionEvidence

OFFICERS = needs(Permission.HANDLE_OBJECTIONS)
TABS = {"open": Objection.OPEN, "closed": ("refused", "dismissed", "upheld")}


@access(OFFICERS)
@never_cache
@require_safe
def objection_list(request):
    """Objections, those due first in front."""
    tab = request.GET.get("tab") if request.GET.get("tab") in TABS else "open"
    rows = Objection.objects.filter(status__in=TABS[tab]).defer("sealed", "ruling", "answer", "redacted")
    rows = rows.select_related("publicity__version__call", "entry", "enterprise")
    order = ("due_at", "pk") if tab == "open" else ("-ruled_at", "-pk")
    context = {
        "page": page(request, rows, order=order, size=50),
        "tab": tab,
        "unlocked": unlocking.opener_of(request, at=timezone.now()) is not None,
        "has_key": sealing.key_in_use() is not None,
    }
    return render(request, "publication/objections/list.html", context)


@dataclass(frozen=True)
class Opened:
    """What only an unlocked session sees."""

    statement: dict
    evidence: list
    notes: list


def _find(pk: int) -> Objection:
    rows = Objection.objects.select_related(
        "publicity__version__call", "entry__application", "enterprise", "ruled_by"
    )
    return get_object_or_404(rows, pk=pk)


def _opened(request, objection: Objection, at) -> Opened | None:
    """The plain statement, names of evidence and notes; None while the session is locked."""
    opener = unlocking.opener_of(request, at=at)
    if opener is None:
        return None
    statement = json.loads(sealing.open(objection.sealed, opener))
    evidence = [_paper(row, opener) for row in objection.evidence.select_related("file").order_by("pk")]
    notes = [(row, sealing.open(row.sealed, opener).decode()) for row in objection.notes.select_related("by")]
    return Opened(statement, evidence, notes)


def _paper(row: ObjectionEvidence, opener: sealing.Opener) -> dict:
    """A file of the objection, and what the electronic signature of a statement says."""
    name, signature = sealing.open(row.sealed_name, opener).decode(), None
    if row.is_statement and name.lower().endswith(".pdf"):
        signature = signing.check(sealing.open(files.read(row.file), opener))
    return {"row": row, "name": name, "signature": signature}


@access(OFFICERS)
@never_cache
@require_safe
def objection(request, pk: int):
    """One objection with everything an officer may do on it now."""
    return _page(request, _find(pk))


def _page(request, found: Objection, *, forms: dict | None = None, status: int = 200):
    now, forms = timezone.now(), forms or {}
    try:
        opened = _opened(request, found, now)
    except sealing.Unopenable:
        opened = None
        messages.error(request, _("This objection is sealed to a key that your passphrase doesn't open."))
    if opened and request.method == "GET":
        log_read(by=request.user, kind="objection", id=str(found.pk), what="identity", at=now)
    context = {
        "objection": found,
        "opened": opened,
        "application": found.entry.application if found.entry_id else None,
        "documents": _documents(found) if found.ruled_at else [],
        "redacted": forms.get("redact") or RedactedForm(initial={"redacted": found.redacted}),
        "note": forms.get("note") or NoteForm(),
        "refuse": forms.get("refuse") or ReasonsForm(prefix="refuse"),
        "rule": forms.get("rule") or RulingForm(objection=found, prefix="rule"),
    }
    return render(request, "publication/objections/officer.html", context, status=status)


def _documents(found: Objection) -> list[OfficialDocument]:
    """The ruling and the reply, by the names of their kinds."""
    rows = OfficialDocument.objects.filter(subject_kind="objection", subject_id=str(found.pk))
    rows = list(rows.exclude(kind="objection_receipt").defer("data").order_by("pk"))
    for document in rows:
        document.title = kinds[document.kind].title
    return rows


@access(OFFICERS)
@never_cache
@require_safe
def evidence(request, pk: int, evidence: int):
    """A file of the objection, decrypted for this response only."""
    found = _find(pk)
    row = get_object_or_404(found.evidence.select_related("file"), pk=evidence)
    now = timezone.now()
    opener = unlocking.opener_of(request, at=now)
    if opener is None:
        return redirect("publication:objections_unlock")
    log_read(by=request.user, kind="objection", id=str(found.pk), what=f"evidence:{row.pk}", at=now)
    name = sealing.open(row.sealed_name, opener).decode()
    response = HttpResponse(
        sealing.open(files.read(row.file), opener), content_type="application/octet-stream"
    )
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _act(request, pk: int, name: str, form, act, done: str):
    """Run ``act`` on the objection; a refusal shows the page again with what was typed."""
    found = _find(pk)
    try:
        if form is None or form.is_valid():
            act(found)
            messages.success(request, done)
            return redirect("publication:objection", pk)
    except Refused as refusal:
        if form is None:
            messages.error(request, str(refusal))
            return redirect("publication:objection", pk)
        form.add_error(None, str(refusal))
    return _page(request, found, forms={name: form}, status=422)


@access(OFFICERS)
@require_POST
def admit(request, pk: int):
    return _act(
        request,
        pk,
        "admit",
        None,
        lambda found: domain.admit(found, by=request.user, at=timezone.now()),
        _("The objection is admitted; the entry is under objection."),
    )


@access(OFFICERS)
@require_POST
def refuse(request, pk: int):
    form = ReasonsForm(request.POST, prefix="refuse")
    return _act(
        request,
        pk,
        "refuse",
        form,
        lambda found: domain.refuse(
            found, reasons=form.cleaned_data["ruling"], by=request.user, at=timezone.now()
        ),
        _("The objection is refused; the objector reads the reasons with the tracking code."),
    )


@access(OFFICERS)
@never_cache
@require_POST
def redact(request, pk: int):
    """Keep the redacted copy; warn first when it holds the objector's name or contact."""
    form = RedactedForm(request.POST)

    def act(found):
        text = form.cleaned_data["redacted"]
        opened = _opened(request, found, timezone.now())
        if opened is None:
            raise Refused(_("Please unlock the objections first; only then can the copy be checked."))
        names = ("name", "contact", "phone", "email", "uscc")
        shown = [opened.statement[name] for name in names if opened.statement[name]]
        if any(value in text for value in shown) and not form.cleaned_data["sure"]:
            raise Refused(
                _("The copy contains the objector's name or contact. Take it out, or tick the box below.")
            )
        domain.redact(found, text=text, by=request.user, at=timezone.now())

    return _act(request, pk, "redact", form, act, _("The redacted copy is kept."))


@access(OFFICERS)
@require_POST
def forward(request, pk: int):
    return _act(
        request,
        pk,
        "forward",
        None,
        lambda found: domain.forward(found, by=request.user, at=timezone.now()),
        _("The redacted copy was sent to the enterprise for its answer."),
    )


@access(OFFICERS)
@never_cache
@require_POST
def note(request, pk: int):
    form = NoteForm(request.POST)
    return _act(
        request,
        pk,
        "note",
        form,
        lambda found: domain.add_note(
            found, text=form.cleaned_data["note"], by=request.user, at=timezone.now()
        ),
        _("The note is kept, encrypted."),
    )


@access(OFFICERS)
@require_POST
@binding
def rule(request, pk: int):
    """Dismiss, or uphold with a remedy."""
    form = RulingForm(request.POST, objection=_find(pk), prefix="rule")

    def act(found):
        data, now = form.cleaned_data, timezone.now()
        if data["result"] == form.DISMISS:
            domain.dismiss(found, ruling=data["ruling"], by=request.user, at=now)
            return
        domain.uphold(
            found,
            remedy=data["result"],
            ruling=data["ruling"],
            correction=form.correction(),
            entries=data.get("entries") or (),
            by=request.user,
            at=now,
        )

    return _act(request, pk, "rule", form, act, _("The ruling is on record; the reply is being made."))
