"""Correction (更正) of an announced list: a new version that names the old one; the old one stays as it is.

For slips of the pen in a name or in the text. Who is on the list, in which class and with which result was
publicised and can't be corrected this way: that needs a publicity of its own.
"""

from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from applications.policies import Refused
from portal.audit.chain import record
from portal.documents.issuing import issue
from publication import lists
from publication.announcing import document_data
from publication.models import Announcement, ListEntry


@transaction.atomic
def correct(
    announcement: Announcement,
    *,
    title: str,
    body: str,
    reasons: str,
    by,
    at: datetime,
    entry: ListEntry | None = None,
    name: str = "",
) -> Announcement:
    """Announce a correction of ``announcement``: its text, and the ``name`` of one ``entry``.

    Raises Refused without reasons, for an entry of another list, and when it was corrected already: the
    newest version is corrected then.
    """
    announcement = _to_be_corrected(announcement, reasons)
    version = lists.make(
        announcement.version.call,
        lines=_lines(announcement, entry, name.strip()),
        scope=announcement.version.scope,
        supersedes=announcement.version,
        by=by,
        at=at,
    )
    made = Announcement.objects.create(
        version=version, corrects=announcement, reasons=reasons.strip(), title=title, body=body, by=by, at=at
    )
    data = {**document_data(made), "corrects": _named(announcement), "reasons": made.reasons}
    made.document = issue(
        "announcement", subject_kind="announcement", subject_id=str(made.pk), data=data, by=by, at=at
    )
    made.save(update_fields=["document"])
    digests = {"sha256": version.sha256, "corrects": announcement.version_id}
    digests["old_sha256"] = announcement.version.sha256
    record(kind="list", id=str(version.pk), action="correct", by=by, at=at, data=digests)
    return made


def _to_be_corrected(announcement: Announcement, reasons: str) -> Announcement:
    """The row, locked, with its list and call. Raises Refused."""
    rows = Announcement.objects.select_for_update(of=("self",)).select_related("version__call", "document")
    announcement = rows.get(pk=announcement.pk)
    if Announcement.objects.filter(corrects=announcement).exists():
        raise Refused(_("This announcement was corrected already; correct the newest version."))
    if not reasons.strip():
        raise Refused(_("Please write the reasons; they are part of the record."))
    return announcement


def _lines(announcement: Announcement, entry: ListEntry | None, name: str) -> list[lists.Line]:
    """The lines of the announced list, with the corrected name in its place."""
    lines = lists.lines_of(announcement.version.entries.order_by("position"))
    if entry is None:
        return lines
    if entry.version_id != announcement.version_id or not name:
        raise Refused(_("Please choose an entry of this list and give its corrected name."))
    return [replace(line, name=name) if line.enterprise == entry.enterprise_id else line for line in lines]


def _named(announcement: Announcement) -> dict:
    """How the correction names the old version."""
    return {
        "title": announcement.title,
        "number": announcement.document.number if announcement.document else "",
        "date": timezone.localdate(announcement.at).isoformat(),
        "list_version": announcement.version.number,
        "list_sha256": announcement.version.sha256,
    }


def prepared(announcement: Announcement) -> dict:
    """Title and text of a correction, to be bettered by the officer."""
    day, number = timezone.localdate(announcement.at), announcement.version.number
    what = announcement.title.removeprefix("关于").removesuffix("的公告")
    document = f"（{announcement.document.number}）" if announcement.document else ""
    return {
        "title": f"关于更正“{what}”的公告",
        "body": (
            f"{day.year}年{day.month}月{day.day}日《{announcement.title}》{document}所附名单（第{number}版）有误，"
            "现予更正，更正后的名单附后。原公告其余内容不变，以本公告所附名单为准。"
        ),
    }
