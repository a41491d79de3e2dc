"""From what was typed to a section's data, and what is wrong with it. Nothing typed is dropped."""

from django.core.exceptions import ValidationError

from applications.dossier.specs import Context, FieldSpec, GroupSpec, SectionSpec, path
from applications.dossier.values import canonical


def rows_of(group: GroupSpec, data: dict, context: Context) -> list[dict]:
    """The rows of a group: one for each of the three years, or those the applicant added."""
    kept = [row for row in data.get(group.key) or [] if isinstance(row, dict)]
    if not group.yearly:
        return kept
    by_year = {str(row.get("year")): row for row in kept}
    return [{**by_year.get(year, {}), "year": year} for year in context.years]


def is_blank(group: GroupSpec, row: dict) -> bool:
    """Whether nothing was entered in a row."""
    return not any(row.get(spec.key) for spec in group.fields)


def _kept(spec: FieldSpec, typed, context: Context):
    try:
        return canonical(spec, typed, context)
    except ValidationError:
        return typed


def tidied(section: SectionSpec, typed: dict, context: Context, *, keep_blank: bool = False) -> dict:
    """The section's data: canonical where it can be read, as typed where not.

    ``keep_blank``: leave empty added rows in their place (while their page is still open).
    """
    data: dict = {}
    for group in section.groups:
        if not group.has_rows:
            data |= {spec.key: _kept(spec, typed.get(spec.key), context) for spec in group.fields}
            continue
        rows = []
        for row in rows_of(group, typed, context):
            if group.repeat and not keep_blank and is_blank(group, row):
                continue
            kept = {spec.key: _kept(spec, row.get(spec.key), context) for spec in group.fields}
            rows.append({**kept, "year": row["year"]} if group.yearly else kept)
        data[group.key] = rows
    return data


def faults(section: SectionSpec, data: dict, context: Context) -> dict[str, str]:
    """What can't stand as it is: field name → message. Empty fields are no fault of a draft."""
    found: dict[str, str] = {}
    for group in section.groups:
        if not group.has_rows:
            _judge_fields(group, data, context, found)
            continue
        rows = rows_of(group, data, context)
        for index, row in enumerate(rows):
            _judge_fields(group, row, context, found, index)
        if group.check:
            for index, key, message in group.check(rows, context):
                found.setdefault(path(group, index, key), str(message))
    if section.check:
        for name, message in section.check(data, context):
            found.setdefault(name, str(message))
    return found


def _judge_fields(
    group: GroupSpec, values: dict, context: Context, found: dict[str, str], index: int | None = None
) -> None:
    for spec in group.fields:
        try:
            canonical(spec, values.get(spec.key), context)
        except ValidationError as fault:
            name = spec.key if index is None else path(group, index, spec.key)
            found[name] = " ".join(fault.messages)
