"""Announcement (公布): the final list, once the lock is open (annex 1, step 10)."""

from collections import defaultdict
from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from applications import steps
from applications.models import Application
from applications.policies import Refused
from applications.workflow import State, Step
from portal.accounts.models import Organisation
from portal.audit.chain import record
from portal.documents.issuing import issue
from portal.registry import Registry
from publication import lists, lock, pool, prolonging, selfcheck, titles
from publication.models import Announcement, ListEntry, ListVersion, Publicity
from publication.publicity import entry_rows, groups_of, locked

consequences: Registry[Callable[[Announcement, list[ListEntry], datetime], object]] = Registry("consequences")
"""By kind of call: what an announcement does to the pool, in its transaction; a recognition enters members."""
texts: Registry[Callable[[Publicity, list[ListEntry], datetime], str]] = Registry("texts of announcements")
"""By kind of call: the prepared text of an announcement; a recognition has the one below."""


def standing(publicity: Publicity) -> list[ListEntry]:
    """The entries that would be announced: those that no upheld objection took out or moved elsewhere."""
    current = lock.current_publicities(publicity.version.call_id)
    entries = publicity.version.entries.select_related("application", "city").order_by("position")
    return [
        entry
        for entry in entries
        if entry.application is None
        or (
            current.get(entry.application_id) == publicity.pk
            and entry.application.state in {State.IN_PUBLICITY, State.UNDER_OBJECTION}
        )
    ]


def announcement_of(publicity: Publicity) -> Announcement | None:
    """The announcement that followed a publicity, if any."""
    return Announcement.objects.filter(version__supersedes=publicity.version_id).first()


@transaction.atomic
def announce(publicity: Publicity, *, title: str, body: str, by, at: datetime) -> Announcement:
    """Announce a publicised list minus what fell. Announcing twice returns the same announcement.

    Raises Refused while the lock holds: by the period, by provisional days, by any open objection.
    """
    publicity = locked(publicity)
    made = announcement_of(publicity)
    if made:
        return made
    publicity = prolonging.follow_outages(publicity, at=at)
    lock.demand_open(publicity, at=at)
    entries = standing(publicity)
    if not entries:
        raise Refused(_("Nothing is left of this list to announce."))
    version = _final_list(publicity.version, entries, by=by, at=at)
    announcement = Announcement.objects.create(version=version, title=title, body=body, by=by, at=at)
    _take_the_step(entries, by=by, at=at)
    if version.call.kind in consequences:
        consequences[version.call.kind](announcement, list(version.entries.all()), at)
    else:
        pool.enter(version.entries.all(), announcement=announcement, at=at)
    _issue(announcement, by=by, at=at)
    looks = selfcheck.seen(publicity)
    data = {"list": version.pk, "sha256": version.sha256, "entries": len(entries)}
    data |= {"looks": looks.times, "failed_looks": looks.failed}
    record(kind="publicity", id=str(publicity.pk), action="announce", by=by, at=at, data=data)
    return announcement


def _final_list(shown: ListVersion, entries: list[ListEntry], *, by, at: datetime) -> ListVersion:
    """The version that supersedes the one that was in public."""
    lines = lists.lines_of(entries)
    return lists.make(shown.call, lines=lines, scope=shown.scope, supersedes=shown, by=by, at=at)


def _issue(announcement: Announcement, *, by, at: datetime) -> None:
    """The announcement's official document."""
    announcement.document = issue(
        "announcement",
        subject_kind="announcement",
        subject_id=str(announcement.pk),
        data=document_data(announcement),
        by=by,
        at=at,
    )
    announcement.save(update_fields=["document"])


def _take_the_step(entries: list[ListEntry], *, by, at: datetime) -> None:
    """One step for all files that end with the same result."""
    groups: dict[str, list[Application]] = defaultdict(list)
    for entry in entries:
        if entry.application:
            groups[entry.result].append(entry.application)
    for result, files in groups.items():
        steps.advance_many(files, Step.ANNOUNCE, by=by, at=at, strict=True, outcome=result)


def prepared(publicity: Publicity, *, at: datetime) -> dict:
    """Title and text of the announcement, to be read and bettered by the officer before it goes out."""
    version, entries = publicity.version, standing(publicity)
    call, count = version.call, len(entries)
    title = titles.announcement(call, amended=version.scope == ListVersion.Scope.AMENDMENT)
    if call.kind in texts:
        return {"title": title, "body": texts[call.kind](publicity, entries, at)}
    body = (
        f"根据{call.document_number}，经企业申报、县（市、区）收集整理、地市合规性审查并推荐、专家评审、审议，"
        f"并于{_cn(publicity.first_day)}至{_cn(publicity.last_day)}向社会公示{publicity.days}个工作日，"
        f"公示期内的异议均已办结，现予公布认定结果，共{count}家企业（名单附后）。\n\n"
        f"资格自{_cn(timezone.localdate(at))}起有效，至移出省资源池之日止，全省互认。\n\n"
        "入选企业应持续改进产品和服务，按要求参加年度评价；发生名称变更、股权结构或业务方向重大变更的，"
        "应在办理相关手续后及时报告，同时抄报省联盟。"
    )
    return {"title": title, "body": body}


def _cn(day) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def document_data(announcement: Announcement) -> dict:
    """What the announcement's document shows: text, count and the list."""
    version = announcement.version
    entries = entry_rows(version)
    return {
        "title": announcement.title,
        "body": announcement.body,
        "call": version.call.title,
        "document_number": version.call.document_number,
        "organisation": Organisation.province().name,
        "date": timezone.localdate(announcement.at).isoformat(),
        "count": len(entries),
        "list_version": version.number,
        "list_sha256": version.sha256,
        "entries": entries,
        "matter": titles.list_name(version.call, proposed=False),
        "groups": groups_of(version),
    }
