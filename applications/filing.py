"""Filing by the enterprise (annex 1, step 2): begin, fill, submit, correct, withdraw, ask for review."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications import drafts, policies, receipts, registry, steps
from applications.dossier import prefill
from applications.dossier.schemas import context_of
from applications.models import Application, Call, Enterprise, ReconsiderationRequest
from applications.registry import Taken
from applications.workflow import State, Step
from portal.accounts.first_pages import first_pages
from portal.accounts.permissions import Permission
from portal.accounts.roles import Role
from portal.accounts.who import who_may
from portal.audit.chain import record
from portal.notifications.notices import NoticeKind, notices, notify

BEGIN = "begin"
"""Key in ``registry.policies`` under which a higher floor says who may begin a file."""
REVIEW_ASKED = NoticeKind(
    "application.review_asked",
    gettext_lazy("Review asked for"),
    gettext_lazy("%(name)s asks the province to review file %(number)s, which its city did not recommend."),
)


def register() -> None:
    """Enter the notices of filing, and the enterprise's first page."""
    if Role.ENTERPRISE not in first_pages:
        first_pages.add(Role.ENTERPRISE, "applications:mine")
    notices.add(REVIEW_ASKED.key, REVIEW_ASKED)


def may_begin(enterprise: Enterprise, call: Call, *, by, at: datetime) -> Application:
    """An unsaved draft, when this enterprise may begin one. Raises Refused with the reason."""
    if not call.is_open(at):
        raise policies.Refused(
            _("The call is not open now; an application can be begun inside its window only.")
        )
    application = Application(
        call=call,
        kind=call.kind,
        enterprise=enterprise,
        enterprise_name=enterprise.name,
        uscc=enterprise.uscc,
        city_id=enterprise.city_id,
        county_id=enterprise.county_id,
        holder_id=enterprise.organisation_id,
        deadline=call.closes_at,
        created_at=at,
        changed_at=at,
    )
    for policy in registry.policies[BEGIN]:
        policy(application, Taken(step=BEGIN, by=by, at=at))
    return application


def begin(enterprise: Enterprise, call: Call, *, by, at: datetime) -> Application:
    """The enterprise's file in ``call``: the one it has, or a new draft carrying over what is known.

    One per enterprise and call; raises Refused outside the window.
    """
    if enterprise.organisation_id != by.organisation_id or not by.may(Permission.FILE_APPLICATION):
        raise PermissionDenied
    mine = Application.objects.filter(call=call, enterprise=enterprise)
    if existing := mine.first():
        return existing
    application = may_begin(enterprise, call, by=by, at=at)
    try:
        with transaction.atomic():
            application.save()
            carried = prefill.sections_for(enterprise, call, context_of(application))
            drafts.save_sections(application, carried, by=by, at=at)
            record(
                kind="application",
                id=str(application.pk),
                action=BEGIN,
                by=by,
                at=at,
                data={"call": call.pk, "carried": sorted(carried)},
            )
    except IntegrityError:
        return mine.get()  # a colleague began it in the same moment
    return application


@transaction.atomic
def submit(application: Application, *, by, at: datetime) -> Application:
    """Submit a draft, or a correction to who returned it: frozen version, number, receipt.

    Sending it twice submits once. Raises Refused (the draft is kept) and PermissionDenied.
    """
    if _is_submitted(application, by):
        return application
    correction = application.state == State.RETURNED
    try:
        with transaction.atomic():
            done = steps.advance(application, Step.RESUBMIT if correction else Step.SUBMIT, by=by, at=at)
    except policies.Stale:
        now = Application.objects.select_related("enterprise", "call").get(pk=application.pk)
        if _is_submitted(now, by):
            return now
        raise
    receipts.issue_receipt(done, by=by, at=at)
    return done


def _is_submitted(application: Application, by) -> bool:
    """Whether the last thing that happened was this enterprise's own submission."""
    return (
        application.state in {State.AT_COUNTY, State.AT_CITY}
        and application.enterprise.organisation_id == by.organisation_id
        and application.versions.exists()
    )


@transaction.atomic
def withdraw(application: Application, *, reason: str, by, at: datetime) -> Application:
    """Take the file back, up to the start of publicity; it is closed for this call."""
    if application.state == State.WITHDRAWN and application.enterprise.organisation_id == by.organisation_id:
        return application
    if not reason.strip():
        raise policies.Refused(_("Please write why the file is withdrawn; it stays on record."))
    return steps.advance(application, Step.WITHDRAW, by=by, at=at, opinion=reason)


def may_ask_for_review(application: Application) -> bool:
    """Annex 1, step 4: a file that the city did not recommend, once."""
    return application.state == State.NOT_RECOMMENDED and not application.reconsiderations.exists()


@transaction.atomic
def ask_for_review(application: Application, *, reasons: str, by, at: datetime) -> ReconsiderationRequest:
    """Ask the province to look at a file that the city did not recommend; a second time gives the first."""
    if application.enterprise.organisation_id != by.organisation_id or not by.may(
        Permission.FILE_APPLICATION
    ):
        raise PermissionDenied
    application = Application.objects.select_for_update(of=("self",)).get(pk=application.pk)
    if kept := application.reconsiderations.first():
        return kept
    if application.state != State.NOT_RECOMMENDED:
        raise policies.Refused(_("Review can be asked for only while the city's “not recommended” stands."))
    if not reasons.strip():
        raise policies.Refused(_("Please write the reasons; the province reads them."))
    request = ReconsiderationRequest.objects.create(
        application=application, reasons=reasons.strip(), by=by, at=at
    )
    record(kind="application", id=str(application.pk), action="request_review", by=by, at=at, data={})
    province = who_may(Permission.TAKE_UP)
    params = {"name": application.enterprise_name, "number": application.number or ""}
    notify(REVIEW_ASKED.key, to=province, params=params, link=application.get_absolute_url(), at=at)
    return request
