"""When a step may be taken (who may is the role's table). Each refusal says what to do."""

from collections.abc import Callable, Sequence

from django.db.models import Model, prefetch_related_objects
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from applications.compliance import ITEMS
from applications.dossier.completeness import missing_items
from applications.models import ComplianceCheck, Kind
from applications.registry import Taken, policies, prefetches
from applications.workflow import State, Step

POSITIVE, NEGATIVE = "positive", "negative"
"""A city's stance on a member in an evaluation."""


class Refused(Exception):
    """A step can't be taken now; the message is for the person who tried."""


class Stale(Refused):
    """Somebody else moved the file first."""


def call_is_open(application: Model, taken: Taken) -> None:
    """Annex 1, step 2: only inside the window, on the server's clock."""
    if not application.call.is_open(taken.at):
        raise Refused(
            _("The call is not open for submission now. Your draft is kept; look at the call's dates.")
        )


def nothing_is_missing(application: Model, taken: Taken) -> None:
    missing = missing_items(application)
    if missing:
        raise Refused(
            ngettext(
                "%(count)d item is still missing: %(first)s.",
                "%(count)d items are still missing, the first: %(first)s.",
                len(missing),
            )
            % {"count": len(missing), "first": missing[0].label}
        )


def correction_is_in_time(application: Model, taken: Taken) -> None:
    """A correction follows its own deadline, also after the window."""
    if application.deadline and taken.at > application.deadline:
        raise Refused(
            _("The deadline for the correction has passed; the draft is kept but can't be submitted.")
        )


def reason_is_given(application: Model, taken: Taken) -> None:
    if not taken.opinion.strip():
        raise Refused(_("Please write the reasons; the enterprise reads them."))


def opinion_is_given(application: Model, taken: Taken) -> None:
    if not taken.opinion.strip():
        raise Refused(_("Please write an opinion."))


def returns_are_left(application: Model, taken: Taken) -> None:
    if application.returns >= application.call.most_returns:
        raise Refused(
            _(
                "This file has been returned %(count)d times, the most that the call allows. Decide on it as it is."
            )
            % {"count": application.returns}
        )


def takes_the_paper(application: Model) -> bool:
    """Whether the authority that has the file counts the paper: the first one that got it.

    The county; in 东莞 and 中山, which have none, and in evaluations, the city.
    """
    return application.state == application.first_authority_state


def expected_paper(application: Model) -> dict[int, int]:
    """Paper copies asked for, by material: of mandatory ones and of those that were filed electronically."""
    filed = {a.requirement_id for a in application.attachments.all() if a.removed_at is None}
    return {
        material.pk: material.paper_copies
        for material in application.call.materials.all()
        if material.paper_copies and (material.mandatory or material.pk in filed)
    }


def _counted(application: Model) -> dict[int, int]:
    """Paper copies received with what is submitted now, by material."""
    counts = application.of_this_version(application.paper_counts.all())
    return {count.requirement_id: count.received for count in counts}


def paper_difference(application: Model) -> int:
    """Copies that are lacking or too many, over all materials; 0 when paper equals electronic."""
    received = _counted(application)
    return sum(abs(copies - received.get(pk, 0)) for pk, copies in expected_paper(application).items())


def paper_is_complete(application: Model, taken: Taken) -> None:
    """Annex 1, step 3: paper received and identical in number to what the call asks."""
    if not takes_the_paper(application):
        return
    counted = _counted(application)
    lacking = [pk for pk, copies in expected_paper(application).items() if counted.get(pk) != copies]
    if lacking:
        raise Refused(
            ngettext(
                "The paper copies of %(count)d material are not confirmed as equal to the electronic ones.",
                "The paper copies of %(count)d materials are not confirmed as equal to the electronic ones.",
                len(lacking),
            )
            % {"count": len(lacking)}
        )


def compliance_is_passed(application: Model, taken: Taken) -> None:
    """Annex 1, step 4: every item of the checklist is judged and none fails."""
    checks = application.of_this_version(application.compliance_checks.all())
    results = {check.item: check.result for check in checks}
    open_items = [item for item in ITEMS if item not in results]
    failed = [item for item in ITEMS if results.get(item) == ComplianceCheck.Result.FAIL]
    if application.kind == Kind.EVALUATION and taken.inputs.get("stance") == NEGATIVE:
        failed = []  # annex 2: a negative opinion scores, and the file goes on
    if open_items:
        raise Refused(
            _("%(open)d items are not checked yet. Please check them first.") % {"open": len(open_items)}
        )
    if failed:
        raise Refused(
            _("%(failed)d items fail: settle them first, return the file, or do not recommend it.")
            % {"failed": len(failed)}
        )


def not_in_an_evaluation(application: Model, taken: Taken) -> None:
    """Annex 2, step 3: the city's negative opinion is a mark, never the end of a file."""
    if application.kind == Kind.EVALUATION:
        raise Refused(
            _("In an evaluation the city gives its opinion with a mark; the file goes on either way.")
        )


def opinion_has_a_mark(application: Model, taken: Taken) -> None:
    """Annex 2, step 3: the city's opinion on a member is for or against it, with a mark from 0 to 100."""
    if application.kind != Kind.EVALUATION:
        return
    mark, stance = taken.inputs.get("mark"), taken.inputs.get("stance")
    if stance not in {POSITIVE, NEGATIVE} or not isinstance(mark, int) or not 0 <= mark <= 100:
        raise Refused(_("This is an evaluation: open the file and give the city's opinion with its mark."))


def silence_is_lawful(application: Model, taken: Taken) -> None:
    """Annex 2: only an evaluation's file, and only past the city's deadline, goes on without the city."""
    if taken.by is not None:
        return
    if application.kind != Kind.EVALUATION:
        raise Refused(_("An authority's file never goes on by itself."))
    if application.deadline is None or taken.at <= application.deadline:
        raise Refused(_("The deadline has not passed."))


def unless_silent(policy: Callable) -> Callable:
    """Asked of a city that reports; not where the portal reports a file past the city's deadline."""

    def ask_the_city(application: Model, taken: Taken) -> None:
        if taken.by is not None:
            policy(application, taken)

    return ask_the_city


def correction_days_are_lawful(application: Model, taken: Taken) -> None:
    """A correction gets at most the working days of the call's rules."""
    days = taken.inputs.get("days")
    if days is not None and not 1 <= days <= application.call.correction_days:
        raise Refused(
            _("A correction has between 1 and %(most)d working days in this call.")
            % {"most": application.call.correction_days}
        )


def deadline_has_passed(application: Model, taken: Taken) -> None:
    """The portal lapses a draft or a correction only after its deadline, or a file of a cancelled call."""
    if application.call.status == application.call.Status.CANCELLED:
        return
    if application.state not in {State.DRAFT, State.RETURNED}:
        raise Refused(_("An authority's file never lapses."))
    if application.deadline is None or taken.at <= application.deadline:
        raise Refused(_("The deadline has not passed."))


BUILT_IN = {
    Step.SUBMIT: [call_is_open, nothing_is_missing],
    Step.RESUBMIT: [correction_is_in_time, nothing_is_missing],
    Step.PASS_ON: [opinion_is_given, paper_is_complete],
    Step.RETURN: [reason_is_given, returns_are_left, correction_days_are_lawful],
    Step.REPORT: [
        silence_is_lawful,
        *map(unless_silent, [opinion_is_given, paper_is_complete, compliance_is_passed, opinion_has_a_mark]),
    ],
    Step.NOT_RECOMMEND: [not_in_an_evaluation, reason_is_given],
    Step.TAKE_UP: [reason_is_given],
    Step.DECLINE: [reason_is_given],
    Step.LAPSE: [deadline_has_passed],
}


# What the policies of a step read beside the file itself: fetched once for all files.
READ: dict[str, list[str]] = {
    Step.PASS_ON: ["call__materials", "attachments", "paper_counts"],
    Step.REPORT: ["call__materials", "attachments", "paper_counts", "compliance_checks"],
}


def gather(applications: Sequence[Model], step: str) -> None:
    """Fetch what the policies of ``step`` read, in a number of queries that doesn't grow with the files."""
    lookups = [*READ.get(step, []), *prefetches[step]]
    if applications and lookups:
        prefetch_related_objects(list(applications), *lookups)


def ask(application: Model, taken: Taken) -> None:
    """Ask every policy of the step, the house's and the higher floors'. Raises Refused."""
    for policy in [*BUILT_IN.get(taken.step, []), *policies[taken.step]]:
        policy(application, taken)
