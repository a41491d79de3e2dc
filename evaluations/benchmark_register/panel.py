"""The projects of an evaluation's file against the register, for everybody who reads the file."""

from django.utils.translation import gettext_lazy as _

from applications.models import Kind
from applications.registry import Panel, panels
from evaluations.benchmark_register import matching
from portal.accounts.permissions import Permission as P


def register() -> None:
    """Enter the panel."""
    template = "evaluations/panels/benchmarks.html"
    panels.add(
        "evaluations.benchmarks",
        Panel("evaluations.benchmarks", _("Held against the register"), 34, template, visible, context),
    )


def visible(user, application) -> bool:
    """From the submission on."""
    return application.kind == Kind.EVALUATION and application.submitted_at is not None


def context(user, application, at) -> dict:
    return {"matches": matching.of_file(application), "reads_register": user.may(P.READ_MARKET)}
