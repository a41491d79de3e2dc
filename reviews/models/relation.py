"""Relations from which conflicts are detected: what people state of themselves, and how companies hang together."""

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from applications.models import Application, Enterprise
from portal.accounts.models import User


class Relation(models.Model):
    """What an expert, or a person of the alliance, states about an organisation; never a row is deleted.

    A removal that its person asked for takes effect once the alliance has confirmed it: until then the
    relation counts.
    """

    class Kind(models.TextChoices):
        EMPLOYER = "employer", _("Employer")
        POST = "post", _("Post held")
        SHAREHOLDING = "shareholding", _("Shareholding")
        ADVISER = "adviser", _("Advisory post")
        KIN = "kin", _("Close kin's post")
        DISPUTE = "dispute", _("Dispute")

    class Kin(models.TextChoices):
        SPOUSE = "spouse", _("Spouse")
        PARENT = "parent", _("Parent")
        CHILD = "child", _("Child")
        SIBLING = "sibling", _("Brother or sister")
        OTHER = "other", _("Other close kin")

    class Status(models.TextChoices):
        STATED = "stated", _("Stated")
        REMOVAL_ASKED = "removal_asked", _("Removal to be confirmed")
        REMOVED = "removed", pgettext_lazy("relation", "Removed")

    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="relations")
    kind = models.CharField(_("kind of relation"), max_length=12, choices=Kind)
    organisation = models.CharField(_("organisation"), max_length=120)
    code = models.CharField(_("organisation's code"), max_length=18, blank=True)
    position = models.CharField(_("post or matter"), max_length=80, blank=True)
    share = models.DecimalField(_("share (%)"), max_digits=5, decimal_places=2, null=True, blank=True)
    kin = models.CharField(_("kin"), max_length=8, choices=Kin, blank=True)
    kin_name = models.CharField(_("name of the kin"), max_length=60, blank=True)
    since = models.DateField(_("from"), null=True, blank=True)
    until = models.DateField(_("until"), null=True, blank=True)
    status = models.CharField(max_length=14, choices=Status, default=Status.STATED)
    stated_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    stated_at = models.DateTimeField()
    settled_at = models.DateTimeField(_("removed"), null=True, blank=True)

    class Meta:
        ordering = ["until", "-since", "id"]
        verbose_name = _("relation")
        verbose_name_plural = _("relations")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(since=None)
                | models.Q(until=None)
                | models.Q(until__gte=models.F("since")),
                name="a_relation_ends_after_it_began",
            ),
            models.CheckConstraint(
                condition=~models.Q(kind="kin") | ~models.Q(kin=""), name="kin_s_post_names_the_kin"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.organisation}"

    def is_over(self, day: date) -> bool:
        """Whether the relation has ended on ``day``."""
        return self.until is not None and self.until < day


class CompanyTie(models.Model):
    """Who holds or represents a company, as the company itself states it or the alliance has found.

    ``*_key`` is the name as it is compared (:mod:`reviews.conflicts.names`). A tie of a dossier, or of an
    accepted change report, ends when a later one of the same enterprise does not repeat it; it stays for
    the three years that count.
    """

    class Kind(models.TextChoices):
        SHAREHOLDER = "shareholder", _("Shareholder")
        REPRESENTATIVE = "representative", _("Legal representative")

    class Nature(models.TextChoices):
        PERSON = "person", _("Natural person")
        COMPANY = "company", _("Enterprise")
        STATE = "state", _("State capital")

    class Source(models.TextChoices):
        DOSSIER = "dossier", _("Submitted dossier")
        CHANGE = "change", _("Accepted change report")
        REGISTER = "register", _("Found by the alliance")

    kind = models.CharField(_("kind of tie"), max_length=14, choices=Kind)
    nature = models.CharField(_("nature of the holder"), max_length=8, choices=Nature)
    holder = models.CharField(_("holder"), max_length=120)
    holder_key = models.CharField(max_length=120)
    holder_code = models.CharField(_("holder's code"), max_length=18, blank=True)
    subject = models.CharField(_("enterprise held"), max_length=120)
    subject_key = models.CharField(max_length=120)
    subject_code = models.CharField(_("code of the enterprise held"), max_length=18, blank=True)
    share = models.DecimalField(_("share (%)"), max_digits=5, decimal_places=2, null=True, blank=True)
    since = models.DateField(_("from"), null=True, blank=True)
    until = models.DateField(_("until"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=8, choices=Source)
    note = models.CharField(_("where it was found"), max_length=200, blank=True)
    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    entered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("tie between companies")
        verbose_name_plural = _("ties between companies")
        indexes = [
            models.Index(fields=["holder_code"], name="tie_holder_code"),
            models.Index(fields=["subject_code"], name="tie_subject_code"),
            models.Index(fields=["holder_key"], name="tie_holder_key"),
            models.Index(fields=["subject_key"], name="tie_subject_key"),
        ]


class NameAlarm(models.Model):
    """A path that leans on a name: is it the same person or company? Settled once for the pair, on record."""

    class Status(models.TextChoices):
        OPEN = "open", _("To be settled")
        FALSE = "false", _("Another one of that name")
        TRUE = "true", _("The same one")

    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="name_alarms")
    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("name"), max_length=120)
    told = models.JSONField(_("path"), default=list)
    status = models.CharField(max_length=6, choices=Status, default=Status.OPEN)
    found_at = models.DateTimeField()
    reasons = models.TextField(_("reasons"), blank=True)
    settled_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-found_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "enterprise", "name"], name="a_name_is_settled_once_for_a_pair"
            ),
            models.CheckConstraint(
                condition=models.Q(status="open", settled_at__isnull=True)
                | (~models.Q(status="open") & models.Q(settled_at__isnull=False)),
                name="a_settled_name_has_a_time",
            ),
        ]
        indexes = [models.Index(fields=["status", "-found_at"], name="name_alarm_status")]
