"""The dossier in work: saving sections, adding and removing attachments. Only the enterprise's own people."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from applications import policies
from applications.dossier.schemas import context_of, schema_of
from applications.dossier.validation import tidied
from applications.models import Application, Attachment, DossierSection, MaterialRequirement
from applications.workflow import State
from portal.accounts.permissions import Permission
from portal.audit.chain import record
from portal.documents.files import Rejected, store_upload
from portal.documents.models import StoredFile

EDITABLE = {State.DRAFT, State.RETURNED}


class Conflict(policies.Refused):
    """A colleague saved the section first; ``section`` is as it was saved."""

    def __init__(self, section: DossierSection) -> None:
        super().__init__(
            _(
                "%(name)s saved this section at %(time)s, after you opened it. Your entries are kept on this page."
            )
            % {
                "name": section.saved_by.name or section.saved_by.username,
                "time": f"{timezone.localtime(section.saved_at):%H:%M:%S}",
            }
        )
        self.section = section


@dataclass(frozen=True)
class Added:
    """What became of an upload: ``is_new`` is false when the same file was there already."""

    attachment: Attachment
    is_new: bool


def demand_editable(application: Application, *, by) -> Application:
    """The file, locked, when this person may change it now. Raises PermissionDenied and Refused."""
    rows = Application.objects.select_for_update(of=("self",)).select_related("call", "enterprise")
    application = rows.get(pk=application.pk)
    if application.enterprise.organisation_id != by.organisation_id or not by.may(
        Permission.FILE_APPLICATION
    ):
        raise PermissionDenied
    if application.state not in EDITABLE:
        raise policies.Refused(not_editable(application))
    return application


def not_editable(application: Application) -> str:
    """Why a file can't be changed now."""
    return _("This file is at “%(state)s”; what was submitted can't be changed.") % {
        "state": application.get_state_display()
    }


@transaction.atomic
def save_section(
    application: Application,
    key: str,
    typed: dict,
    *,
    revision: int,
    by,
    at: datetime,
    keep_blank: bool = False,
) -> DossierSection:
    """Keep a section as typed. ``revision``: the one that the person had opened (0: none yet).

    The same entries again change nothing. Raises Conflict when somebody else saved in between.
    """
    application = demand_editable(application, by=by)
    spec = schema_of(application).section(key)
    data = tidied(spec, typed, context_of(application), keep_blank=keep_blank)
    section = application.sections.select_related("saved_by").filter(key=key).first()
    if section and section.data == data:
        return section
    if (section.revision if section else 0) != revision:
        raise Conflict(section)
    section = section or DossierSection(application=application, key=key, revision=0)
    section.data, section.saved_at, section.saved_by = data, at, by
    section.revision += 1
    section.save()
    return section


@transaction.atomic
def save_sections(application: Application, typed: dict[str, dict], *, by, at: datetime) -> None:
    """Keep several sections at once (what is carried over into a new draft)."""
    application = demand_editable(application, by=by)
    schema, context = schema_of(application), context_of(application)
    application.sections.filter(key__in=typed).delete()
    DossierSection.objects.bulk_create(
        [
            DossierSection(
                application=application,
                key=key,
                data=tidied(schema.section(key), data, context),
                saved_at=at,
                saved_by=by,
            )
            for key, data in typed.items()
        ]
    )


def attached_bytes(application: Application) -> int:
    """How much the file's present attachments weigh."""
    kept = application.attachments.filter(removed_at=None)
    return kept.aggregate(total=Sum("file__size"))["total"] or 0


@transaction.atomic
def attach(application: Application, requirement: MaterialRequirement, upload, *, by, at: datetime) -> Added:
    """Take an uploaded file in under a material. Raises Rejected with the reason.

    Limits: the material's size (50 MB at most) and 500 MB for the whole file.
    """
    application = demand_editable(application, by=by)
    most = settings.UPLOAD_APPLICATION_MAX_BYTES
    if attached_bytes(application) + upload.size > most:
        raise Rejected(
            _("All attachments together may have %(most)d MB; remove something or make this file smaller.")
            % {"most": most // 1024 // 1024}
        )
    stored = store_upload(
        upload,
        by=by,
        allowed=set(requirement.formats),
        max_bytes=min(requirement.max_mb * 1024 * 1024, settings.UPLOAD_FILE_MAX_BYTES),
    )
    return keep(application, requirement, stored, by=by, at=at)


@transaction.atomic
def keep(
    application: Application, requirement: MaterialRequirement, stored: StoredFile, *, by, at: datetime
) -> Added:
    """Attach a file that was taken in; one with the same content under this material stays one."""
    present = application.attachments.filter(requirement=requirement, removed_at=None)
    if same := present.filter(file__sha256=stored.sha256).first():
        return Added(same, is_new=False)
    attachment = Attachment.objects.create(
        application=application, requirement=requirement, file=stored, added_at=at
    )
    _record(attachment, "attach", by, at)
    return Added(attachment, is_new=True)


@transaction.atomic
def remove(attachment: Attachment, *, by, at: datetime) -> None:
    """Take an attachment out of the draft; versions that hold it keep it."""
    demand_editable(attachment.application, by=by)
    if attachment.removed_at is None:
        attachment.removed_at = at
        attachment.save(update_fields=["removed_at"])
        _record(attachment, "detach", by, at)


def _record(attachment: Attachment, action: str, by, at: datetime) -> None:
    data = {
        "attachment": attachment.pk,
        "material": attachment.requirement.key,
        "sha256": attachment.file.sha256,
    }
    record(kind="application", id=str(attachment.application_id), action=action, by=by, at=at, data=data)
