"""The dossier of a recognition, version 1: the seven sections of the policy (annex 1, step 6)."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from applications.dossier import checks
from applications.dossier.recognition_market import BUSINESS_MODEL, CASES, MARKET, PRODUCTS
from applications.dossier.specs import FieldSpec, GroupSpec, Schema, SectionSpec, Type

ZERO = Decimal(0)

BASIC = SectionSpec(
    "basic",
    _("Basic information"),
    check=checks.established_before_window_ends,
    groups=(
        GroupSpec(
            "application",
            _("What you apply for"),
            (
                FieldSpec(
                    "supplier_class",
                    _("Class applied for"),
                    Type.CHOICE,
                    choices=(("platform", _("Platform provider")), ("service", _("Service provider"))),
                    help=_("One class at a time."),
                ),
                FieldSpec(
                    "is_startup",
                    _("Innovative start-up"),
                    Type.YESNO,
                    help=_("If yes, attach the evidence under “Attachments”."),
                ),
                FieldSpec(
                    "startup_note",
                    _("What makes it a start-up"),
                    Type.LONGTEXT,
                    required=False,
                    required_if=("is_startup", "yes"),
                    min_chars=20,
                    help=_("Basis and evidence: founding team, financing, technology, recognitions."),
                ),
            ),
        ),
        GroupSpec(
            "registration",
            _("Registration"),
            (
                FieldSpec("established_on", _("Date of establishment"), Type.DATE),
                FieldSpec(
                    "capital", _("Registered capital (10,000 yuan)"), Type.MONEY, minimum=Decimal("0.01")
                ),
                FieldSpec(
                    "company_type",
                    _("Type of enterprise"),
                    Type.CHOICE,
                    choices=(
                        ("limited", _("Limited liability company")),
                        ("joint_stock", _("Joint-stock company")),
                        ("state", _("State-owned enterprise")),
                        ("foreign", _("Foreign-invested enterprise")),
                        ("partnership", _("Partnership")),
                        ("other", _("Other")),
                    ),
                ),
                FieldSpec("legal_representative", _("Legal representative"), max_chars=60),
                FieldSpec("address", _("Registered address")),
                FieldSpec("office_address", _("Office address"), required=False, help=_("If different.")),
                FieldSpec("website", _("Website"), required=False),
                FieldSpec("main_business", _("Main business"), Type.LONGTEXT, min_chars=50),
            ),
        ),
        GroupSpec(
            "shareholders",
            _("Shareholders"),
            (
                FieldSpec("name", _("Name of the shareholder"), max_chars=120),
                FieldSpec(
                    "nature",
                    _("Nature"),
                    Type.CHOICE,
                    choices=(
                        ("person", _("Natural person")),
                        ("company", _("Enterprise")),
                        ("state", _("State capital")),
                        ("fund", _("Fund")),
                        ("foreign", _("Foreign capital")),
                    ),
                ),
                FieldSpec("uscc", _("Code, of a unit"), Type.USCC, required=False),
                FieldSpec(
                    "share",
                    _("Share (%)"),
                    Type.PERCENT,
                    minimum=Decimal("0.01"),
                    maximum=Decimal(100),
                ),
            ),
            help=_("Everyone with 5 % or more. The shares together can't exceed 100 %."),
            repeat=True,
            min_rows=1,
            noun=_("shareholder"),
            layout="table",
            identity="name",
            check=checks.shares_within_whole,
        ),
        GroupSpec(
            "qualifications",
            _("Qualifications and certificates"),
            (
                FieldSpec("name", _("Qualification"), max_chars=120),
                FieldSpec("number", _("Certificate number"), required=False, max_chars=80),
                FieldSpec("issuer", _("Issued by"), max_chars=120),
                FieldSpec("valid_until", _("Valid until"), Type.DATE, required=False),
            ),
            help=_("Such as high-tech enterprise, CMMI, ISO 27001, software enterprise."),
            repeat=True,
            noun=_("qualification"),
            layout="table",
            identity="name",
        ),
    ),
)

OPERATIONS = SectionSpec(
    "operations",
    _("Operations"),
    intro=_("Figures of the last three years as audited, in 10,000 yuan."),
    groups=(
        GroupSpec(
            "years",
            _("Figures by year"),
            (
                FieldSpec("revenue", _("Revenue"), Type.MONEY, minimum=ZERO),
                FieldSpec("ii_revenue", _("of it industrial internet"), Type.MONEY, minimum=ZERO),
                FieldSpec("rd_spend", _("R&D spend"), Type.MONEY, minimum=ZERO),
                FieldSpec("net_profit", _("Net profit"), Type.MONEY, help=_("A loss with a minus sign.")),
                FieldSpec("tax", _("Tax paid"), Type.MONEY, minimum=ZERO),
                FieldSpec("staff", _("Staff (people)"), Type.INTEGER, minimum=ZERO),
                FieldSpec("rd_staff", _("of it R&D (people)"), Type.INTEGER, minimum=ZERO),
            ),
            yearly=True,
            layout="table",
            identity="year",
            check=checks.parts_within_totals,
            help=_("A loss with a minus sign. A year before the establishment: 0."),
        ),
        GroupSpec(
            "overview",
            _("The business"),
            (
                FieldSpec(
                    "business",
                    _("Overview of the industrial-internet business"),
                    Type.LONGTEXT,
                    min_chars=100,
                ),
                FieldSpec(
                    "devices", _("Pieces of equipment connected"), Type.INTEGER, required=False, minimum=ZERO
                ),
                FieldSpec("clients", _("Industrial enterprises served"), Type.INTEGER, minimum=ZERO),
                FieldSpec(
                    "industries",
                    _("Industries served"),
                    help=_("Such as injection moulding, hardware, textile."),
                ),
            ),
        ),
    ),
)

TEAM = SectionSpec(
    "team",
    _("Core team"),
    groups=(
        GroupSpec(
            "people",
            _("Core members"),
            (
                FieldSpec("name", _("Full name"), max_chars=60),
                FieldSpec("position", _("Position"), max_chars=80),
                FieldSpec(
                    "role",
                    _("Role"),
                    Type.CHOICE,
                    choices=(
                        ("management", _("Management")),
                        ("technology", _("Technology")),
                        ("product", _("Product")),
                        ("market", _("Market and delivery")),
                    ),
                ),
                FieldSpec(
                    "degree",
                    _("Highest degree"),
                    Type.CHOICE,
                    choices=(
                        ("doctor", _("Doctor")),
                        ("master", _("Master")),
                        ("bachelor", _("Bachelor")),
                        ("other", _("Other")),
                    ),
                ),
                FieldSpec("title", _("Professional title"), required=False, max_chars=60),
                FieldSpec(
                    "experience",
                    _("Years in the field"),
                    Type.INTEGER,
                    minimum=ZERO,
                    maximum=Decimal(60),
                ),
                FieldSpec("resume", _("Résumé"), Type.LONGTEXT, min_chars=30),
            ),
            help=_("At least three. No identity numbers and no telephone numbers."),
            repeat=True,
            min_rows=3,
            noun=_("member"),
            identity="name",
        ),
        GroupSpec(
            "strength",
            _("Team as a whole"),
            (
                FieldSpec("team_overview", _("How the team is built"), Type.LONGTEXT, min_chars=50),
                FieldSpec("patents", _("Patents granted"), Type.INTEGER, minimum=ZERO),
                FieldSpec("copyrights", _("Software copyrights"), Type.INTEGER, minimum=ZERO),
            ),
        ),
    ),
)

RECOGNITION_1 = Schema(
    "recognition",
    1,
    (BASIC, OPERATIONS, TEAM, BUSINESS_MODEL, PRODUCTS, CASES, MARKET),
    material_if={"startup": ("basic", "is_startup", "yes")},
)
