"""The evaluations of the object test: a member in review, one that is heard, a disputed record; a city's pool."""

from datetime import timedelta

from evaluations import hearings
from evaluations.changes import reporting
from evaluations.market import disputes
from evaluations.mutual_recognition import following
from evaluations.support import needs
from portal.documents.files import store_bytes
from reviews import opening
from tests import factories
from tests.evaluations import changes, cities
from tests.evaluations import factories as evaluations
from tests.evaluations.support import factories as support


def build(world) -> None:
    """A round whose window is closed; ``enterprise_v`` applied, ``enterprise_w`` did not."""
    at = world.at
    call = evaluations.round_of(at=at - timedelta(days=40), created_by=world.province, year=at.year)
    since = (at - timedelta(days=400)).date()
    applied, absent = (evaluations.member(at=at, since=since) for _ in range(2))
    world.enterprise_v, world.enterprise_w = factories.owner(applied), factories.owner(absent)
    world.record = evaluations.record(applied, "V-1", at=at)
    world.evaluated = evaluations.reported(applied, call, at=at)
    opening.open_review(call, [world.evaluated], by=world.alliance, at=at)
    hearings.decide_absent(call, absent, "remove", reasons="两年未参加", by=world.province, at=at)
    world.hearing = hearings.give_notice(call, absent, reasons="两年未参加", by=world.province, at=at)
    paper = store_bytes("佐证.pdf", b"%PDF-1.4 evidence", "application/pdf", by=world.enterprise_w)
    hearings.state(world.hearing, statement="陈述", evidence=paper, by=world.enterprise_w, at=at)
    world.dispute = disputes.open_dispute(
        world.record, grounds="金额不符", evidence=paper, by=world.enterprise_v, at=at
    )
    _changes(world, applied, evaluations.member(at=at, since=since))


def _changes(world, applied, other) -> None:
    """``enterprise_x`` reported a name and drafts a change of equity; ``enterprise_v`` asks through its city."""
    at, world.enterprise_x = world.at, factories.owner(other)
    world.change = changes.submitted(other, "对象新名称有限公司", by=world.enterprise_x, at=at)
    world.change_evidence = world.change.evidence.first()
    world.change_draft = reporting.begin(other, "equity", by=world.enterprise_x, at=at)
    changes.attached(world.change_draft, "registry", by=world.enterprise_x, at=at)
    world.change_draft_evidence = world.change_draft.evidence.first()
    world.change_request = changes.submitted(applied, "请示新名称有限公司", by=world.enterprise_v, at=at)
    _cities(world, applied)


def _cities(world, member) -> None:
    """An application to the pool of 深圳, a policy of that city, a report on it by a member that stays unnamed."""
    at, of = world.at, world.enterprise_b.organisation.enterprise
    paper = store_bytes("合同.pdf", b"%PDF-1.4 contract", "application/pdf", by=world.enterprise_b)
    world.admission = cities.applied(of, by=world.enterprise_b, files=[paper], at=at)
    world.admission_file = world.admission.evidence.get()
    world.policy = cities.policy(by=world.city_b, at=at)
    paper = store_bytes("通知.pdf", b"%PDF-1.4 notice", "application/pdf", by=world.enterprise_v)
    world.treatment = cities.report(member, city="440300", by=world.enterprise_v, files=[paper], at=at)
    world.treatment_file = world.treatment.evidence.get()
    following.ask_city(world.treatment, question="请说明申报条件", days=5, by=world.province, at=at)
    _need(world, at)


def _need(world, at) -> None:
    """A published need of somebody who is no member; members read it, other enterprises don't."""
    poster = support.manufacturer(at=at)
    world.need = support.need(poster, at=at)
    needs.publish(world.need, by=world.alliance, at=at)
