"""The alliance's pages of a review: calls, files to open, acts over many files."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from applications.models import Call
from portal.accounts.access import access, needs
from portal.accounts.permissions import Permission as P
from portal.ui.paging import page
from reviews import opening, panels, queries, seats, stages
from reviews.models import Assignment, Review, ReviewFile, Stage

REVIEW = needs(P.MANAGE_REVIEW)
REFUSALS_SHOWN = 5


def chosen(request) -> list[int]:
    """The ids ticked on the page."""
    return [int(pk) for pk in request.POST.getlist("files") if pk.isdigit()]


def tell(request, done: int, refused: list[tuple[str, str]]) -> None:
    """What an act over many files did."""
    if done:
        messages.success(
            request, ngettext("Done for %(n)d file.", "Done for %(n)d files.", done) % {"n": done}
        )
    for name, reason in refused[:REFUSALS_SHOWN]:
        messages.warning(request, f"{name}: {reason}")
    if not done and not refused:
        messages.info(request, _("Choose files first. Nothing was changed."))


@access(REVIEW)
@require_safe
def review_list(request):
    shown = page(request, queries.calls_with_files(), order=("-year", "-batch", "-pk"))
    return render(request, "reviews/review/list.html", {"page": shown})


@access(REVIEW)
@require_safe
def review_call(request, pk: int):
    return _call_page(request, get_object_or_404(queries.calls_with_files(), pk=pk))


def _call_page(request, call: Call):
    review = Review.objects.filter(call=call).first()
    counts = queries.work_counts(call, request.user)
    tab = request.GET.get("tab") or next((key for key, n in counts.items() if n), "open")
    if tab not in counts:
        raise Http404
    labels = {
        "open": _("To open"),
        "panel": _("Panel to be fixed"),
        "scoring": _("In scoring"),
        "closed": _("Ready to report"),
        "prepared": _("Waits for the second signature"),
        "reported": _("Reported"),
    }
    context = {
        "call": call,
        "review": review,
        "weights": [(Stage(key).label, share) for key, share in call.stage_weights.items()],
        "tab": tab,
        "tabs": [(key, label, counts[key]) for key, label in labels.items()],
    }
    if tab == "open":
        rows = queries.to_open(call, request.user).select_related("city")
        context["page"] = page(request, rows, order=("number", "pk"))
    else:
        context |= _files(request, review, tab)
    return render(request, "reviews/review/call.html", context)


def _files(request, review: Review | None, tab: str) -> dict:
    """The files of a tab, of one stage if the address names one, with what each still waits for."""
    rows = queries.files_of(request.user).filter(review=review, **queries.WORK[tab])
    stage = request.GET.get("stage", "")
    if stage in Stage.values:
        rows = rows.filter(stage=stage)
    shown = page(request, rows.select_related("application__city"), order=("application__number", "pk"))
    held, counts = seats.running_of(shown.rows), stages.sealed_counts(shown.rows)
    waits = stages.waiting_for(shown.rows, held, at=timezone.now()) if tab == "scoring" else {}
    for file in shown.rows:
        file.members = held[file.pk]
        file.sealed, file.seated = counts[file.pk]
        file.declared = sum(m.declaration == Assignment.Declaration.NO_CONFLICT for m in file.members)
        file.waits = waits.get(file.pk, "")
    present = [(key, Stage(key).label) for key in (review.weights if review else {})]
    here = {file.stage for file in shown.rows}
    return {
        "page": shown,
        "stage": stage,
        "stages": present,
        "closable": [(key, label) for key, label in present if key in here],
        "vacant": any(file.seated < review.call.panel_size for file in shown.rows),
    }


@access(REVIEW)
@require_POST
def review_open(request, pk: int):
    """Annex 1, step 5: open the review of the chosen files."""
    call = get_object_or_404(queries.calls_with_files(), pk=pk)
    files = list(queries.to_open(call, request.user).filter(pk__in=chosen(request)))
    outcome = opening.open_review(call, files, by=request.user, at=timezone.now())
    tell(request, len(outcome.done), [(a.enterprise_name, why) for a, why in outcome.refused])
    return redirect("reviews:review_call", pk)


@access(REVIEW)
@require_POST
def review_act(request, pk: int):
    """Assign, show the panels or close a stage, for the chosen files."""
    call = get_object_or_404(Call, pk=pk)
    files = list(ReviewFile.objects.filter(review__call=call, pk__in=chosen(request)))
    act, at = request.POST.get("act", ""), timezone.now()
    if act == "assign" and files:
        query = ",".join(str(file.pk) for file in files)
        return redirect(f"{reverse('reviews:assign')}?files={query}")
    outcome, reason = panels.Outcome(), request.POST.get("reason", "")
    if act == "show":
        outcome = panels.show_panel(files, by=request.user, at=at, reason=reason)
    elif act.startswith("close-") and act[6:] in Stage.values:
        outcome = stages.close_stage(files, stage=act[6:], by=request.user, at=at, reason=reason)
    tell(request, len(outcome.done), [(f.application.enterprise_name, why) for f, why in outcome.refused])
    if request.POST.get("back") == "file" and len(files) == 1:
        return redirect("reviews:file", files[0].pk)
    tab = request.POST.get("tab", "")
    query = f"?tab={tab}" if tab in queries.WORK else ""
    return redirect(reverse("reviews:review_call", args=[pk]) + query)
