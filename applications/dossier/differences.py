"""What changed between two versions of a dossier: fields, rows and attachments."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property

from django.utils.translation import gettext as _

from applications.dossier.completeness import row_label
from applications.dossier.reading import context_of_content
from applications.dossier.schemas import SCHEMAS
from applications.dossier.specs import Context, GroupSpec, SectionSpec
from applications.dossier.values import shown

CHANGED, ADDED, REMOVED = "changed", "added", "removed"
CLAUSE = re.compile(r"[^，。；：！？\n,;!?]*[，。；：！？\n,;!?]+|[^，。；：！？\n,;!?]+")


@dataclass(frozen=True)
class Part:
    """A stretch of a value, and whether the other version lacks it."""

    text: str
    changed: bool


@dataclass(frozen=True)
class Difference:
    """One change: where, before, after. ``kind`` is "changed", "added" or "removed"."""

    section: str
    field: str
    old: str
    new: str
    kind: str

    @cached_property
    def parts(self) -> tuple[list[Part], list[Part]]:
        """Before and after, clause by clause, so that a reader sees what changed in a long text."""
        return compared(self.old, self.new)

    @property
    def old_parts(self) -> list[Part]:
        return self.parts[0]

    @property
    def new_parts(self) -> list[Part]:
        return self.parts[1]


def compared(old: str, new: str) -> tuple[list[Part], list[Part]]:
    """Two texts in clauses; those that only one of them has are marked."""
    before, after = CLAUSE.findall(old), CLAUSE.findall(new)
    old_parts, new_parts = [], []
    for tag, b0, b1, a0, a1 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if b1 > b0:
            old_parts.append(Part("".join(before[b0:b1]), tag != "equal"))
        if a1 > a0:
            new_parts.append(Part("".join(after[a0:a1]), tag != "equal"))
    return old_parts, new_parts


def between(old: dict, new: dict) -> list[Difference]:
    """The changes from one frozen document to a later one of the same schema."""
    schema, context = SCHEMAS[tuple(new["schema"])], context_of_content(new)
    found: list[Difference] = []
    for section in schema.sections:
        before, after = old["sections"].get(section.key, {}), new["sections"].get(section.key, {})
        found += in_section(section, before, after, context)
    return found + _attachments(old, new)


def in_section(section: SectionSpec, before: dict, after: dict, context: Context) -> list[Difference]:
    """The changes from one state of a section's data to another."""
    found: list[Difference] = []
    for group in section.groups:
        if group.has_rows:
            found += _rows(section, group, before, after, context)
        else:
            found += _values(section, group, before, after, context)
    return found


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
