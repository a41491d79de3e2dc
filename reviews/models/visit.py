"""The site visit (实地考察): two inspectors, a checklist written on the spot, photos, two signatures."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User
from reviews.models.panel import Assignment
from reviews.models.review import ReviewFile


class Visit(models.Model):
    """A visit to the applicant of a file; a cancelled one stays.

    ``checklist``: the items as they were when the visit was planned ({key, name, name_en}).
    """

    file = models.ForeignKey(ReviewFile, on_delete=models.PROTECT, related_name="visits")
    starts_at = models.DateTimeField(_("time"))
    place = models.CharField(_("place"), max_length=120)
    checklist = models.JSONField(default=list)
    planned_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    planned_at = models.DateTimeField()
    revision = models.PositiveIntegerField(default=0)
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        ordering = ["starts_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["file"], condition=models.Q(ended_at__isnull=True), name="one_running_visit_per_file"
            )
        ]


class Inspector(models.Model):
    """One of the two who visit; ``seat`` where it is a member of the panel. A signature binds the content."""

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="inspectors")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    seat = models.ForeignKey(Assignment, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    signed_at = models.DateTimeField(null=True, blank=True)
    signed_name = models.CharField(_("name as signed"), max_length=60, blank=True)
    signed_digest = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["visit", "user"], name="an_inspector_visits_once")]


class VisitEntry(models.Model):
    """What an inspector wrote for an item of the checklist; nothing is written over.

    The device gives ``key``, so that what is sent twice is kept once. ``replaced_by``: the later entry whose
    writer had seen this one. Two entries of an item that nobody replaced are two versions, both kept.
    """

    class Result(models.TextChoices):
        PASS = "pass", _("Pass")
        FAIL = "fail", _("Fail")
        NOT_APPLICABLE = "na", _("Not applicable")

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="entries")
    key = models.UUIDField()
    item = models.SlugField(max_length=40)
    result = models.CharField(max_length=4, choices=Result)
    remark = models.TextField(_("remark"), blank=True)
    written_at = models.DateTimeField()
    received_at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    replaced_by = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["visit", "key"], name="an_entry_is_kept_once")]


class VisitPhoto(models.Model):
    """A photo of the visit as the camera made it, with the time that the device gives."""

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="photos")
    key = models.UUIDField()
    item = models.SlugField(max_length=40, blank=True)
    caption = models.CharField(_("caption"), max_length=120, blank=True)
    file = models.ForeignKey("documents.StoredFile", on_delete=models.PROTECT, related_name="+")
    taken_at = models.DateTimeField()
    received_at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)
    remove_reason = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        ordering = ["taken_at", "id"]
        constraints = [models.UniqueConstraint(fields=["visit", "key"], name="a_photo_is_kept_once")]
