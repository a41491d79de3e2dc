"""The evaluation basis (评价依据): per member, frozen with the report, received by the member.

Annex 2, step 5: the results are reported with their basis.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from applications.models import Application, Kind
from applications.registry import Taken, add_effect
from applications.workflow import Step
from evaluations import rounds, tables
from evaluations.models import CityOpinion, EvaluationBasis, Scorecard
from portal.accounts.models import User
from portal.documents.issuing import issue
from portal.notifications.jobs import enqueue, jobs
from portal.notifications.notices import Notice, NoticeKind, notices, notify_many
from reviews import completions, report_content, scoring
from reviews.models import ReviewFile, Score, ScoreSheet

JOB = "evaluations.bases"
READY = NoticeKind(
    "evaluation.basis",
    _("Your evaluation basis"),
    _("The basis of the evaluation of file %(number)s is on its page."),
)


def register() -> None:
    """Enter what a report states besides, the effects of its sending and of publicity, and the job."""
    report_content.additions.add("evaluation", additions)
    add_effect(Step.REPORT_RESULTS, freeze)
    add_effect(Step.PUBLICISE, show_bases)
    notices.add(READY.key, READY)
    jobs.add(JOB, issue_shown)


def _judged_means(files: Sequence[ReviewFile]) -> dict[int, dict[str, Decimal]]:
    """The mean of the revealed points by indicator, each stage by its share; information beside the total."""
    given: dict[int, dict[tuple[str, str], list[Decimal]]] = defaultdict(lambda: defaultdict(list))
    rows = Score.objects.filter(
        sheet__assignment__file__in=[file.pk for file in files], sheet__status=ScoreSheet.Status.REVEALED
    ).values_list("sheet__assignment__file", "sheet__stage", "indicator__key", "points")
    for file, stage, key, points in rows:
        given[file][stage, key].append(points)
    found: dict[int, dict[str, Decimal]] = {}
    for file in files:
        shares, means = file.review.weights, defaultdict(Decimal)
        for (stage, key), points in given[file.pk].items():
            means[key] += sum(points, Decimal(0)) / len(points) * shares.get(stage, 0) / 100
        found[file.pk] = {key: scoring.rounded(value) for key, value in means.items()}
    return found


def contents_of(files: Sequence[ReviewFile]) -> dict[int, dict]:
    """The basis of each file as plain values, by the file's key; the same in the report and for the member."""
    files = [file for file in files if file.application.kind == Kind.EVALUATION]
    pks = [file.application_id for file in files]
    cards = Scorecard.objects.filter(application__in=pks).in_bulk(field_name="application_id")
    opinions = CityOpinion.objects.filter(application__in=pks).in_bulk(field_name="application_id")
    means, completed = _judged_means(files), completions.of_files(files)
    return {
        file.pk: _content(
            file,
            cards.get(file.application_id),
            opinions.get(file.application_id),
            means[file.pk],
            completed[file.pk],
        )
        for file in files
    }


def _content(
    file: ReviewFile,
    card: Scorecard | None,
    opinion: CityOpinion | None,
    means: dict[str, Decimal],
    completion: completions.Completion,
) -> dict:
    call = file.review.call
    lines = []
    for one in call.indicators.all():
        points = means.get(one.key)
        if one.basis == "computed":
            points = Decimal(card.points.get(one.key, "0")) if card else Decimal(0)
        elif one.basis == "city":
            points = tables.mark_points(one.weight, opinion.mark if opinion else None)
        text = None if points is None else f"{points:.2f}"
        lines.append(
            {"key": one.key, "name": one.name, "weight": one.weight, "basis": one.basis, "points": text}
        )
    return {
        "indicators": lines,
        "figures": card.figures if card else {},
        "taken_at": card.taken_at.isoformat() if card else "",
        "city": {"stance": opinion.stance if opinion else "none", "mark": opinion.mark if opinion else None},
        "counted": completion.of,
        "total": f"{file.total:.2f}",
        "veto": file.veto,
        "thresholds": {
            "excellent": str(call.excellent_threshold),
            "qualified": str(call.pass_threshold),
        },
        "tier": tables.tier(
            file.total,
            excellent=call.excellent_threshold,
            qualified=call.pass_threshold,
            veto=bool(file.veto),
        ),
    }


def additions(files: Sequence[ReviewFile]) -> dict[int, dict]:
    """What a report's lines state besides: the evaluation with its tier."""
    return {pk: {"evaluation": content} for pk, content in contents_of(files).items()}


def sha256(content: dict) -> str:
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def freeze(applications: Sequence[Application], taken: Taken) -> None:
    """With the report's sending: the basis of each file, for good."""
    pks = [file.pk for file in applications if file.kind == Kind.EVALUATION]
    if not pks:
        return
    files = list(ReviewFile.objects.filter(application__in=pks).select_related("application", "review__call"))
    contents = contents_of(files)
    EvaluationBasis.objects.bulk_create(
        [
            EvaluationBasis(
                application_id=file.application_id,
                content=contents[file.pk],
                sha256=sha256(contents[file.pk]),
                total=file.total,
                tier=contents[file.pk]["tier"],
                made_at=taken.at,
            )
            for file in files
        ],
        batch_size=500,
    )


def show_bases(applications: Sequence[Application], taken: Taken) -> None:
    """With publicity at the latest each member may read its basis; the documents follow by a job."""
    pks = [file.pk for file in applications if file.kind == Kind.EVALUATION]
    show(pks, at=taken.at)


def show(applications: Sequence[int], *, at: datetime) -> None:
    """Let these members read their basis from now on."""
    if not applications:
        return
    rows = EvaluationBasis.objects.filter(application__in=applications)
    rows.filter(shown_at=None).update(shown_at=at)
    for pk in rows.filter(document=None).values_list("pk", flat=True):
        enqueue(JOB, args={"basis": pk}, at=at, once=f"{JOB}:{pk}")


@transaction.atomic
def issue_shown(*, basis: int) -> None:
    """Issue the document of a basis and tell its member; a second run changes nothing."""
    row = (
        EvaluationBasis.objects.select_for_update(of=("self",))
        .select_related("application__call")
        .get(pk=basis)
    )
    if row.document_id or row.shown_at is None:
        return
    file = row.application
    data = {
        **row.content,
        "sha256": row.sha256,
        "number": file.number,
        "enterprise": file.enterprise_name,
        "uscc": file.uscc,
        "call": file.call.title,
        "document_number": file.call.document_number,
        "period": [str(day) for day in _period(file)],
    }
    row.document = issue(
        "evaluation_basis",
        subject_kind="evaluation_basis",
        subject_id=str(row.pk),
        data=data,
        by=None,
        at=row.shown_at,
    )
    row.save(update_fields=["document"])
    people = User.objects.filter(organisation=file.enterprise.organisation_id, is_active=True)
    params = {"number": file.number or ""}
    notify_many(
        [Notice(READY.key, user, params, file.get_absolute_url()) for user in people], at=row.shown_at
    )


def _period(file: Application) -> tuple:
    rules = rounds.rules_of(file.call)
    return rules.period_from, rules.period_to
