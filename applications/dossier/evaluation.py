"""The dossier of a yearly evaluation, version 1: what the member states for each indicator (annex 2, step 4).

The city's opinion itself is given by the city; the member only says what it did there.
"""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from applications.dossier import checks
from applications.dossier.specs import FieldSpec, GroupSpec, Schema, SectionSpec, Type

ZERO = Decimal(0)
TEXT = Type.LONGTEXT

BASIC = SectionSpec(
    "basic",
    _("Basic information"),
    groups=(
        GroupSpec(
            "membership",
            _("Membership"),
            (
                FieldSpec(
                    "supplier_class",
                    _("Class"),
                    Type.CHOICE,
                    choices=(("platform", _("Platform provider")), ("service", _("Service provider"))),
                ),
                FieldSpec("changed", _("Name, equity or direction changed this year"), Type.YESNO),
                FieldSpec(
                    "change_note",
                    _("What changed"),
                    TEXT,
                    required=False,
                    required_if=("changed", "yes"),
                    min_chars=20,
                ),
                FieldSpec("legal_representative", _("Legal representative"), max_chars=60),
            ),
        ),
    ),
)
BENCHMARKS = SectionSpec(
    "benchmarks",
    _("Benchmark projects"),
    groups=(
        GroupSpec(
            "projects",
            _("Projects"),
            (
                FieldSpec("name", _("Project"), max_chars=120),
                FieldSpec("client", _("Client"), max_chars=120),
                FieldSpec("client_uscc", _("Client's unified social credit code"), Type.USCC),
                FieldSpec("city", _("City of the client"), Type.CITY),
                FieldSpec("amount", _("Contract amount (10,000 yuan)"), Type.MONEY, minimum=ZERO),
                FieldSpec("signed_on", _("Signed on"), Type.DATE),
                FieldSpec("accepted_on", _("Accepted on"), Type.DATE, required=False),
                FieldSpec("effect", _("Effect"), TEXT, min_chars=50),
                FieldSpec(
                    "evidence",
                    _("Evidence"),
                    required=False,
                    help=_("Which attachment proves it, with its page."),
                ),
            ),
            repeat=True,
            noun=_("project"),
            identity="name",
            check=checks.cases_are_plausible,
        ),
        GroupSpec(
            "summary",
            _("Summary"),
            (FieldSpec("benchmarks_note", _("Benchmark projects carried out"), TEXT, min_chars=20),),
        ),
    ),
)
CLOUD = SectionSpec(
    "cloud",
    _("Enterprises served in moving to the cloud"),
    groups=(
        GroupSpec(
            "figures",
            _("Figures of the year"),
            (
                FieldSpec("served", _("Industrial enterprises served"), Type.INTEGER, minimum=ZERO),
                FieldSpec("contracts", _("Contract amount (10,000 yuan)"), Type.MONEY, minimum=ZERO),
                FieldSpec("vouchers", _("Vouchers settled (10,000 yuan)"), Type.MONEY, minimum=ZERO),
                FieldSpec("connected", _("Pieces of equipment connected"), Type.INTEGER, minimum=ZERO),
                FieldSpec("cloud_note", _("How the services were given"), TEXT, min_chars=50),
            ),
        ),
    ),
)
ITERATION = SectionSpec(
    "iteration",
    _("Iteration of service products"),
    groups=(
        GroupSpec(
            "releases",
            _("Releases"),
            (
                FieldSpec("product", _("Product"), max_chars=120),
                FieldSpec("version", _("Version"), max_chars=40),
                FieldSpec("released_on", _("Released on"), Type.DATE),
                FieldSpec("change", _("What it improved"), max_chars=300),
            ),
            repeat=True,
            min_rows=1,
            noun=_("release"),
            layout="table",
            identity="version",
        ),
    ),
)
DEVELOPMENT = SectionSpec(
    "development",
    _("Development of new products"),
    groups=(
        GroupSpec(
            "new_products",
            _("New products"),
            (
                FieldSpec("rd_spend", _("R&D spend (10,000 yuan)"), Type.MONEY, minimum=ZERO),
                FieldSpec("new_count", _("New products brought out"), Type.INTEGER, minimum=ZERO),
                FieldSpec("development_note", _("New products and their use"), TEXT, min_chars=50),
            ),
        ),
    ),
)
CLIENTS = SectionSpec(
    "clients",
    _("Clients' feedback"),
    groups=(
        GroupSpec(
            "feedback",
            _("Feedback"),
            (
                FieldSpec("client", _("Client"), max_chars=120),
                FieldSpec("client_uscc", _("Client's unified social credit code"), Type.USCC),
                FieldSpec("score", _("Rating (0–100)"), Type.NUMBER, minimum=ZERO, maximum=Decimal(100)),
                FieldSpec("remark", _("What the client said"), required=False),
            ),
            repeat=True,
            min_rows=1,
            noun=_("client"),
            layout="table",
            identity="client",
        ),
        GroupSpec(
            "complaints",
            _("Complaints"),
            (FieldSpec("complaints", _("Complaints in the last year"), Type.INTEGER, minimum=ZERO),),
        ),
    ),
)
CITY = SectionSpec(
    "city_opinion",
    _("Services in the city"),
    intro=_("What the city bases its opinion on."),
    groups=(
        GroupSpec(
            "local",
            _("In the registered city"),
            (
                FieldSpec("local_clients", _("Clients in the city"), Type.INTEGER, minimum=ZERO),
                FieldSpec("local_note", _("Work for the city's industry"), TEXT, min_chars=30),
            ),
        ),
    ),
)
EVALUATION_1 = Schema("evaluation", 1, (BASIC, BENCHMARKS, CLOUD, ITERATION, DEVELOPMENT, CLIENTS, CITY))
