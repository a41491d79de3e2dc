"""What counties and cities do with the files: collate, count paper, check, return, order, report."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from applications import collation, policies, recommendation, registration
from applications.compliance import ITEMS
from applications.models import Application
from portal.accounts.models import User
from portal.demo.filing import Case, files
from portal.demo.people import Cast

COLLATED = "电子材料齐全，纸质材料已收讫，份数与电子材料一致，同意报送。"
RECOMMENDED = "经合规性审查，申报单位符合申报条件，材料真实完整，同意推荐。"
PASSED = dict.fromkeys(ITEMS, ("pass", ""))
INCOMPLETE = "应用案例的合同缺验收证明，产品部署周期前后不一致，请补正后重新提交。"
NOT_RECOMMENDED = "应用案例与申报产品关联不足，合同金额未能核实，本批次不予推荐。"


def by_place(
    cast: Cast, applications: Iterable[Application], *, county: bool
) -> list[tuple[User, list[Application]]]:
    """The files with the officer of their county or city, one pair a place."""
    found: dict[str, list[Application]] = defaultdict(list)
    for application in applications:
        code = application.county_id if county else application.city_id
        if code:
            found[code].append(application)
    return [(cast.authorities[code], found[code]) for code in sorted(found)]


def take_paper(application: Application, *, by: User, at: datetime, lacking: int = 0) -> None:
    """Tick the paper copies; ``lacking``: how many materials have not come yet."""
    expected = policies.expected_paper(application)
    received = dict(list(expected.items())[: len(expected) - lacking])
    collation.count_paper(application, received, by=by, at=at)


def collate(cast: Cast, cases: list[Case], *, at: datetime) -> None:
    """Each county counts the paper, confirms who speaks for the enterprise, and passes its files on."""
    for officer, held in by_place(cast, files(cases), county=True):
        for application in held:
            take_paper(application, by=officer, at=at)
            registration.confirm(application.enterprise, by=officer, at=at)
        collation.pass_on(held, opinion=COLLATED, by=officer, at=at)


def return_files(
    cast: Cast, cases: list[Case], *, county: bool, at: datetime, days: int | None = None
) -> None:
    """Return files for correction, from the county or from the city."""
    for officer, held in by_place(cast, files(cases), county=county):
        collation.return_for_correction(held, reasons=INCOMPLETE, days=days, by=officer, at=at)


def check(cast: Cast, cases: list[Case], *, at: datetime, only: int | None = None) -> None:
    """Each city works through the checklist; ``only``: the first few items. Where no county is, paper too."""
    for officer, held in by_place(cast, files(cases), county=False):
        for application in held:
            judged = dict(list(PASSED.items())[:only])
            recommendation.judge(application, judged, by=officer, at=at)
            if application.county_id is None and only is None:
                take_paper(application, by=officer, at=at)
                registration.confirm(application.enterprise, by=officer, at=at)


def report(cast: Cast, cases: list[Case], *, at: datetime) -> None:
    """Each city reports its checked files to the province, copied to the alliance."""
    for officer, held in by_place(cast, files(cases), county=False):
        recommendation.report(held, opinion=RECOMMENDED, by=officer, at=at)


def order(cast: Cast, cases: list[Case], *, at: datetime) -> None:
    """The city puts the files it holds in order of priority: start-ups and platforms first."""
    for officer, held in by_place(cast, files(cases), county=False):
        call = held[0].call
        seen = list(recommendation.queue_of(call, officer.organisation.division))
        wanted = sorted(seen, key=lambda file: (not file.is_checked, not file.is_startup, file.pk))
        recommendation.set_order(
            call, [file.pk for file in wanted], seen=[file.pk for file in seen], by=officer, at=at
        )


def not_recommend(cast: Cast, cases: list[Case], *, at: datetime) -> None:
    """Not recommended, after the checklist found why."""
    for officer, held in by_place(cast, files(cases), county=False):
        for application in held:
            judged = PASSED | {"legible": ("fail", "合同复印件模糊，金额无法核实。")}
            recommendation.judge(application, judged, by=officer, at=at)
        recommendation.not_recommend(held, reasons=NOT_RECOMMENDED, by=officer, at=at)
