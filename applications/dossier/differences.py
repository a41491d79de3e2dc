"""What changed between two versions of a dossier: fields, rows and attachments."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from applications.dossier.completeness import row_label
from applications.dossier.reading import context_of_content
from applications.dossier.schemas import SCHEMAS
from applications.dossier.specs import Context, GroupSpec, SectionSpec
from applications.dossier.values import shown

CHANGED, ADDED, REMOVED = "changed", "added", "removed"


@dataclass(frozen=True)
class Difference:
    """One change: where, before, after. ``kind`` is "changed", "added" or "removed"."""

    section: str
    field: str
    old: str
    new: str
    kind: str


def between(old: dict, new: dict) -> list[Difference]:
    """The changes from one frozen document to a later one of the same schema."""
    schema, context = SCHEMAS[tuple(new["schema"])], context_of_content(new)
    found: list[Difference] = []
    for section in schema.sections:
        before, after = old["sections"].get(section.key, {}), new["sections"].get(section.key, {})
        for group in section.groups:
            if group.has_rows:
                found += _rows(section, group, before, after, context)
            else:
                found += _values(section, group, before, after, context)
    return found + _attachments(old, new)


def _values(
    section: SectionSpec,
    group: GroupSpec,
    before: dict,
    after: dict,
    context: Context,
    row: int | None = None,
) -> list[Difference]:
    found = []
    for spec in group.fields:
        old, new = (shown(spec, values.get(spec.key), context) for values in (before, after))
        if old == new:
            continue
        label = str(spec.label) if row is None else row_label(group, after, row, spec)
        kind = CHANGED if old and new else ADDED if new else REMOVED
        found.append(Difference(str(section.label), label, old, new, kind))
    return found


def _rows(
    section: SectionSpec, group: GroupSpec, before: dict, after: dict, context: Context
) -> list[Difference]:
    old_rows, new_rows = list(before.get(group.key) or []), list(after.get(group.key) or [])
    pairs = paired(group, old_rows, new_rows)
    found = []
    for index, row in enumerate(new_rows):
        if index in pairs:
            found += _values(section, group, old_rows[pairs[index]], row, context, index)
        else:
            found.append(
                Difference(str(section.label), _row(group, index), "", _told(group, row, context), ADDED)
            )
    for index, row in enumerate(old_rows):
        if index not in pairs.values():
            found.append(
                Difference(str(section.label), _row(group, index), _told(group, row, context), "", REMOVED)
            )
    return found


def paired(group: GroupSpec, old: list[dict], new: list[dict]) -> dict[int, int]:
    """Which old row each new row continues: by its identity; a renamed one by its place."""
    pairs: dict[int, int] = {}
    for here, row in enumerate(new):
        for there, earlier in enumerate(old):
            if there not in pairs.values() and row.get(group.identity) == earlier.get(group.identity):
                pairs[here] = there
                break
    for here in range(min(len(new), len(old))):
        if len(old) == len(new) and here not in pairs and here not in pairs.values():
            pairs[here] = here
    return pairs


def _row(group: GroupSpec, index: int) -> str:
    return _("%(noun)s %(number)d") % {"noun": group.noun, "number": index + 1}


def _told(group: GroupSpec, row: dict, context: Context) -> str:
    parts = ((spec.label, shown(spec, row.get(spec.key), context)) for spec in group.fields)
    return _("; ").join(_("%(label)s: %(value)s") % {"label": k, "value": v} for k, v in parts if v)


def _attachments(old: dict, new: dict) -> list[Difference]:
    def files(content: dict) -> dict[tuple[str, str], dict]:
        return {(one["material"], one["sha256"]): one for one in content["attachments"]}

    before, after = files(old), files(new)
    section = _("Attachments")
    added = [
        Difference(section, one["title"], "", one["name"], ADDED)
        for key, one in after.items()
        if key not in before
    ]
    removed = [
        Difference(section, one["title"], one["name"], "", REMOVED)
        for key, one in before.items()
        if key not in after
    ]
    return added + removed
