"""Freezing what was submitted, and reading what a person may see of it."""

import hashlib
import json
from datetime import datetime

from django.db.models import Max

from applications.models import Application, SubmittedVersion


def canonical(content: dict) -> bytes:
    """The bytes whose SHA-256 a receipt carries: sorted keys, no spaces, UTF-8."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def content_of(application: Application) -> dict:
    """The dossier in work as one document: canonical values, attachments by name, size and digest."""
    enterprise = application.enterprise
    attachments = application.attachments.filter(removed_at=None).select_related("requirement", "file")
    return {
        "schema": [application.kind, application.call.schema_version],
        "year": application.call.year,
        "enterprise": {
            "name": enterprise.name,
            "uscc": enterprise.uscc,
            "city": enterprise.city_id,
            "county": enterprise.county_id,
        },
        "sections": _sections(application),
        "attachments": [
            {
                "id": attachment.pk,
                "material": attachment.requirement.key,
                "title": attachment.requirement.name,
                "name": attachment.file.name,
                "size": attachment.file.size,
                "sha256": attachment.file.sha256,
            }
            for attachment in attachments
        ],
    }


def _sections(application: Application) -> dict[str, dict]:
    """Every section in its schema's order of fields; rows that were left empty are not submitted."""
    from applications.dossier.schemas import context_of, schema_of
    from applications.dossier.validation import tidied

    saved = {section.key: section.data for section in application.sections.all()}
    context = context_of(application)
    return {
        section.key: tidied(section, saved.get(section.key, {}), context)
        for section in schema_of(application).sections
    }


def freeze(application: Application, *, by, at: datetime) -> SubmittedVersion:
    """Store what is being submitted, whole, with its SHA-256, as the next version."""
    content = content_of(application)
    last = application.versions.aggregate(last=Max("number"))["last"] or 0
    return SubmittedVersion.objects.create(
        application=application,
        number=last + 1,
        content=content,
        sha256=hashlib.sha256(canonical(content)).hexdigest(),
        submitted_at=at,
        submitted_by=by,
    )
