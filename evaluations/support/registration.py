"""What this room enters at start-up: notices, tasks, the directory's document, menus, what public pages show."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from evaluations.models import Directory, DirectoryEntry, Event, Participant
from evaluations.support import directory, events, feedback, needs, referrals, registering
from portal import page_cache
from portal.accounts.permissions import Permission as P
from portal.documents.issuing import DocumentKind, OfficialDocument, kinds
from portal.ui.navigation import NavItem, items
from publication import sitemap

STAFF, ENTERPRISE = (P.READ_SUPPORT,), (P.TAKE_PART,)
MENU = [
    ("directory_list", _("Recommended directory"), 48, STAFF),
    ("event_list", _("Events"), 48, STAFF),
    ("need_list", _("Needs"), 48, (*STAFF, *ENTERPRISE)),
    ("priority", _("Priority lists"), 48, STAFF),
    ("referral_list", _("Recommendations"), 48, STAFF),
    ("received_list", _("Support received"), 48, STAFF),
    ("events_mine", _("Events"), 48, ENTERPRISE),
    ("support_mine", _("Support received"), 48, ENTERPRISE),
]
PUBLIC = [("directories_public", _("Recommended directory"), 32), ("events_public", _("Events"), 33)]


def register() -> None:
    """Enter everything; called once, from ``EvaluationsConfig.ready``."""
    for room in (directory, events, registering, feedback, needs, referrals):
        room.register()
    title, template = _("Recommended directory"), "documents/supplier_directory.html"
    kind = DocumentKind(directory.KIND, title, template, document_context, "推荐名录", is_public=True)
    kinds.add(kind.key, kind)
    page_cache.watch(Directory, DirectoryEntry, Event, Participant)
    for name, label, order, rights in MENU:
        key = f"support.{name}"
        items.add(key, NavItem(key, label, f"evaluations:{name}", order, "work", _with(*rights), "support"))
    for name, label, order in PUBLIC:
        key = f"support.{name}"
        items.add(key, NavItem(key, label, f"evaluations:{name}", order, "public", group="pool"))
    _site_map()


def _site_map() -> None:
    sitemap.add(
        "support", lambda: [name for name, *_more in PUBLIC], lambda name: reverse(f"evaluations:{name}")
    )
    sitemap.add(
        "directories",
        lambda: Directory.objects.filter(status=Directory.Status.ISSUED).order_by("-pk"),
        lambda row: reverse("evaluations:directory_public", args=[row.year, row.pk]),
        lambda row: row.issued_at,
    )
    sitemap.add(
        "events",
        lambda: events.ever_public().order_by("-pk"),
        lambda row: reverse("evaluations:event_public", args=[row.pk]),
    )


def document_context(document: OfficialDocument) -> dict:
    """The preface's paragraphs and the title's lines; all else is the document's data."""
    lines = document.data["preface"].splitlines()
    return {
        "paragraphs": [line.strip() for line in lines if line.strip()],
        "issued": document.issued_at,
        "title_lines": whole_words(document.data["title"]),
    }


def whole_words(title: str) -> list[str]:
    """A long title broken before what it names, not within a word (GB/T 9704)."""
    before, name, after = title.partition("优秀供应商推荐名录")
    return [line for line in (before, name + after) if line]


def _with(*rights: P):
    return lambda user: any(user.may(right) for right in rights)
