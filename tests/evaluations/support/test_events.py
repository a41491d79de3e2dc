"""Events through their doors: places, the waiting list, check-in, feedback; and their pages."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from applications.policies import Refused
from evaluations.models import Participant
from evaluations.support import events, feedback, registering
from portal.accounts.roles import Role
from portal.notifications.models import InboxItem
from tests import factories as make
from tests.evaluations import factories as evaluations
from tests.evaluations.support import factories
from tests.evaluations.support.factories import NOON
from tests.evaluations.test_pages import grows, queries

pytestmark = pytest.mark.django_db
STATUS = Participant.Status


def sign_up(event, of, minute: int = 0):
    by = of.organisation.people.first() or make.owner(of)
    return registering.sign_up(event, of, by=by, at=NOON + timedelta(minutes=minute))


def statuses(event) -> list[str]:
    return list(event.participants.order_by("registered_at", "pk").values_list("status", flat=True))


def others(many: int) -> list:
    return [factories.manufacturer() for _ in range(many)]


def test_reserved_places_are_kept_and_the_list_moves_up_in_order(alliance):
    event = factories.event(places=3, reserved=1, by=alliance)
    first, second, third, fourth = others(4)
    top = factories.excellent().enterprise
    rows = [sign_up(event, of, n) for n, of in enumerate((first, second, third, fourth))]
    assert [row.status for row in rows] == ["placed", "placed", "waiting", "waiting"]
    assert [registering.waiting_place(row) for row in rows] == [0, 0, 1, 2]
    assert sign_up(event, top, 5).status == "placed"  # the kept place
    registering.sign_off(rows[0], by=alliance, at=NOON + timedelta(hours=1))
    assert statuses(event) == ["left", "placed", "placed", "waiting", "placed"]
    told = InboxItem.objects.filter(kind="event.moved_up").values_list(
        "user__organisation__enterprise", flat=True
    )
    assert list(told) == [third.pk]
    assert sign_up(event, first, 90).status == "waiting"  # again, at the end of the list


def test_kept_places_go_to_the_list_when_registration_has_closed(alliance):
    event = factories.event(places=2, reserved=1, by=alliance)
    rows = [sign_up(event, of, n) for n, of in enumerate(others(3))]
    assert statuses(event) == ["placed", "waiting", "waiting"]
    events.release_places(at=event.register_until)
    assert statuses(event) == ["placed", "waiting", "waiting"]
    events.release_places(at=event.register_until + timedelta(minutes=1))
    assert statuses(event) == ["placed", "placed", "waiting"]
    with pytest.raises(Refused):
        registering.sign_up(
            event, factories.manufacturer(), by=alliance, at=event.register_until + timedelta(minutes=1)
        )
    assert rows


def test_more_places_are_given_at_once_and_never_fewer_than_are_taken(alliance):
    event = factories.event(places=1, reserved=0, by=alliance)
    for n, of in enumerate(others(3)):
        sign_up(event, of, n)
    fields = factories.event_fields(places=2, reserved=0)
    events.edit(event, fields, by=alliance, at=NOON + timedelta(hours=1))
    assert statuses(event) == ["placed", "placed", "waiting"]
    with pytest.raises(Refused):
        events.edit(event, {**fields, "places": 1}, by=alliance, at=NOON + timedelta(hours=1))


def test_times_that_do_not_follow_each_other_and_a_cancelled_event(alliance):
    fields = factories.event_fields()
    with pytest.raises(Refused):
        events.create({**fields, "ends_at": fields["starts_at"]}, by=alliance, at=NOON)
    event = factories.event(by=alliance)
    sign_up(event, factories.manufacturer())
    with pytest.raises(Refused):
        events.cancel(event, reason=" ", by=alliance, at=NOON)
    events.cancel(event, reason="台风", by=alliance, at=NOON)
    assert InboxItem.objects.filter(kind="event.cancelled").count() == 1
    with pytest.raises(Refused):
        sign_up(event, factories.manufacturer())


def held(alliance):
    """An event that took place: two suppliers and a manufacturer came."""
    event = factories.event(places=5, by=alliance)
    suppliers = [factories.excellent().enterprise for _ in range(2)]
    buyer = factories.manufacturer()
    rows = [sign_up(event, of, n) for n, of in enumerate((*suppliers, buyer))]
    rows = [registering.check_in(row, how="name", by=alliance, at=event.starts_at) for row in rows]
    return event, rows


def test_check_in_is_open_around_the_event_for_those_with_a_place(alliance):
    event = factories.event(places=1, reserved=0, by=alliance)
    placed, waiting = (sign_up(event, of, n) for n, of in enumerate(others(2)))
    before = event.starts_at - timedelta(hours=2, minutes=1)
    for row, at in (
        (placed, before),
        (waiting, event.starts_at),
        (placed, event.ends_at + timedelta(minutes=1)),
    ):
        with pytest.raises(Refused):
            registering.check_in(row, how="qr", by=alliance, at=at)
    at = event.starts_at - timedelta(hours=2)
    row = registering.check_in(placed, how="qr", by=alliance, at=at)
    again = registering.check_in(placed, how="name", by=alliance, at=event.starts_at)
    assert (row.checked_in_at, again.checked_in_at, again.checked_in_how) == (at, at, "qr")


def test_each_side_rates_the_other_once_and_the_mean_is_told(alliance):
    event, (one, two, buyer) = held(alliance)
    at = event.ends_at
    assert [row.pk for row in feedback.partners(buyer)] == sorted(
        [one.pk, two.pk], key=lambda pk: Participant.objects.get(pk=pk).enterprise.name
    )
    by = buyer.registered_by
    feedback.give(buyer, about=one, rating=5, comment="响应快", by=by, at=at)
    feedback.give(buyer, about=None, rating=4, comment="", by=by, at=at)
    feedback.give(one, about=buyer, rating=3, comment="", by=one.registered_by, at=at)
    for about in (one, None):
        with pytest.raises(Refused):
            feedback.give(buyer, about=about, rating=1, comment="", by=by, at=at)
    with pytest.raises(Refused):  # one's own side
        feedback.give(one, about=two, rating=1, comment="", by=one.registered_by, at=at)
    with pytest.raises(Refused):  # before the end
        feedback.give(two, about=buyer, rating=5, comment="", by=by, at=event.starts_at)
    with pytest.raises(Refused):  # too late
        feedback.give(two, about=buyer, rating=5, comment="", by=by, at=at + timedelta(days=31))
    rated = feedback.on_supplier(one.enterprise)
    assert (str(rated.mean), len(rated.rows)) == ("5.00", 1)
    assert feedback.on_supplier(buyer.enterprise).mean is None  # manufacturers have no evaluation
    day = event.starts_at.date()
    assert feedback.on_supplier(one.enterprise, last=day - timedelta(days=1)).rows == []


def test_means_are_rounded_half_up():
    assert str(feedback.mean_of([5, 4, 4])) == "4.33"
    assert str(feedback.mean_of([5, 5, 5, 5, 5, 5, 5, 4])) == "4.88"  # 4.875
    assert feedback.mean_of([]) is None


def test_those_who_came_are_asked_once(alliance):
    event, rows = held(alliance)
    for hours in (0, 1, 2):
        feedback.ask_for_feedback(at=event.ends_at + timedelta(hours=hours))
    assert InboxItem.objects.filter(kind="event.feedback").count() == len(rows)


# Pages ----------------------------------------------------------------------------------------------------


def test_the_lists_ask_as_much_for_one_as_for_three(client, alliance):
    client.force_login(alliance)
    grows(client, reverse("evaluations:event_list"), lambda _n: factories.event(by=alliance))
    grows(client, reverse("evaluations:events_public"), lambda _n: factories.event(by=alliance))
    event = factories.event(places=9, by=alliance)
    for name in ("event", "event_check_in"):
        grows(
            client, reverse(f"evaluations:{name}", args=[event.pk]), lambda _n: sign_up(event, others(1)[0])
        )
    of = factories.manufacturer()
    client.force_login(make.owner(of))
    grows(client, reverse("evaluations:events_mine"), lambda _n: sign_up(factories.event(by=alliance), of))


def test_an_enterprise_registers_shows_its_code_and_is_let_in(client, alliance):
    with time_machine.travel(NOON, tick=False):
        event = factories.event(by=alliance)
        of = factories.manufacturer()
        owner = make.owner(of)
        address = reverse("evaluations:event_mine", args=[event.pk])
        client.force_login(owner)
        assert "<svg" not in client.get(address).content.decode().split('class="card"')[1]
        assert client.post(address, {"do": "sign_up"}).status_code == 302
        page = client.get(address)
        assert "<svg" in page.content.decode().split('class="qr"')[1]
    row = event.participants.get()
    door = reverse("evaluations:check_in", args=[row.token])
    assert client.get(door).status_code == 403
    with time_machine.travel(event.starts_at, tick=False):
        client.force_login(alliance)
        assert of.name in client.get(door).content.decode()
        client.post(door)
        row.refresh_from_db()
        assert (row.checked_in_how, row.checked_in_by) == ("qr", alliance)
    assert client.get(reverse("evaluations:check_in", args=["x" * 22])).status_code == 404
    with time_machine.travel(event.ends_at + timedelta(minutes=1), tick=False):
        client.force_login(owner)
        sent = {"do": "feedback", "about": "event", "rating": "5", "comment": "很好"}
        assert client.post(address, sent).status_code == 302
        assert client.post(address, sent).status_code in {404, 422}
        assert row.given.get().rating == 5


def test_by_name_when_the_phone_fails(client, alliance):
    event = factories.event(by=alliance)
    row = sign_up(event, factories.manufacturer())
    with time_machine.travel(event.starts_at, tick=False):
        client.force_login(alliance)
        address = reverse("evaluations:event_check_in", args=[event.pk])
        assert row.enterprise.name in client.get(address, {"q": row.enterprise.name}).content.decode()
        assert row.enterprise.name not in client.get(address, {"q": "别的"}).content.decode()
        client.post(address, {"participant": row.pk})
        row.refresh_from_db()
        assert row.checked_in_how == "name"
        assert client.post(address, {"participant": "x"}).status_code == 404


def test_a_draft_is_not_public_and_the_public_page_counts_places(client, alliance):
    draft = events.create(factories.event_fields(), by=alliance, at=NOON)
    assert client.get(reverse("evaluations:event_public", args=[draft.pk])).status_code == 404
    with time_machine.travel(NOON, tick=False):
        event = factories.event(places=4, reserved=1, by=alliance)
        sign_up(event, factories.manufacturer())
        page = client.get(reverse("evaluations:event_public", args=[event.pk]))
    assert page.context["standing"].free_for_all == 2
    assert queries(client, reverse("evaluations:event_public", args=[event.pk])) < 8


def test_staff_draft_publish_and_cancel(client, alliance):
    client.force_login(alliance)
    with time_machine.travel(NOON, tick=False):
        fields = factories.event_fields()
        sent = {
            **fields,
            "city": "440100",
            **{
                name: fields[name].strftime("%Y-%m-%dT%H:%M")
                for name in ("starts_at", "ends_at", "register_until")
            },
        }
        made = client.post(reverse("evaluations:event_new"), sent)
        assert made.status_code == 302, made.context["form"].errors
        for more in ({"reserved": 9}, {"agenda": "联系人手机 13800138000"}):
            assert client.post(reverse("evaluations:event_new"), {**sent, **more}).status_code == 422
        client.post(made.url, {"do": "publish"})
        assert client.get(made.url).context["event"].status == "published"
        assert client.post(made.url, {"do": "cancel", "reason": ""}).status_code == 422
        client.post(made.url, {"do": "cancel", "reason": "场地原因"})
        assert client.get(made.url).context["event"].status == "cancelled"
    client.force_login(make.person(Role.AUDITOR))
    assert client.get(made.url).status_code == 200
    assert client.post(made.url, {"do": "publish"}).status_code == 403


def test_the_dossier_tells_the_mean_of_the_rounds_period_for_information(client, alliance):
    with time_machine.travel(NOON, tick=False):
        event, (one, _two, buyer) = held(alliance)
    ended = event.ends_at
    feedback.give(buyer, about=one, rating=4, comment="可靠", by=buyer.registered_by, at=ended)
    later = ended + timedelta(days=20)
    with time_machine.travel(later, tick=False):
        file, earlier = (  # market records, and events, of the year before the call's
            evaluations.reported(one.enterprise, evaluations.round_of(at=later, year=year), at=later)
            for year in (2027, 2026)
        )
        address = file.get_absolute_url() + "?tab=evaluations.file"
        client.force_login(alliance)
        page = client.get(address).content.decode()
        assert ("4.00" in page, buyer.enterprise.name in page, "可靠" in page) == (True, True, True)
        assert "可靠" not in client.get(earlier.get_absolute_url() + "?tab=evaluations.file").content.decode()
        client.force_login(one.registered_by)
        page = client.get(address).content.decode()
        assert ("4.00" in page, buyer.enterprise.name in page) == (True, False)
