"""What every page of filing shows around its own part: rail, what is missing, clock, reasons of a return."""

from dataclasses import dataclass

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from applications.dossier.completeness import ATTACHMENTS, Missing, is_mandatory, missing_items, progress
from applications.dossier.schemas import schema_of
from applications.drafts import EDITABLE
from applications.models import Application, Enterprise
from applications.workflow import State, Step
from portal.accounts.models import Division

SHORT = 8  # so many missing things are read at a glance; more are folded by section


@dataclass(frozen=True)
class Stop:
    """A stop of the progress rail."""

    key: str
    label: str
    href: str
    state: str
    number: int


def enterprise_of(user) -> Enterprise:
    """The enterprise for which a person acts; 404 where there is none."""
    return get_object_or_404(
        Enterprise.objects.select_related("organisation"), organisation_id=user.organisation_id
    )


def own_file(user, pk: int) -> Application:
    """A file of the person's own enterprise, or 404."""
    files = Application.objects.select_related("call", "enterprise", "city", "county")
    return get_object_or_404(files, pk=pk, enterprise__organisation_id=user.organisation_id)


def own_draft(user, pk: int) -> Application:
    """An own file that can be edited now, or 404."""
    application = own_file(user, pk)
    if application.state not in EDITABLE:
        raise Http404
    return application


def link(application: Application, item: Missing) -> str:
    """Where something missing is entered."""
    if item.section == ATTACHMENTS:
        return reverse("applications:attachments", args=[application.pk]) + f"#{item.anchor}"
    return reverse("applications:section", args=[application.pk, item.section]) + f"#{item.anchor}"


def missing_links(application: Application, items: list[Missing]) -> list[dict]:
    """What is missing, as links to the very fields."""
    return [{"label": item.label, "href": link(application, item)} for item in items]


def paper_place(application: Application) -> Division:
    """Where the paper copies go: to the first authority."""
    at_county = application.first_authority_state == State.AT_COUNTY
    return application.county if at_county else application.city


def missing_context(application: Application, items: list[Missing], current: str) -> dict:
    """What is missing, as links to the very fields; a long list under the headings of its sections."""
    labels = {section.key: str(section.label) for section in schema_of(application).sections}
    labels[ATTACHMENTS] = _("Attachments")
    groups: dict[str, list[dict]] = {}
    for item in items:
        groups.setdefault(item.section, []).append({"label": item.item, "href": link(application, item)})
    return {
        "application": application,
        "missing": missing_links(application, items) if len(items) <= SHORT else [],
        "missing_count": len(items),
        "missing_groups": []
        if len(items) <= SHORT
        else [
            {"key": key, "label": labels[key], "links": links, "open": key == current}
            for key, links in groups.items()
        ],
    }


def frame(application: Application, current: str) -> dict:
    """The context that the pages of filing share."""
    items = missing_items(application)
    returned = None
    if application.state == State.RETURNED:
        returned = (
            application.opinions.filter(step=Step.RETURN)
            .select_related("organisation")
            .order_by("-at")
            .first()
        )
    return {
        "application": application,
        "call": application.call,
        "current": current,
        "rail": rail(application, items),
        "returned": returned,
        "paper_place": paper_place(application),
        **missing_context(application, items, current),
    }


def rail(application: Application, items: list[Missing]) -> list[Stop]:
    """Sections, attachments and submission, with how far each is."""
    labels = {section.key: str(section.label) for section in schema_of(application).sections}
    stops = [
        Stop(
            step.key,
            labels[step.key],
            reverse("applications:section", args=[application.pk, step.key]),
            step.state,
            number,
        )
        for number, step in enumerate(progress(application, items), start=1)
    ]
    have, of = materials_count(application)
    lacking = any(item.section == ATTACHMENTS for item in items)
    stops.append(
        Stop(
            ATTACHMENTS,
            _("Attachments %(have)d/%(of)d") % {"have": have, "of": of},
            reverse("applications:attachments", args=[application.pk]),
            ("begun" if have else "empty") if lacking else "done",
            len(stops) + 1,
        )
    )
    stops.append(
        Stop(
            "submit",
            _("Preview and submit"),
            reverse("applications:preview", args=[application.pk]),
            "empty" if items else "begun",
            len(stops) + 1,
        )
    )
    return stops


def materials_count(application: Application) -> tuple[int, int]:
    """Of the mandatory materials, how many have a file."""
    saved = {section.key: section.data for section in application.sections.all()}
    schema = schema_of(application)
    needed = {m.pk for m in application.call.materials.all() if is_mandatory(m, schema, saved)}
    present = set(
        application.attachments.filter(removed_at=None, requirement__in=needed).values_list(
            "requirement_id", flat=True
        )
    )
    return len(present), len(needed)
