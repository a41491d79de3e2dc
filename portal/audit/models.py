"""The record of decisions. Rows hold no foreign keys and no personal data, so they outlive what they tell of."""

from django.db import models


class Chain(models.Model):
    """The locked head of one chain of events: (kind, id) of what the events are about."""

    kind = models.CharField(max_length=32)
    chain_id = models.CharField(max_length=64)
    length = models.PositiveIntegerField(default=0)
    head = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "chain_id"], name="one_chain")]


class Event(models.Model):
    """One link: its hash covers the canonical JSON of the row and the hash of the one before it."""

    kind = models.CharField(max_length=32)
    chain_id = models.CharField(max_length=64)
    sequence = models.PositiveIntegerField()
    action = models.CharField(max_length=48)
    actor = models.BigIntegerField(null=True)  # the person's id; None is the portal itself
    actor_role = models.CharField(max_length=16, blank=True)
    actor_organisation = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    data = models.JSONField(default=dict)
    previous = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)
    version = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "chain_id", "sequence"], name="one_event_per_link")
        ]
        indexes = [
            models.Index(fields=["at"], name="event_at"),
            models.Index(fields=["actor"], name="event_actor"),
            models.Index(fields=["hash"], name="event_hash"),
        ]


class Root(models.Model):
    """A daily root: one hash over the hashes of all events ``first`` to ``last`` (ids), linked to the one before."""

    number = models.PositiveIntegerField(unique=True)
    first = models.BigIntegerField()
    last = models.BigIntegerField(unique=True)
    count = models.PositiveIntegerField()
    merkle = models.CharField(max_length=64)
    previous = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        ordering = ["number"]


class AccessLog(models.Model):
    """Somebody read a dossier or an attachment."""

    actor = models.BigIntegerField()
    actor_role = models.CharField(max_length=16)
    kind = models.CharField(max_length=32)
    object_id = models.CharField(max_length=64)
    what = models.CharField(max_length=48)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["kind", "object_id"], name="access_log_object"),
            models.Index(fields=["actor", "-id"], name="access_log_actor"),
        ]
