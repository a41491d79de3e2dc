"""Relations: one's own, and those of experts as the alliance keeps them."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from applications.policies import Refused
from portal.accounts.access import access, needs
from portal.accounts.models import User
from portal.accounts.permissions import Permission as P
from portal.accounts.roles import roles_with
from reviews import register_relations
from reviews.forms_register import RelationForm
from reviews.models import Expert, Relation

STATES = needs(P.REVIEW, P.RULE_RECUSAL)


def find(request, pk: int) -> Relation:
    """A relation that counts and that this person may change, or 404."""
    rows = Relation.objects.exclude(status=Relation.Status.REMOVED).select_related("person")
    relation = get_object_or_404(rows, pk=pk)
    if not register_relations.may_change(relation.person, by=request.user):
        raise Http404
    return relation


def back(person: User, user: User) -> str:
    """The page on which the relations of ``person`` stand for ``user``."""
    if person.pk == user.pk:
        return reverse("reviews:relations")
    return reverse("reviews:expert", args=[person.expert.pk])


@access(STATES)
@require_safe
def relations(request):
    """One's own; staff also see what colleagues want to take back."""
    asked = Relation.objects.none()
    if request.user.may(P.RULE_RECUSAL):
        asked = Relation.objects.filter(
            status=Relation.Status.REMOVAL_ASKED, person__role__in=roles_with(P.RULE_RECUSAL)
        ).exclude(person=request.user)
    context = {
        "relations": register_relations.of(request.user),
        "asked": asked.select_related("person"),
        "is_expert": request.user.may(P.REVIEW),
    }
    return render(request, "reviews/relations/list.html", context)


@access(STATES)
@require_http_methods(["GET", "POST"])
def relation_new(request):
    return _stated(request, request.user, None)


@access(needs(P.MANAGE_EXPERTS))
@require_http_methods(["GET", "POST"])
def expert_relation_new(request, pk: int):
    return _stated(request, get_object_or_404(Expert.objects.select_related("user"), pk=pk).user, None)


@access(STATES)
@require_http_methods(["GET", "POST"])
def relation_edit(request, pk: int):
    relation = find(request, pk)
    return _stated(request, relation.person, relation)


def _stated(request, person: User, relation: Relation | None):
    form = RelationForm(request.POST or None, instance=relation)
    if request.method == "POST" and form.is_valid():
        try:
            if relation is None:
                register_relations.state(person, by=request.user, at=timezone.now(), **form.cleaned_data)
            else:
                kept = Relation.objects.get(pk=relation.pk)
                register_relations.correct(kept, by=request.user, at=timezone.now(), **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The relation is kept."))
            return redirect(back(person, request.user))
    context = {"form": form, "person": person, "relation": relation, "back": back(person, request.user)}
    status = 422 if form.is_bound else 200
    return render(request, "reviews/relations/edit.html", context, status=status)


@access(STATES)
@require_POST
def relation_take_back(request, pk: int):
    relation = find(request, pk)
    taken = register_relations.take_back(relation, by=request.user, at=timezone.now())
    if taken.status == Relation.Status.REMOVED:
        messages.success(request, _("The relation is taken out; it stays on record."))
    else:
        messages.success(request, _("Noted. The relation counts until the alliance has confirmed it."))
    return redirect(back(relation.person, request.user))


@access(needs(P.RULE_RECUSAL))
@require_POST
def relation_confirm(request, pk: int):
    """A colleague's removal is confirmed."""
    relation = get_object_or_404(Relation, pk=pk, person__role__in=roles_with(P.RULE_RECUSAL))
    try:
        register_relations.confirm_removal(relation, by=request.user, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The relation is taken out; it stays on record."))
    return redirect("reviews:relations")
