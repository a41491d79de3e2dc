"""The public's pages: object, and follow an objection with its tracking code."""

from functools import wraps

from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from applications.policies import Refused
from applications.views.refusals import refusals_on
from portal.accounts.access import ANYONE, access
from portal.accounts.limits import Limit
from portal.documents.files import deliver
from portal.documents.models import OfficialDocument
from portal.documents.sealing import NoSealingKey
from publication import completing, confirmation, queries
from publication import objections as domain
from publication.forms.objections import CompleteForm, ConfirmForm, ObjectionForm, TrackForm
from publication.models import Publicity

HOUR = 3600
SENDING = Limit("objection", most=20, seconds=HOUR)
KEEPING = Limit("objection_kept", most=40, seconds=HOUR)
LOOKING_UP = Limit("track", most=40, seconds=HOUR)
DOCUMENTS = ("objection_receipt", "objection_reply")


@access(ANYONE)
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def objection_new(request):
    """The objection form of a publicity; without one, the lists to choose from."""
    now = timezone.now()
    publicity = _publicity(request)
    if publicity is None:
        context = {"running": queries.running_publicities(now)}
        return render(request, "publication/objections/choose.html", context)
    running = domain.is_running(publicity, now)
    if request.method == "GET":
        initial = {"entry": request.GET.get("entry"), "against": "entry" if "entry" in request.GET else None}
        form = ObjectionForm(publicity=publicity, initial=initial)
        return _form(request, publicity, form, running)
    form = ObjectionForm(request.POST, request.FILES, publicity=publicity)
    made, code = _made_before(form)
    if made:
        return _received(request, made, code)
    if form.is_valid():
        if SENDING.wait(request):
            form.add_error(
                None, _("Too many objections came from this address within an hour. Try again later.")
            )
        else:
            made, code = _submit(form, publicity, now)
            if made:
                return _received(request, made, code)
    if running and not KEEPING.wait(request):
        form.keep_papers(at=now)
    return _form(request, publicity, form, running)


def _made_before(form: ObjectionForm):
    """The objection that this very form made already (it was sent twice), with its tracking code."""
    code = domain.tracking_code(form.token["nonce"])
    return domain.by_tracking_code(code), code


def _received(request, made, code: str):
    context = {"objection": made, "code": code, "until": confirmation.until(made)}
    return render(request, "publication/objections/received.html", context)


def _submit(form: ObjectionForm, publicity: Publicity, now):
    """The objection with its tracking code; (None, "") with the reason on the form when it is refused."""
    data, code = form.cleaned_data, domain.tracking_code(form.token["nonce"])
    evidence, signed = form.papers()
    try:
        made = domain.submit(
            publicity,
            against=data["against"],
            entry=data.get("entry"),
            enterprise=data.get("enterprise"),
            statement=form.statement(),
            signed=signed,
            evidence=evidence,
            code=code,
            at=now,
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
    except NoSealingKey:
        form.add_error(
            None, _("Objections can't be encrypted now, so nothing was stored. Please telephone us.")
        )
    else:
        return made, code
    return None, ""


def _publicity(request) -> Publicity | None:
    pk = request.GET.get("publicity") or request.POST.get("publicity") or ""
    if not pk:
        return None
    found = Publicity.objects.filter(pk=pk).select_related("version__call").first() if pk.isdigit() else None
    if found is None:
        raise Http404
    return found


def _form(request, publicity: Publicity, form: ObjectionForm, running: bool):
    context = {"publicity": publicity, "form": form, "running": running}
    status = 422 if form.is_bound else 200
    return render(request, "publication/objections/new.html", context, status=status)


@access(ANYONE)
@never_cache
@require_http_methods(["GET", "POST"])
def objection_track(request):
    """Ask for the tracking code; show status, reply and what is still missing."""
    form = TrackForm(request.POST or None)
    if request.method == "GET":
        return render(request, "publication/objections/track.html", {"form": form})
    found = _tracked(request, form)
    if found is None:
        return render(request, "publication/objections/track.html", {"form": form}, status=422)
    return _status(request, found, form.cleaned_data["code"])


def _tracked(request, form: TrackForm):
    """The objection of the code in ``form``, or None with the reason on the form."""
    if not form.is_valid():
        return None
    if LOOKING_UP.wait(request):
        form.add_error(None, _("Too many tries from this address. Please wait an hour."))
        return None
    found = domain.by_tracking_code(form.cleaned_data["code"])
    if found is None:
        form.add_error(
            "code", _("No objection has this tracking code. Please check it character by character.")
        )
    return found


def _status(request, found, code: str, *, complete=None, confirm=None, status: int = 200):
    now, is_open = timezone.now(), found.status == found.Status.INCOMPLETE
    documents = OfficialDocument.objects.filter(
        kind__in=DOCUMENTS, subject_kind="objection", subject_id=str(found.pk)
    )
    context = {
        "objection": found,
        "code": code,
        "complete": complete or CompleteForm(),
        "confirm": confirm or ConfirmForm(),
        "may_complete": is_open and not found.has_seal and domain.is_running(found.publicity, now),
        "may_confirm": is_open and not found.confirmed_at and now < confirmation.until(found),
        "until": confirmation.until(found),
        "documents": documents.select_related("file").order_by("pk"),
    }
    return render(request, "publication/objections/status.html", context, status=status)


def _of_tracking_code(view):
    """The view of an objection, for whoever has its code; who has none reads why."""

    @wraps(view)
    def inner(request):
        track = TrackForm(request.POST)
        found = _tracked(request, track)
        if found is None:
            return render(request, "publication/objections/track.html", {"form": track}, status=422)
        return view(request, found, track.cleaned_data["code"])

    return inner


def _added(request, code: str, form, act):
    """The objection's page after ``act`` on what ``form`` holds; None where it can't be done."""
    if form.is_valid():
        with refusals_on(form):
            act(form.cleaned_data, timezone.now())
            return _status(request, domain.by_tracking_code(code), code)
    return None


@access(ANYONE)
@never_cache
@require_POST
@_of_tracking_code
def objection_complete(request, found, code: str):
    """Add the sealed or signed statement that was missing."""
    form = CompleteForm(request.POST, request.FILES)
    added = _added(
        request, code, form, lambda data, now: completing.complete(found, signed=data["signed"], at=now)
    )
    return added or _status(request, found, code, complete=form, status=422)


@access(ANYONE)
@never_cache
@require_POST
@_of_tracking_code
def objection_confirm(request, found, code: str):
    """Confirm the address with the code from the mail."""
    form = ConfirmForm(request.POST)
    added = _added(
        request, code, form, lambda data, now: completing.confirm(found, data["confirmation"], at=now)
    )
    return added or _status(request, found, code, confirm=form, status=422)


@access(ANYONE)
@never_cache
@require_POST
@_of_tracking_code
def objection_document(request, found, code: str):
    """Hand out the receipt or the reply to whoever has the tracking code."""
    document = OfficialDocument.objects.filter(
        kind__in=DOCUMENTS, subject_kind="objection", subject_id=str(found.pk), file__isnull=False
    )
    wanted = document.filter(kind=request.POST.get("kind", "")).select_related("file").last()
    if wanted is None:
        raise Http404
    return deliver(wanted.file, inline=False)
