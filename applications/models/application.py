"""The application: one enterprise's file in one call."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from applications.models.call import Call, Kind
from applications.models.enterprise import Enterprise
from applications.workflow import HOLDERS, POLICY_STEPS, TONES, ApplicationWorkflow, Holder, State
from portal.accounts.models import Division, Organisation


class SupplierClass(models.TextChoices):
    """The two classes of member."""

    PLATFORM = "platform", _("Platform provider")
    SERVICE = "service", _("Service provider")


def first_authority(kind: str, county_id: str | None) -> State:
    """Where a submission goes first: evaluations, and files of cities without counties, to the city."""
    return State.AT_CITY if kind == Kind.EVALUATION or county_id is None else State.AT_COUNTY


class Application(ApplicationWorkflow):
    """A file. Name, code and places are kept here too, as lists show nothing else of the enterprise."""

    class Outcome(models.TextChoices):
        RECOGNISED = "recognised", _("Recognised")
        NOT_RECOGNISED = "not_recognised", _("Not recognised")
        EXCELLENT = "excellent", _("Excellent")
        QUALIFIED = "qualified", _("Qualified")
        UNQUALIFIED = "unqualified", _("Unqualified")
        NOT_EVALUATED = "not_evaluated", _("Not evaluated")
        REMOVED = "removed", _("Not evaluated, removed")

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="applications")
    kind = models.CharField(max_length=12, choices=Kind)
    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="applications")
    enterprise_name = models.CharField(_("enterprise"), max_length=120)
    uscc = models.CharField(_("unified social credit code"), max_length=18)
    city = models.ForeignKey(Division, on_delete=models.PROTECT, related_name="+")
    county = models.ForeignKey(Division, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    supplier_class = models.CharField(_("class"), max_length=10, choices=SupplierClass, blank=True)
    is_startup = models.BooleanField(_("start-up"), default=False)

    number = models.CharField(_("number"), max_length=32, unique=True, null=True, blank=True)
    holder = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="held_applications"
    )
    deadline = models.DateTimeField(_("deadline"), null=True, blank=True)
    received_at = models.DateTimeField(_("received"), null=True, blank=True)
    returned_from = models.CharField(max_length=20, blank=True)
    returns = models.PositiveSmallIntegerField(_("returns"), default=0)
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True)
    is_checked = models.BooleanField(
        _("compliance check passed"), default=False
    )  # kept by applications.recommendation, so that a desk counts without looking into the checklist
    city_rank = models.PositiveIntegerField(_("the city's priority"), null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=16, choices=Outcome, blank=True)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("application")
        verbose_name_plural = _("applications")
        # Given to single experts through portal.accounts.grants, never to roles.
        permissions = [("review_application", "May review this file")]
        constraints = [
            models.UniqueConstraint(fields=["call", "enterprise"], name="one_application_per_call"),
            models.CheckConstraint(
                condition=models.Q(state__in=[s for s in State if HOLDERS[s] is Holder.NOBODY])
                | models.Q(holder__isnull=False),
                name="a_running_file_has_a_holder",
            ),
        ]
        indexes = [
            models.Index(fields=["holder", "state", "deadline"], name="application_desk"),
            # A tab of the desk is counted and listed from the index alone.
            models.Index(
                fields=["holder", "state", "is_checked", "returns", "deadline"], name="application_desk_tabs"
            ),
            models.Index(fields=["call", "state"], name="application_call_state"),
            models.Index(fields=["enterprise", "-created_at"], name="application_enterprise"),
            models.Index(fields=["state", "deadline"], name="application_due"),
            models.Index(fields=["uscc"], name="application_uscc"),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise_name} {self.number or ''}".strip()

    @property
    def first_authority_state(self) -> State:
        """Where a submission goes first: the county, or the city where there is no county step."""
        return first_authority(self.kind, self.county_id)

    def of_this_version(self, rows) -> list:
        """Marks (paper, checklist) made on what is submitted now; after a correction all is checked again."""
        return [row for row in rows if self.submitted_at is None or row.at >= self.submitted_at]

    @property
    def tone(self) -> str:
        return TONES[self.state]

    @property
    def policy_step(self) -> int:
        return POLICY_STEPS[self.state]

    @property
    def chain(self) -> tuple[str, str]:
        """The audit chain of this file."""
        return "application", str(self.pk)

    def get_absolute_url(self) -> str:
        from django.urls import reverse

        return reverse("applications:application", args=[self.pk])


class NumberSeries(models.Model):
    """The last number given in a call and city; locked while the next is taken."""

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="+")
    city = models.ForeignKey(Division, on_delete=models.PROTECT, related_name="+")
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["call", "city"], name="one_series_per_call_and_city")]


class Participation(models.Model):
    """An organisation has held a file or was sent a copy; from then on it may read it."""

    class How(models.TextChoices):
        HELD = "held", _("Held")
        COPIED = "copied", _("Sent a copy")

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="participations")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="participations")
    how = models.CharField(max_length=8, choices=How)
    since = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "organisation"], name="one_participation")
        ]
        indexes = [models.Index(fields=["organisation", "application"], name="participation_reader")]
