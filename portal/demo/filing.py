"""What the enterprises do: begin, fill, attach, submit, correct, withdraw, ask for review."""

from dataclasses import dataclass, field
from datetime import datetime

from applications import drafts, filing
from applications.models import Application, Call, Enterprise
from portal.accounts.models import User
from portal.demo import dossiers
from portal.demo.story import Story
from portal.documents.files import store_bytes


@dataclass
class Case:
    """One enterprise's part in one round; ``pk`` is known once the file was begun."""

    enterprise: Enterprise
    owner: User
    fate: str
    seed: int
    pk: int = 0
    notes: dict = field(default_factory=dict)

    @property
    def is_startup(self) -> bool:
        return self.seed % 4 == 0


def files(cases: list[Case]) -> list[Application]:
    """The files of ``cases`` as they stand now, in their order."""
    rows = Application.objects.select_related("enterprise", "call").in_bulk([case.pk for case in cases])
    return [rows[case.pk] for case in cases]


def begin(case: Case, call: Call, *, at: datetime) -> Application:
    """Begin the draft."""
    application = filing.begin(case.enterprise, call, by=case.owner, at=at)
    case.pk = application.pk
    return application


def fill(case: Case, application: Application, *, at: datetime, only: int | None = None) -> None:
    """Fill the sections and attach the materials; ``only``: the first few sections and no material but one."""
    texts = dossiers.sections(case.seed, year=application.call.year, startup=case.is_startup)
    kept = dict(list(texts.items())[:only])
    drafts.save_sections(application, kept, by=case.owner, at=at)
    for material in application.call.materials.all():
        wanted = material.mandatory or material.key == "ip" or (case.is_startup and material.key == "startup")
        if wanted and (only is None or material.key == "licence"):
            content = dossiers.material(material.name, case.seed)
            stored = store_bytes(f"{material.name}.pdf", content, "application/pdf", by=case.owner)
            drafts.keep(application, material, stored, by=case.owner, at=at)


def submit(case: Case, call: Call, *, at: datetime) -> None:
    """Begin, fill and submit in one sitting."""
    application = begin(case, call, at=at)
    fill(case, application, at=at)
    filing.submit(application, by=case.owner, at=at)


def correct(case: Case, *, at: datetime) -> None:
    """Correct what was returned: fuller product figures and one newer material; submit to who returned it."""
    application = files([case])[0]
    section = application.sections.get(key="products")
    data = {**section.data, "products": [dict(row) for row in section.data["products"]]}
    data["products"][0]["deployment_days"] = "15"
    data["products"][0]["functions"] += "（按退回意见补充：已在三家企业完成部署验证，并附验收证明。）"
    drafts.save_section(application, "products", data, revision=section.revision, by=case.owner, at=at)
    material = application.call.materials.get(key="contracts")
    content = dossiers.material(material.name + "补正", case.seed)
    stored = store_bytes(f"{material.name}（补正）.pdf", content, "application/pdf", by=case.owner)
    drafts.keep(application, material, stored, by=case.owner, at=at)
    filing.submit(files([case])[0], by=case.owner, at=at)


def withdraw(case: Case, *, at: datetime) -> None:
    filing.withdraw(files([case])[0], reason="企业战略调整，本批次不再申报。", by=case.owner, at=at)


def ask_for_review(case: Case, *, at: datetime) -> None:
    """Ask the province to look at a file that the city did not recommend."""
    reasons = "市局认为案例证明不足。我单位已补齐三份合同的验收证明，请省厅复核。"
    filing.ask_for_review(files([case])[0], reasons=reasons, by=case.owner, at=at)


def plan_submissions(
    story: Story, cases: list[Case], made: dict[str, Call], key: str, days: list[int]
) -> None:
    """Spread the submissions of ``cases`` over ``days`` (working days before today), case by case."""
    for number, case in enumerate(cases):
        back = days[number % len(days)]
        story.plan(story.some(back), lambda at, case=case: submit(case, made[key], at=at))
