"""Signs of false trade in a member's records: questions for city, alliance and province."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from applications.models import Enterprise
from applications.views.refusals import refusals_on
from evaluations import rounds
from evaluations.forms import NoteForm
from evaluations.models import MarketRecord, Sender, SignNote
from evaluations.signs import finding, notes, rules, words
from evaluations.views.market import of_scope
from evaluations.views.rounds import published
from portal.accounts.access import access, needs

MOST_ROWS = 50  # of each sign


@dataclass(frozen=True)
class Question:
    """A sign as the page shows it."""

    key: str
    title: object
    rule: str
    fact: str
    rows: list[MarketRecord]
    count: int
    notes: list[SignNote]


@access(needs(*notes.ASK))
@require_http_methods(["GET", "POST"])
def signs(request, pk: int, enterprise: int):
    """What there is to ask about a member's records, each with its rule, its rows and what was found."""
    call = published(pk)
    member = get_object_or_404(rounds.roster(call).select_related("city"), pk=enterprise)
    if not notes.may_ask(request.user, member):
        raise Http404
    form = NoteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            key, text = form.cleaned_data["key"], form.cleaned_data["text"]
            notes.note(call, member, key, text, by=request.user, at=timezone.now())
            messages.success(request, _("The note is on record."))
            return redirect("evaluations:signs", call.pk, member.pk)
    found = finding.signs_of(call, member)
    context = {
        "call": call,
        "member": member,
        "form": form,
        "questions": _questions(call, member, found),
        "readable": set(_readable(request.user, found)),
        "rules": [(words.TITLES[rule], words.rule_text(rule)) for rule in words.RULES],
    }
    return render(request, "evaluations/signs.html", context, status=422 if form.is_bound else 200)


def _questions(call, member: Enterprise, found: list[rules.Sign]) -> list[Question]:
    shown = {pk for sign in found for pk in sign.rows[:MOST_ROWS]}
    records = MarketRecord.objects.select_related("city", "supplier").in_bulk(shown)
    senders = dict(Sender.objects.values_list("pk", "name"))
    codes = {code for sign in found for code in sign.facts.get("members", ())}
    named = dict(Enterprise.objects.filter(uscc__in=codes).values_list("uscc", "name"))
    written = list(SignNote.objects.filter(call=call, enterprise=member).select_related("by__organisation"))
    return [
        Question(
            sign.key,
            words.TITLES[sign.rule],
            words.rule_text(sign.rule),
            words.fact_text(sign, senders, named),
            [records[pk] for pk in sign.rows[:MOST_ROWS]],
            len(sign.rows),
            [one for one in written if one.key == sign.key],
        )
        for sign in found
    ]


def _readable(user, found: list[rules.Sign]):
    """The records that lead on to their own page: a city opens those of services in it."""
    shown = {pk for sign in found for pk in sign.rows[:MOST_ROWS]}
    return of_scope(user).filter(pk__in=shown).values_list("pk", flat=True)
