"""The recommended directory (推荐名录): one person prepares it from an announced evaluation, another issues it."""

import hashlib
import json
from collections import defaultdict
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from applications.models import Call, SupplierClass
from applications.policies import Refused
from evaluations.models import Directory, DirectoryEntry
from evaluations.support import people
from evaluations.support.excellent import announced_evaluations, excellent_of
from portal.accounts.models import Organisation
from portal.accounts.permissions import Permission as P
from portal.accounts.who import who_may
from portal.audit.chain import record
from portal.documents.issuing import issue as issue_document
from portal.notifications.notices import NoticeKind, notices, notify
from publication.catalogue import listed
from publication.models import CatalogueEntry

KIND = "supplier_directory"
ORDER = [SupplierClass.PLATFORM, SupplierClass.SERVICE]
PREPARED = NoticeKind(
    "directory.prepared",
    gettext_lazy("A recommended directory waits for you"),
    gettext_lazy("“%(title)s” is prepared; somebody else than who prepared it issues it."),
)
SENT_BACK = NoticeKind(
    "directory.sent_back",
    gettext_lazy("A recommended directory was sent back"),
    gettext_lazy("“%(title)s” has to be put right: %(reason)s"),
)
LISTED = NoticeKind(
    "directory.listed",
    gettext_lazy("You are in the recommended directory"),
    gettext_lazy("“%(title)s” is issued and names you; it is used at every event."),
)


def register() -> None:
    """Enter the notices."""
    for kind in (PREPARED, SENT_BACK, LISTED):
        notices.add(kind.key, kind)


def without_directory():
    """Announced evaluations of which no directory was made yet."""
    return announced_evaluations().filter(directory=None)


@transaction.atomic
def prepare(call: Call, *, title: str, preface: str, by, at: datetime) -> Directory:
    """Make the directory of an announced evaluation, or make it anew while it isn't issued.

    Raises Refused for another call, after the issue, and when no member is excellent.
    """
    if not announced_evaluations().filter(pk=call.pk).exists():
        raise Refused(_("The directory follows the announcement of an evaluation; this one isn't announced."))
    made = Directory.objects.select_for_update(of=("self",)).filter(call=call).first()
    if made and made.status == Directory.Status.ISSUED:
        raise Refused(_("This directory is issued; it can't change any more."))
    lines = _lines(call)
    if not lines:
        raise Refused(_("No present member is excellent by this evaluation."))
    if made is None:
        made = Directory(call=call, year=call.year)
    made.title, made.preface = title.strip(), preface.strip()
    made.prepared_by, made.prepared_at, made.sent_back, made.sha256 = by, at, "", digest(lines)
    made.save()
    made.entries.all().delete()
    DirectoryEntry.objects.bulk_create(DirectoryEntry(directory=made, **line) for line in lines)
    data = {"year": made.year, "lines": len(lines), "sha256": made.sha256}
    record(kind="directory", id=str(made.pk), action="prepare", by=by, at=at, data=data)
    others = who_may(P.ISSUE_DIRECTORY).exclude(pk=by.pk)
    notify(PREPARED.key, to=others, params={"title": made.title}, link=_address(made), at=at)
    return made


@transaction.atomic
def send_back(directory: Directory, *, reason: str, by, at: datetime) -> Directory:
    """The second person finds a fault. Raises Refused after the issue, from who prepared it, without a reason."""
    directory = _waiting(directory, by)
    if not reason.strip():
        raise Refused(_("Please write what has to be put right."))
    directory.sent_back = reason.strip()
    directory.save(update_fields=["sent_back"])
    record(kind="directory", id=str(directory.pk), action="send_back", by=by, at=at, data={})
    params = {"title": directory.title, "reason": directory.sent_back}
    notify(SENT_BACK.key, to=[directory.prepared_by], params=params, link=_address(directory), at=at)
    return directory


@transaction.atomic
def issue(directory: Directory, *, by, at: datetime) -> Directory:
    """Issue it as an official document and a public page, and tell those whom it names.

    Raises Refused from who prepared it, and when the excellent members changed since it was prepared.
    """
    directory = _waiting(directory, by)
    if directory.sent_back:
        raise Refused(_("It was sent back; it has to be prepared anew first."))
    if digest(_lines(directory.call)) != directory.sha256:
        raise Refused(_("Members or products changed since it was prepared; please have it prepared anew."))
    directory.status = Directory.Status.ISSUED
    directory.issued_by, directory.issued_at = by, at
    directory.document = issue_document(
        KIND,
        subject_kind="directory",
        subject_id=str(directory.pk),
        data=document_data(directory),
        by=by,
        at=at,
        issuer=Organisation.province(),
    )
    directory.save()
    data = {"number": directory.document.number, "sha256": directory.sha256}
    record(kind="directory", id=str(directory.pk), action="issue", by=by, at=at, data=data)
    keys = directory.entries.values_list("membership__enterprise_id", flat=True)
    link = reverse("evaluations:directory_public", args=[directory.year, directory.pk])
    named = people.of_enterprises(keys)
    notify(LISTED.key, to=named, params={"title": directory.title}, link=link, at=at)
    return directory


def document_data(directory: Directory) -> dict:
    """All that the document states; it is a Chinese one whoever issues it."""
    with override("zh-hans"):
        groups = [
            {
                "name": str(SupplierClass(one).label),
                "entries": [
                    {
                        "number": line.position,
                        "name": line.name,
                        "uscc": line.uscc,
                        "city": line.city.name,
                        "products": "、".join(line.products),
                    }
                    for line in directory.entries.filter(supplier_class=one).select_related("city")
                ],
            }
            for one in ORDER
        ]
    return {
        "title": directory.title,
        "year": directory.year,
        "preface": directory.preface,
        "organisation": Organisation.province().name,
        "call": directory.call.title,
        "groups": [group for group in groups if group["entries"]],
        "count": directory.entries.count(),
        "sha256": directory.sha256,
    }


def _lines(call: Call) -> list[dict]:
    """The excellent members of an evaluation: platform providers first, then by city and name."""
    members = list(excellent_of(pk=call.pk).select_related("enterprise"))
    products = defaultdict(list)
    rows = listed(CatalogueEntry.Kind.PRODUCT).filter(membership__in=members).order_by("name", "pk")
    for member, name in rows.values_list("membership_id", "name"):
        products[member].append(name)
    members.sort(key=lambda m: (ORDER.index(m.supplier_class), m.enterprise.city_id, m.enterprise.name, m.pk))
    return [
        {
            "position": number,
            "membership_id": one.pk,
            "name": one.enterprise.name,
            "uscc": one.enterprise.uscc,
            "city_id": one.enterprise.city_id,
            "supplier_class": one.supplier_class,
            "products": products[one.pk],
        }
        for number, one in enumerate(members, start=1)
    ]


def digest(lines: list[dict]) -> str:
    """SHA-256 of the lines as JSON."""
    text = json.dumps(lines, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def _waiting(directory: Directory, by) -> Directory:
    rows = Directory.objects.select_for_update(of=("self",)).select_related("call", "prepared_by")
    directory = rows.get(pk=directory.pk)
    if directory.status == Directory.Status.ISSUED:
        raise Refused(_("This directory is issued; it can't change any more."))
    if directory.prepared_by_id == by.pk:
        raise Refused(_("Somebody else than who prepared the directory has to issue it."))
    return directory


def _address(directory: Directory) -> str:
    return reverse("evaluations:directory", args=[directory.pk])
