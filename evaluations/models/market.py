"""Market data: vouchers and service contracts, every version kept; what was put aside; disputes."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from applications.models import Enterprise
from evaluations.market.columns import BY_KEY
from portal.accounts.models import Division


class ImportBatch(models.Model):
    """An uploaded table: looked at first, then taken in whole (its broken rows kept aside) or not at all.

    ``table``: what its rows are, market records or entries of the register of benchmark projects.
    ``work``: what a job does with it now; ``plan``: what a long table would do, as it was when that job ended;
    ``failure``: why it could not be taken in.
    """

    class Table(models.TextChoices):
        MARKET = "market", _("Market records")
        BENCHMARKS = "benchmarks", _("Register of benchmark projects")

    table = models.CharField(max_length=10, choices=Table, default=Table.MARKET)
    file = models.ForeignKey("documents.StoredFile", on_delete=models.PROTECT, related_name="+")
    uploaded_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    counts = models.JSONField(default=dict)
    work = models.CharField(max_length=8, blank=True)
    plan = models.JSONField(null=True)
    failure = models.TextField(blank=True)
    applied_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    applied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-uploaded_at", "-id"]


class Sender(models.Model):
    """A platform that sends records by the interface; only the digest of its token is kept."""

    name = models.CharField(_("name"), max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    created_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return self.name


class MarketRecord(models.Model):
    """A version of a voucher or contract; the one without ``superseded_at`` counts now. Money in yuan.

    ``broken``: the rules of payment that it breaks, as keys of :mod:`evaluations.market.checks`: questions
    to be asked, never verdicts. ``is_struck``: a city upheld a dispute; it counts for nothing.
    """

    class Kind(models.TextChoices):
        VOUCHER = "voucher", _("Voucher")
        CONTRACT = "contract", _("Service contract")

    class SpotCheck(models.TextChoices):
        NONE = "", _("Not checked")
        PASSED = "passed", _("Passed")
        FAILED = "failed", _("Failed")

    class Source(models.TextChoices):
        IMPORT = "import", _("Imported table")
        INTERFACE = "interface", _("Interface")
        CORRECTION = "correction", _("Corrected by hand")
        DISPUTE = "dispute", _("Ruling on a dispute")

    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    number = models.CharField(_("record number"), max_length=40)
    supplier = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="market_records")
    client_uscc = models.CharField(_("client's code"), max_length=18)
    client_name = models.CharField(_("client"), max_length=120, blank=True)
    city = models.ForeignKey(Division, on_delete=models.PROTECT, related_name="+", verbose_name=_("city"))
    product = models.CharField(_("product"), max_length=120)
    category = models.CharField(_("category"), max_length=60, blank=True)
    contract_number = models.CharField(_("contract number"), max_length=60, blank=True)
    signed_on = models.DateField(_("signed on"))
    amount = models.DecimalField(_("contract amount (yuan)"), max_digits=14, decimal_places=2)
    voucher_amount = models.DecimalField(
        _("voucher amount (yuan)"), max_digits=14, decimal_places=2, default=0
    )
    invoice_amount = models.DecimalField(
        _("invoice amount (yuan)"), max_digits=14, decimal_places=2, default=0
    )
    paid_amount = models.DecimalField(_("paid amount (yuan)"), max_digits=14, decimal_places=2, default=0)
    accepted_on = models.DateField(_("accepted on"), null=True, blank=True)
    is_connected = models.BooleanField(_("connection monitored"), null=True, blank=True)
    rating = models.DecimalField(_("rating (1–5)"), max_digits=2, decimal_places=1, null=True, blank=True)
    has_complaint = models.BooleanField(_("complaint"), default=False)
    spot_check = models.CharField(_("spot check"), max_length=8, choices=SpotCheck, blank=True)
    settled_on = models.DateField(_("settled on"), null=True, blank=True)
    broken = models.JSONField(default=list)
    is_struck = models.BooleanField(_("struck after a dispute"), default=False)
    digest = models.CharField(max_length=64)
    source = models.CharField(_("source"), max_length=12, choices=Source)
    batch = models.ForeignKey(ImportBatch, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    sender = models.ForeignKey(Sender, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    recorded_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "number"],
                condition=models.Q(superseded_at=None),
                name="one_record_per_number_counts",
            )
        ]
        indexes = [
            models.Index(fields=["supplier", "signed_on"], name="market_record_supplier"),
            models.Index(fields=["city", "-id"], name="market_record_city"),
            models.Index(fields=["kind", "number", "-id"], name="market_record_history"),
        ]

    def __str__(self) -> str:
        return self.number


class SetAside(models.Model):
    """A broken row, as it came, with what is wrong; corrected by hand it becomes a record."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.PROTECT, null=True, related_name="set_aside")
    sender = models.ForeignKey(Sender, on_delete=models.PROTECT, null=True, related_name="set_aside")
    row = models.PositiveIntegerField(_("row"))
    values = models.JSONField()
    faults = models.JSONField()  # {column: message}, as it was found
    at = models.DateTimeField()
    record = models.ForeignKey(MarketRecord, on_delete=models.PROTECT, null=True, related_name="+")
    settled_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]

    @property
    def told(self) -> list[tuple]:
        """What is wrong, each with the heading of its column."""
        return [(BY_KEY[key].title if key in BY_KEY else key, text) for key, text in self.faults.items()]


class RecordDispute(models.Model):
    """A supplier says, with evidence, that a record is not true; the record's city rules."""

    class Status(models.TextChoices):
        OPEN = "open", _("To be ruled on")
        UPHELD = "upheld", _("Upheld, record struck")
        DISMISSED = "dismissed", _("Dismissed, record stands")

    record = models.ForeignKey(MarketRecord, on_delete=models.PROTECT, related_name="disputes")
    grounds = models.TextField(_("what is not true"))
    evidence = models.ForeignKey("documents.StoredFile", on_delete=models.PROTECT, related_name="+")
    opened_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    status = models.CharField(max_length=10, choices=Status, default=Status.OPEN)
    ruling = models.TextField(_("ruling with reasons"), blank=True)
    ruled_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    ruled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["opened_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["record"], condition=models.Q(status="open"), name="one_open_dispute_per_record"
            )
        ]

    @property
    def tone(self) -> str:
        return {"open": "warn", "upheld": "ok", "dismissed": "neutral"}[self.status]
