"""What a complete dossier still lacks, each with the place where to enter it."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from applications.dossier.schemas import context_of, schema_of
from applications.dossier.specs import Context, FieldSpec, GroupSpec, Schema, SectionSpec, path
from applications.dossier.validation import faults, is_blank, rows_of
from applications.dossier.values import length

ATTACHMENTS = "attachments"


@dataclass(frozen=True)
class Progress:
    """How far a section is: "done", "attention" (something entered is wrong) or "empty"/"begun"."""

    key: str
    state: str
    missing: int


@dataclass(frozen=True)
class Missing:
    """Something that a complete dossier still lacks: where it is and what to say.

    ``label`` names the section too, ``item`` leaves it out (under the section's own heading).
    """

    section: str
    field: str
    label: str
    item: str

    @property
    def anchor(self) -> str:
        return f"id_{self.field}" if self.field else ""


def missing_items(application) -> list[Missing]:
    """Everything that is missing, in the order of the sections, then the materials."""
    schema, context = schema_of(application), context_of(application)
    saved = {section.key: section.data for section in application.sections.all()}
    found = []
    for section in schema.sections:
        found += missing_in(section, saved.get(section.key, {}), context)
    return found + missing_materials(application, schema, saved)


def missing_in(section: SectionSpec, data: dict, context: Context) -> list[Missing]:
    """What one section lacks: required fields, rows, characters, and what has to be corrected."""
    wrong = faults(section, data, context)
    found: list[Missing] = []

    def note(name: str, text: str) -> None:
        label = _("%(section)s: %(item)s") % {"section": section.label, "item": text}
        found.append(Missing(section.key, name, label, text))

    for group in section.groups:
        if not group.has_rows:
            for spec in group.fields:
                if lack := _lack(spec, data, wrong.get(spec.key)):
                    note(spec.key, _with(spec.label, lack))
            continue
        rows = rows_of(group, data, context)
        filled = 0
        for index, row in enumerate(rows):
            if group.repeat and is_blank(group, row):
                continue
            filled += 1
            for spec in group.fields:
                name = path(group, index, spec.key)
                if lack := _lack(spec, row, wrong.get(name)):
                    note(name, _with(row_label(group, row, index, spec), lack))
        if group.repeat and filled < group.min_rows:
            first = path(group, filled, group.fields[0].key)
            note(
                first,
                _("%(group)s: at least %(least)d (now %(now)d)")
                % {"group": group.title, "least": group.min_rows, "now": filled},
            )
    return found


def row_label(group: GroupSpec, row: dict, index: int, spec: FieldSpec) -> str:
    """A field in a row, in words: '2025 revenue', 'product 2: deployment time'."""
    if group.yearly:
        return _("%(year)s %(field)s") % {"year": row["year"], "field": spec.label}
    return _("%(noun)s %(number)d: %(field)s") % {
        "noun": group.noun,
        "number": index + 1,
        "field": spec.label,
    }


def _with(label, lack: str) -> str:
    return _("%(field)s (%(lack)s)") % {"field": label, "lack": lack} if lack != "empty" else str(label)


def _lack(spec: FieldSpec, values: dict, fault: str | None) -> str:
    """Why a field is not complete: "empty", a remark, or nothing."""
    value = values.get(spec.key)
    if fault:
        return _("to be corrected")
    if not value:
        needed = spec.required or (
            spec.required_if and values.get(spec.required_if[0]) == spec.required_if[1]
        )
        return "empty" if needed else ""
    if spec.min_chars and length(value) < spec.min_chars:
        return _("at least %(least)d characters, now %(now)d") % {
            "least": spec.min_chars,
            "now": length(value),
        }
    return ""


def is_mandatory(requirement, schema: Schema, saved: dict[str, dict]) -> bool:
    """Whether a material is required: by the call, or by an answer in the dossier."""
    if requirement.mandatory:
        return True
    rule = schema.material_if.get(requirement.key)
    return bool(rule and saved.get(rule[0], {}).get(rule[1]) == rule[2])


def missing_materials(application, schema: Schema, saved: dict[str, dict]) -> list[Missing]:
    """Mandatory materials without a file."""
    present = set(application.attachments.filter(removed_at=None).values_list("requirement_id", flat=True))
    return [
        Missing(
            ATTACHMENTS,
            f"material-{requirement.key}",
            _("Attachments: %(name)s") % {"name": requirement.label},
            requirement.label,
        )
        for requirement in application.call.materials.all()
        if requirement.pk not in present and is_mandatory(requirement, schema, saved)
    ]


def progress(application, missing: list[Missing]) -> list[Progress]:
    """The state of each section, for the rail."""
    context = context_of(application)
    saved = {section.key: section.data for section in application.sections.all()}
    result = []
    for section in schema_of(application).sections:
        data = saved.get(section.key, {})
        count = sum(item.section == section.key for item in missing)
        if not count:
            state = "done"
        elif faults(section, data, context):
            state = "attention"
        else:
            state = "begun" if anything(data) else "empty"
        result.append(Progress(section.key, state, count))
    return result


def anything(data: dict) -> bool:
    """Whether a section holds any entry."""
    return any(
        any(value for key, value in row.items() if key != "year")
        for row in [data, *(row for rows in data.values() if isinstance(rows, list) for row in rows)]
        if isinstance(row, dict)
    )
