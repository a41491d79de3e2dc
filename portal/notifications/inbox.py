"""A person's inbox."""

from datetime import datetime

from django.db.models import BigIntegerField, QuerySet

from portal.accounts.models import User
from portal.notifications.models import InboxItem
from portal.statements import Counts, Slot

MOST_COUNTED = 100
"""The badge says '99+' from here on, so that its count stays cheap."""


UNREAD = Counts(
    lambda: [InboxItem.objects.filter(user=Slot("reader", BigIntegerField()), unread=True)], most=MOST_COUNTED
)


def items_of(user: User) -> QuerySet[InboxItem]:
    return InboxItem.objects.filter(user=user)


def unread_count(user: User) -> int:
    """How many are unread, counted up to :data:`MOST_COUNTED`."""
    [count] = UNREAD.of(reader=user.pk)
    return count


def mark_read(item: InboxItem, *, at: datetime) -> None:
    """Mark a notice as read; a second time changes nothing."""
    InboxItem.objects.filter(pk=item.pk, unread=True).update(unread=False, read_at=at)


def mark_all_read(user: User, *, until: int, at: datetime) -> int:
    """Mark what the person has seen listed (ids up to ``until``) as read; returns how many."""
    return items_of(user).filter(unread=True, pk__lte=until).update(unread=False, read_at=at)
