"""Needs: a manufacturer posts and follows its own, members answer, staff check, match and close."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Exists, OuterRef, Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from applications.policies import Refused
from applications.views.refusals import refusals_on
from evaluations.models import Need, NeedInterest, NeedOffer
from evaluations.support import needs as domain
from evaluations.support.forms import AnswerForm, NeedFilter, NeedForm, OutcomeForm, ReasonForm
from evaluations.support.views.common import ENTERPRISE, EVERY_SIDE, demand, member_of
from portal.accounts.access import access
from portal.accounts.permissions import Permission as P
from portal.ui.paging import page
from publication.catalogue_words import INDUSTRIES
from publication.models import Membership

RANKED = 20  # members of the ranking that the page shows
GROUNDS = {
    "industry": gettext_lazy("a product for the industry"),
    "all_industries": gettext_lazy("a product for all industries"),
    "functions": gettext_lazy("functions that are wanted"),
    "city": gettext_lazy("the same city"),
}


def visible(user):
    """The needs that this person may read: staff all; an enterprise its own, a member the published ones too."""
    rows = Need.objects.select_related("enterprise", "city", "matched__enterprise")
    if user.may(P.READ_SUPPORT):
        return rows
    enterprise, membership = member_of(user)
    mine = Q(enterprise=enterprise)
    if membership:
        answered, offered = (
            Q(Exists(of.objects.filter(need=OuterRef("pk"), membership=membership)))
            for of in (NeedInterest, NeedOffer)
        )
        return rows.filter(mine | Q(status=Need.Status.PUBLISHED) | answered | offered)
    return rows.filter(mine)


@access(EVERY_SIDE)
@require_safe
def need_list(request):
    """Staff: all needs. An enterprise: its own; a member also those that are open, offered ones marked."""
    form = NeedFilter(request.GET)
    rows = visible(request.user).annotate(answers=Count("interests"))
    rows = rows.filter(**{key: value for key, value in form.answers.items() if value})
    membership = None
    if not request.user.may(P.READ_SUPPORT):
        enterprise, membership = member_of(request.user)
        offered = NeedOffer.objects.filter(need=OuterRef("pk"), membership=membership)
        rows = rows.annotate(is_offered=Exists(offered), is_mine=Q(enterprise=enterprise))
    context = {
        "page": page(request, rows.order_by(), order=("-posted_at", "-pk"), size=30),
        "form": form,
        "staff": request.user.may(P.READ_SUPPORT),
        "membership": membership,
        "industries": dict(INDUSTRIES),
    }
    return render(request, "evaluations/support/needs.html", context)


@access(ENTERPRISE)
@require_http_methods(["GET", "POST"])
def need_new(request):
    """Post a need; staff check it before any supplier reads it."""
    enterprise, _membership = member_of(request.user)
    form = NeedForm(request.POST or None, initial={"city": enterprise.city_id})
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            made = domain.post(enterprise, form.cleaned_data, by=request.user, at=timezone.now())
            messages.success(request, _("Posted; suppliers read it once it is checked."))
            return redirect("evaluations:need", made.pk)
    return render(
        request, "evaluations/support/need_new.html", {"form": form}, status=422 if form.is_bound else 200
    )


@access(EVERY_SIDE)
@require_http_methods(["GET", "POST"])
def need(request, pk: int):
    """A need for each side: staff with the ranking, who posted it with the answers, a member with its answer."""
    found = get_object_or_404(visible(request.user), pk=pk)
    asked = _Asked(request, found)
    if request.method == "POST" and asked.act():
        return redirect("evaluations:need", pk)
    staff = request.user.may(P.READ_SUPPORT)
    context = {
        "need": found,
        "staff": staff,
        "manages": request.user.may(P.MANAGE_SUPPORT),
        "industry": dict(INDUSTRIES).get(found.industry, found.industry),
        "is_mine": asked.is_mine,
        "answers": found.interests.select_related("membership__enterprise__city")
        if staff or asked.is_mine
        else [],
        "ranked": _ranked(found) if staff and found.status in {"waiting", "published"} else [],
        "asked": asked,
        "open": found.status == Need.Status.PUBLISHED and found.wanted_until >= timezone.localdate(),
    }
    return render(request, "evaluations/support/need.html", context, status=422 if request.POST else 200)


def _ranked(found: Need) -> list[dict]:
    """The first of the ranking with their grounds in words, and whether it was offered to them."""
    best = domain.ranking(found)[:RANKED]
    members = Membership.objects.select_related("enterprise__city").in_bulk([one.key for one in best])
    offered = set(found.offers.values_list("membership_id", flat=True))
    return [
        {
            "place": place,
            "member": members[one.key],
            "points": one.points,
            "grounds": [(GROUNDS[ground], points) for ground, points in one.grounds],
            "offered": one.key in offered,
        }
        for place, one in enumerate(best, start=1)
    ]


class _Asked:
    """The forms of a need's page, and what each of them does."""

    def __init__(self, request, found: Need) -> None:
        self.request, self.need, self.do = request, found, request.POST.get("do", "")
        self.membership, self.is_mine = None, False
        if request.user.may(P.TAKE_PART):
            enterprise, self.membership = member_of(request.user)
            self.is_mine = found.enterprise_id == enterprise.pk
        own = found.interests.filter(membership=self.membership).first() if self.membership else None
        self.own = own
        answers = found.interests.select_related("membership__enterprise")
        self.refuse = ReasonForm(self._data("refuse"), prefix="refuse")
        self.answer = AnswerForm(self._data("answer"), initial={"message": own.message if own else ""})
        self.close = OutcomeForm(self._data("close"), answers=answers, prefix="close")

    def _data(self, do: str):
        return self.request.POST if self.do == do else None

    @property
    def may_close(self) -> bool:
        return self.is_mine or self.request.user.may(P.MANAGE_SUPPORT)

    def act(self) -> bool:
        """Do what was pressed; False where a form has to be shown again."""
        acts = {
            "publish": self._publish,
            "refuse": self._refuse,
            "offer": self._offer,
            "answer": self._answer,
            "close": self._close,
        }
        if self.do not in acts:
            raise Http404
        return acts[self.do](by=self.request.user, at=timezone.now())

    def _publish(self, *, by, at) -> bool:
        demand(by, P.MANAGE_SUPPORT)
        return self._plainly(lambda: domain.publish(self.need, by=by, at=at), _("Published and offered."))

    def _offer(self, *, by, at) -> bool:
        demand(by, P.MANAGE_SUPPORT)
        key = self.request.POST.get("member", "")
        member = get_object_or_404(Membership, pk=int(key) if key.isdecimal() else 0)
        return self._plainly(lambda: domain.offer(self.need, member, by=by, at=at), _("Offered."))

    def _plainly(self, act, said: str) -> bool:
        try:
            act()
            messages.success(self.request, said)
        except Refused as refusal:
            messages.error(self.request, str(refusal))
        return True

    def _refuse(self, *, by, at) -> bool:
        demand(by, P.MANAGE_SUPPORT)
        return self._by(
            self.refuse, lambda data: domain.refuse(self.need, reasons=data["reason"], by=by, at=at)
        )

    def _answer(self, *, by, at) -> bool:
        if self.membership is None:
            raise PermissionDenied
        return self._by(
            self.answer, lambda data: domain.express(self.need, self.membership, **data, by=by, at=at)
        )

    def _close(self, *, by, at) -> bool:
        if not self.may_close:
            raise PermissionDenied
        return self._by(self.close, lambda _data: domain.close(self.need, **self.close.answer, by=by, at=at))

    def _by(self, form, act) -> bool:
        if not form.is_valid():
            return False
        with refusals_on(form):
            act(form.cleaned_data)
            messages.success(self.request, _("Kept."))
            return True
        return False
