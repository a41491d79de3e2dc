"""Calls (annex 1, step 1): drafted unseen, fixed with publication, extended or cancelled with notice, never earlier."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from applications import calls
from applications.models import Application, Call, CallNotice
from applications.models.call import Fixed
from applications.workflow import State
from portal.accounts.roles import Role
from portal.audit.chain import history
from portal.notifications.models import InboxItem
from tests import factories

pytestmark = pytest.mark.django_db
OUTSIDE = [Role.ENTERPRISE, Role.COUNTY, Role.CITY, Role.ALLIANCE, Role.EXPERT, Role.OBJECTIONS, Role.AUDITOR]


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def province():
    return factories.person(Role.PROVINCE)


def someone(role):
    if role == Role.ENTERPRISE:
        return factories.owner(factories.enterprise())
    return factories.person(role, division={Role.COUNTY: "440106", Role.CITY: "440100"}.get(role, ""))


def url(name, call):
    return reverse(f"applications:call_{name}", args=[call.pk])


@pytest.mark.parametrize("role", [None, *OUTSIDE])
def test_a_draft_is_invisible_outside_the_province(client, now, role):
    call = factories.call(published=False, at=now, title="尚未发布的通知甲乙")
    if role:
        client.force_login(someone(role))
    assert client.get(reverse("publication:call", args=[call.pk])).status_code == 404
    for name in ("publication:calls", "publication:home", "applications:desk", "applications:mine",
                 "applications:application_list", "applications:rounds"):  # fmt: skip
        answer = client.get(reverse(name))
        assert "尚未发布的通知甲乙" not in answer.content.decode(), name
    for name in ("manage", "edit"):
        assert client.get(url(name, call)).status_code in {302, 403, 404}, name
    if role in {Role.COUNTY, Role.CITY}:
        assert client.get(reverse("applications:round", args=[call.pk])).status_code == 404


def test_after_publication_nothing_of_the_rules_changes(client, now, province):
    call = factories.call(at=now, created_by=province)
    client.force_login(province)
    digest = calls.rules_digest(call)
    assert client.get(url("edit", call)).status_code == 302
    assert client.post(url("edit", call), {"title": "x", "panel_size": 9}).status_code == 302
    for name in ("county_days", "publicity_days", "panel_size", "most_returns"):
        changed = Call.objects.get(pk=call.pk)
        setattr(changed, name, 30)
        with pytest.raises(Fixed):
            changed.save()
    for row in (call.indicators.first(), call.materials.first()):
        with pytest.raises(Fixed):
            row.save()
        with pytest.raises(Fixed):
            row.delete()
    earlier = Call.objects.get(pk=call.pk)
    earlier.closes_at -= timedelta(minutes=1)
    with pytest.raises(Fixed):
        earlier.save()
    assert calls.rules_digest(Call.objects.get(pk=call.pk)) == digest


def test_a_draft_with_faults_is_not_published_and_says_all_of_them(client, now, province):
    call = factories.call(published=False, at=now, created_by=province)
    first = call.indicators.first()
    first.weight += 5
    first.save()
    call.materials.all().delete()
    client.force_login(province)
    page = client.get(url("manage", call)).content.decode()
    assert "105" in page
    answer = client.post(url("publish", call), follow=True)
    assert len(list(answer.context["messages"])) == 2
    assert Call.objects.get(pk=call.pk).status == Call.Status.DRAFT


def test_publishing_twice_publishes_once_and_stays_calm(client, now, province):
    call = factories.call(published=False, at=now, created_by=province)
    reader = someone(Role.COUNTY)
    client.force_login(province)
    for _click in range(2):
        assert client.post(url("publish", call)).status_code == 302
    assert history("call", str(call.pk)).filter(action="publish").count() == 1
    assert InboxItem.objects.filter(user=reader, kind="call.published").count() == 1


def test_the_window_is_extended_with_notice_and_drafts_follow(client, now, province):
    call = factories.call(at=now, created_by=province)
    draft = factories.draft(factories.enterprise(), call, at=now)
    client.force_login(province)
    later = timezone.localtime(call.closes_at + timedelta(days=3)).replace(second=0, microsecond=0)
    form = {"closes_at": later.strftime("%Y-%m-%dT%H:%M"), "reason": "台风影响"}
    assert client.post(url("extend", call), form).status_code == 302
    call.refresh_from_db()
    assert call.closes_at == later
    assert Application.objects.get(pk=draft.pk).deadline == later
    notice = CallNotice.objects.get()
    assert (notice.what, notice.reason) == ("extended", "台风影响")
    client.logout()
    assert "台风影响" in client.get(reverse("publication:call", args=[call.pk])).content.decode()
    # The same sent again is refused calmly: nothing is extended twice.
    client.force_login(province)
    answer = client.post(url("extend", call), form)
    assert answer.status_code == 422
    assert "台风影响" in answer.content.decode()
    assert CallNotice.objects.count() == 1


def test_a_call_is_never_closed_early(now, province):
    call = factories.call(at=now, created_by=province)
    for days in (-1, 0):
        with pytest.raises(ValidationError):
            calls.extend(
                call, closes_at=call.closes_at + timedelta(days=days), reason="提前", by=province, at=now
            )
    with pytest.raises(ValidationError):  # after its end a window isn't opened again
        calls.extend(
            call, closes_at=call.closes_at + timedelta(days=9), reason="再开",
            by=province, at=call.closes_at + timedelta(seconds=1),
        )  # fmt: skip
    assert not CallNotice.objects.exists()


def test_a_cancelled_call_lapses_its_files_and_says_so(client, now, province):
    call = factories.call(at=now, created_by=province)
    made = factories.enterprise()
    owner = factories.owner(made)
    file = factories.submitted(made, call, at=now, by=owner)
    client.force_login(province)
    assert client.post(url("cancel", call), {"reason": " "}).status_code == 422
    assert client.post(url("cancel", call), {"reason": "政策调整"}).status_code == 302
    assert Application.objects.get(pk=file.pk).state == State.LAPSED
    told = InboxItem.objects.filter(user=owner).values_list("kind", flat=True)
    assert {"call.cancelled", "application.lapsed"} <= set(told)
    # Once cancelled, sent again: refused with the reason, nothing new.
    assert client.post(url("cancel", call), {"reason": "政策调整"}).status_code == 422
    assert CallNotice.objects.count() == 1
    client.logout()
    assert "政策调整" in client.get(reverse("publication:call", args=[call.pk])).content.decode()


def test_a_call_in_publicity_is_not_cancelled(now, province):
    call = factories.call(at=now, created_by=province)
    factories.in_publicity(call, at=now)
    with pytest.raises(ValidationError):
        calls.cancel(call, reason="撤回", by=province, at=now)


def edit_form(call, client):
    """What the page of the draft sends, as it stands."""
    page = client.get(url("edit", call))
    sent = {}
    for form in (page.context["form"], *page.context["indicators"], *page.context["materials"]):
        for field in form:
            value = field.value()
            if field.name == "DELETE" or value is None or value is False:
                continue
            sent[field.html_name] = value.strftime("%Y-%m-%dT%H:%M") if hasattr(value, "strftime") else value
    sent["veto_items"] = "\n".join(call.veto_items)
    for formset in (page.context["indicators"], page.context["materials"]):
        sent |= {f"{formset.prefix}-TOTAL_FORMS": formset.total_form_count()}
        sent |= {f"{formset.prefix}-INITIAL_FORMS": formset.initial_form_count()}
    return sent


def test_rows_are_added_without_a_script(client, now, province):
    call = factories.call(published=False, at=now, created_by=province)
    client.force_login(province)
    sent = edit_form(call, client)
    blank = sent["indicators-TOTAL_FORMS"] - 1
    answer = client.post(url("edit", call), sent | {"add": "indicators", "title": "改了的标题"})
    assert answer.status_code == 200
    assert answer.context["indicators"].total_form_count() == blank + 2
    assert "改了的标题" in answer.content.decode(), "what was typed is kept"
    assert Call.objects.get(pk=call.pk).title != "改了的标题", "nothing is saved yet"
    sent = edit_form(call, client)
    sent |= {f"indicators-{blank}-name": "附加指标", f"indicators-{blank}-weight": 0}
    assert client.post(url("edit", call), sent).status_code == 302
    assert call.indicators.get(name="附加指标").key


def test_queries_of_the_list_do_not_grow(client, now, province, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.force_login(province)
    factories.call(at=now, created_by=province)
    with CaptureQueriesContext(connection) as one:
        client.get(reverse("applications:call_list"))
    for _n in range(2):
        factories.call(at=now, created_by=province)
    with django_assert_num_queries(len(one)):
        client.get(reverse("applications:call_list"))
