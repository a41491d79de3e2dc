"""The enterprise (申报单位): one per 统一社会信用代码."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.accounts.models import Division, Organisation


class Enterprise(models.Model):
    """An applicant; its organisation is what holds its files."""

    class Proof(models.TextChoices):
        CLAIMED = "claimed", _("Claimed, to be confirmed")
        CONFIRMED = "confirmed", _("Confirmed")
        DISPUTED = "disputed", _("Disputed")

    organisation = models.OneToOneField(Organisation, on_delete=models.PROTECT, related_name="enterprise")
    uscc = models.CharField(_("unified social credit code"), max_length=18, unique=True)
    name = models.CharField(_("name"), max_length=120)
    city = models.ForeignKey(Division, on_delete=models.PROTECT, related_name="+", verbose_name=_("city"))
    county = models.ForeignKey(
        Division, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("county")
    )
    contact = models.CharField(_("contact person"), max_length=60)
    phone = models.CharField(_("telephone"), max_length=40)
    email = models.EmailField(_("e-mail"))
    proof = models.CharField(_("proof of the claim"), max_length=12, choices=Proof, default=Proof.CLAIMED)
    confirmed_by = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    registered_at = models.DateTimeField()

    class Meta:
        verbose_name = _("enterprise")
        verbose_name_plural = _("enterprises")
        indexes = [models.Index(fields=["name"], name="enterprise_name")]

    def __str__(self) -> str:
        return self.name

    @property
    def has_county_step(self) -> bool:
        """东莞 and 中山 have no counties: their enterprises file straight with the city."""
        return self.county_id is not None


class FormerName(models.Model):
    """A name or code that an enterprise had; still found by search and relations."""

    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="former_names")
    name = models.CharField(max_length=120)
    uscc = models.CharField(max_length=18, blank=True)
    until = models.DateField()

    class Meta:
        indexes = [models.Index(fields=["name"], name="former_name")]


class EnterpriseProof(models.Model):
    """Business licence and sealed authorisation behind a claim on a code."""

    class Kind(models.TextChoices):
        LICENCE = "licence", _("Business licence")
        AUTHORISATION = "authorisation", _("Sealed authorisation")

    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="proofs")
    kind = models.CharField(max_length=16, choices=Kind)
    file = models.ForeignKey("documents.StoredFile", on_delete=models.PROTECT, related_name="+")
    uploaded_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()

    class Meta:
        ordering = ["-uploaded_at", "-id"]


class PendingUpload(models.Model):
    """A file that came with a refused form and waits for the corrected one; dropped after a day."""

    file = models.OneToOneField("documents.StoredFile", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=16, choices=EnterpriseProof.Kind)
    at = models.DateTimeField(db_index=True)


class JoinRequest(models.Model):
    """A further person of an enterprise; may sign in once a person of it has agreed."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("Waiting for consent")
        ACCEPTED = "accepted", _("Accepted")
        REFUSED = "refused", pgettext_lazy("join request", "Refused")

    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="join_requests")
    person = models.OneToOneField("accounts.User", on_delete=models.PROTECT, related_name="+")
    authorisation = models.ForeignKey("documents.StoredFile", on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=8, choices=Status, default=Status.WAITING)
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-asked_at", "-id"]
        indexes = [models.Index(fields=["enterprise", "status"], name="join_request_waiting")]


class Dispute(models.Model):
    """A second claimant says, with sealed proof, that the first one does not speak for the enterprise."""

    class Status(models.TextChoices):
        OPEN = "open", pgettext_lazy("dispute", "Open")
        UPHELD = "upheld", _("Account moved to the claimant")
        DISMISSED = "dismissed", pgettext_lazy("dispute", "Dismissed")

    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="disputes")
    claimant = models.OneToOneField("accounts.User", on_delete=models.PROTECT, related_name="+")
    statement = models.TextField(_("what is disputed"))
    licence = models.ForeignKey("documents.StoredFile", on_delete=models.PROTECT, related_name="+")
    authorisation = models.ForeignKey("documents.StoredFile", on_delete=models.PROTECT, related_name="+")
    contact = models.CharField(_("contact person"), max_length=60)
    phone = models.CharField(_("telephone"), max_length=40)
    email = models.EmailField(_("e-mail"))
    proof_before = models.CharField(max_length=12, choices=Enterprise.Proof)
    status = models.CharField(max_length=10, choices=Status, default=Status.OPEN)
    opened_at = models.DateTimeField()
    reason = models.TextField(_("reasons of the decision"), blank=True)
    decided_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-opened_at", "-id"]
        indexes = [models.Index(fields=["status", "-opened_at"], name="dispute_status")]
