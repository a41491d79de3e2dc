"""What a recognition asks of business model, products, cases and market (annex 1, step 6; part 2 (1))."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from applications.dossier import checks
from applications.dossier.specs import FieldSpec, GroupSpec, SectionSpec, Type

ZERO = Decimal(0)

BUSINESS_MODEL = SectionSpec(
    "business_model",
    _("Business model"),
    groups=(
        GroupSpec(
            "model",
            _("Service fee in place of hardware and software cost"),
            (
                FieldSpec(
                    "fee_replaces",
                    _("How the service fee replaces the cost of hardware and software"),
                    Type.LONGTEXT,
                    min_chars=80,
                ),
                FieldSpec(
                    "charging",
                    _("Ways of charging"),
                    Type.MULTICHOICE,
                    choices=(
                        ("subscription", _("Annual or monthly subscription")),
                        ("per_device", _("By equipment connected")),
                        ("per_use", _("By use")),
                        ("by_result", _("By result")),
                        ("project", _("Project fee")),
                    ),
                ),
                FieldSpec(
                    "fee_share",
                    _("Service fees in industrial-internet revenue (%)"),
                    Type.PERCENT,
                    minimum=ZERO,
                    maximum=Decimal(100),
                ),
                FieldSpec("pricing", _("Pricing"), Type.LONGTEXT, min_chars=50),
                FieldSpec(
                    "client_saving",
                    _("What a client saves"),
                    Type.LONGTEXT,
                    min_chars=50,
                    help=_("Compared with buying hardware and software at once, with figures."),
                ),
                FieldSpec("ecosystem", _("Partners and ecosystem"), Type.LONGTEXT, required=False),
            ),
        ),
    ),
)

PRODUCTS = SectionSpec(
    "products",
    _("Products and services"),
    intro=_("Low cost, fast deployment, easy operation, strong security: one entry for each product."),
    groups=(
        GroupSpec(
            "products",
            _("Products"),
            (
                FieldSpec("name", _("Product name"), max_chars=120),
                FieldSpec(
                    "form",
                    _("Form of the product"),
                    Type.CHOICE,
                    choices=(
                        ("saas", _("Industrial SaaS")),
                        ("app", _("Industrial app")),
                        ("platform", _("Platform")),
                        ("service", _("Service")),
                    ),
                ),
                FieldSpec("is_cloud", _("Runs in the cloud"), Type.YESNO),
                FieldSpec("is_microservice", _("Built as microservices"), Type.YESNO),
                FieldSpec(
                    "collects",
                    _("Collects data from"),
                    Type.MULTICHOICE,
                    choices=(
                        ("equipment", _("Industrial equipment")),
                        ("systems", _("Business systems")),
                        ("materials", _("Materials and products")),
                    ),
                ),
                FieldSpec(
                    "new_models",
                    _("New models supported"),
                    Type.MULTICHOICE,
                    required=False,
                    choices=(
                        ("cloud", _("Cloud manufacturing")),
                        ("collaborative", _("Collaborative manufacturing")),
                        ("servitised", _("Service-oriented manufacturing")),
                    ),
                ),
                FieldSpec("fee", _("Price as a service fee"), help=_("Such as 3.6 (10,000 yuan) a year.")),
                FieldSpec("deployment_days", _("Deployment time (days)"), Type.INTEGER, minimum=ZERO),
                FieldSpec("clients", _("Clients in use"), Type.INTEGER, minimum=ZERO),
                FieldSpec("functions", _("Functions and what they solve"), Type.LONGTEXT, min_chars=50),
                FieldSpec("operation", _("Operation and maintenance"), Type.LONGTEXT, min_chars=20),
                FieldSpec("security", _("Security"), Type.LONGTEXT, min_chars=20),
            ),
            repeat=True,
            min_rows=1,
            max_rows=20,
            noun=_("product"),
            identity="name",
        ),
    ),
)

CASES = SectionSpec(
    "cases",
    _("Application cases"),
    intro=_("At least two cases with contract and acceptance; the contracts belong to the attachments."),
    groups=(
        GroupSpec(
            "cases",
            _("Cases"),
            (
                FieldSpec("title", _("Case"), max_chars=120),
                FieldSpec("client", _("Client"), max_chars=120),
                FieldSpec("client_uscc", _("Client's unified social credit code"), Type.USCC),
                FieldSpec("city", _("City of the client"), Type.CITY),
                FieldSpec("industry", _("Client's industry"), max_chars=80),
                FieldSpec("product", _("Product used"), max_chars=120),
                FieldSpec("amount", _("Contract amount (10,000 yuan)"), Type.MONEY, minimum=Decimal("0.01")),
                FieldSpec("signed_on", _("Signed on"), Type.DATE),
                FieldSpec(
                    "accepted_on",
                    _("Accepted on"),
                    Type.DATE,
                    required=False,
                    help=_("Empty while it is being carried out."),
                ),
                FieldSpec(
                    "effect",
                    _("Effect"),
                    Type.LONGTEXT,
                    min_chars=50,
                    help=_("With figures: cost, efficiency, quality, delivery time."),
                ),
            ),
            repeat=True,
            min_rows=2,
            max_rows=20,
            noun=_("case"),
            identity="title",
            check=checks.cases_are_plausible,
        ),
    ),
)

MARKET = SectionSpec(
    "market",
    _("Market assessment"),
    groups=(
        GroupSpec(
            "standing",
            _("Standing in the market"),
            (
                FieldSpec("position", _("Position and competitors"), Type.LONGTEXT, min_chars=50),
                FieldSpec(
                    "renewal",
                    _("Renewal rate of clients (%)"),
                    Type.PERCENT,
                    minimum=ZERO,
                    maximum=Decimal(100),
                ),
                FieldSpec("complaints", _("Complaints in the last year"), Type.INTEGER, minimum=ZERO),
            ),
        ),
        GroupSpec(
            "ratings",
            _("Ratings by clients"),
            (
                FieldSpec("client", _("Client"), max_chars=120),
                FieldSpec(
                    "year",
                    _("Year"),
                    Type.INTEGER,
                    minimum=Decimal(2000),
                    maximum=Decimal(2100),
                    counts=False,
                ),
                FieldSpec("score", _("Rating (0–100)"), Type.NUMBER, minimum=ZERO, maximum=Decimal(100)),
                FieldSpec("remark", _("What the client said"), required=False),
            ),
            repeat=True,
            min_rows=1,
            noun=_("rating"),
            layout="table",
            identity="client",
        ),
        GroupSpec(
            "awards",
            _("Awards"),
            (
                FieldSpec("name", _("Award"), max_chars=120),
                FieldSpec("issuer", _("Given by"), max_chars=120),
                FieldSpec("awarded_on", _("Given on"), Type.DATE),
            ),
            repeat=True,
            noun=_("award"),
            layout="table",
            identity="name",
        ),
        GroupSpec(
            "references",
            _("References"),
            (
                FieldSpec("unit", _("Unit"), max_chars=120),
                FieldSpec("relation", _("Relation"), max_chars=80),
                FieldSpec("statement", _("Statement"), max_chars=300),
            ),
            help=_("Clients, industry bodies or institutes that speak for the products."),
            repeat=True,
            noun=_("reference"),
            layout="table",
            identity="unit",
        ),
    ),
)
