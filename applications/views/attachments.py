"""Attachments: the materials page of a draft, and the one door through which any role opens a file."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from applications import drafts, policies
from applications.dossier.completeness import is_mandatory
from applications.dossier.schemas import schema_of
from applications.models import Application, Attachment
from applications.queries import visible_to
from applications.views.filing_page import frame, own_draft
from portal.accounts.access import access, needs
from portal.accounts.permissions import Permission
from portal.audit.chain import log_read
from portal.documents.files import deliver

FILING = needs(Permission.FILE_APPLICATION)
READING = needs(Permission.READ_DOSSIER)
INLINE = {"application/pdf", "image/jpeg", "image/png"}


@access(FILING)
@require_safe
def materials(request, pk: int):
    """What the call asks for, and what is there."""
    return _page(request, own_draft(request.user, pk))


def _page(request, application: Application, *, refused: dict | None = None, status: int = 200):
    saved = {section.key: section.data for section in application.sections.all()}
    schema = schema_of(application)
    kept: dict[int, list[Attachment]] = {}
    for attachment in application.attachments.filter(removed_at=None).select_related("file"):
        kept.setdefault(attachment.requirement_id, []).append(attachment)
    rows = [
        {
            "material": material,
            "mandatory": is_mandatory(material, schema, saved),
            "files": kept.get(material.pk, []),
            "accept": ",".join(f".{name}" for name in _extensions(material.formats)),
            "max_bytes": material.max_mb * 1024 * 1024,
            "refused": (refused or {}).get(material.key, []),
        }
        for material in application.call.materials.all()
    ]
    context = {
        **frame(application, "attachments"),
        "rows": rows,
        "total": drafts.attached_bytes(application),
    }
    return render(request, "applications/filing/attachments.html", context, status=status)


def _extensions(formats: list[str]) -> list[str]:
    return [*formats, "jpeg"] if "jpg" in formats else formats


@access(FILING)
@require_POST
def add(request, pk: int, key: str):
    """Take in one or several files under a material; those that are refused are named with the reason."""
    application = own_draft(request.user, pk)
    material = get_object_or_404(application.call.materials, key=key)
    uploads = request.FILES.getlist("file")
    refused = [] if uploads else [_("Please choose a file.")]
    added = 0
    for upload in uploads:
        try:
            done = drafts.attach(application, material, upload, by=request.user, at=timezone.now())
        except policies.Refused as refusal:
            refused.append(str(refusal))
        except ValidationError as refusal:
            refused.append(
                _("%(name)s: %(reason)s") % {"name": upload.name, "reason": " ".join(refusal.messages)}
            )
        else:
            added += done.is_new
    if refused:
        return _page(request, application, refused={key: refused}, status=422)
    if added:
        messages.success(request, _("Attached."))
    else:
        messages.info(request, _("This file is attached already."))
    return redirect(reverse("applications:attachments", args=[pk]) + f"#material-{key}")


@access(FILING)
@require_POST
def remove(request, pk: int, attachment_pk: int):
    """Take an attachment out of the draft."""
    application = own_draft(request.user, pk)
    attachment = get_object_or_404(
        application.attachments.select_related("application", "requirement", "file"), pk=attachment_pk
    )
    drafts.remove(attachment, by=request.user, at=timezone.now())
    messages.success(request, _("Removed. Versions that were submitted with it keep it."))
    return redirect(
        reverse("applications:attachments", args=[pk]) + f"#material-{attachment.requirement.key}"
    )


@access(READING)
@require_safe
def attachment(request, pk: int, attachment_pk: int):
    """Hand out one attachment to who may read the file; each reading is logged.

    The enterprise opens everything of its own, everybody else only what was submitted.
    """
    application = get_object_or_404(visible_to(request.user).select_related("enterprise"), pk=pk)
    found = get_object_or_404(application.attachments.select_related("file"), pk=attachment_pk)
    own = application.enterprise.organisation_id == request.user.organisation_id
    if not own and not was_submitted(application, found):
        raise Http404
    log_read(
        by=request.user,
        kind="application",
        id=str(application.pk),
        what=f"attachment:{found.pk}",
        at=timezone.now(),
    )
    inline = found.file.content_type in INLINE and "download" not in request.GET
    return deliver(found.file, inline=inline)


def was_submitted(application: Application, attachment: Attachment) -> bool:
    """Whether any frozen version holds the attachment."""
    return any(
        one["id"] == attachment.pk
        for content in application.versions.values_list("content", flat=True)
        for one in content["attachments"]
    )
