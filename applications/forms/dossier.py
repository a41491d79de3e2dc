"""A section of the dossier as forms: drawn from its description, judged by its description alone."""

from dataclasses import dataclass

from django import forms
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from applications.dossier.completeness import row_label
from applications.dossier.specs import NUMERIC, Context, FieldSpec, GroupSpec, SectionSpec, Type, path
from applications.dossier.validation import faults, rows_of
from applications.dossier.values import DATE, LONGEST, choices_of
from portal.documents.tables import NUL
from portal.ui.forms import Segmented

PLACE = "__index__"  # stands for the number of a row in the pattern that the script copies


class Asked(forms.Field):
    """A field whose judgement is the schema's; ``required`` only says so on the page."""

    def clean(self, value):
        return value


class PartForm(forms.Form):
    """The fields of a group, or of one row of it."""

    use_required_attribute = False

    def __init__(
        self,
        group: GroupSpec,
        values: dict,
        context: Context,
        found: dict[str, str],
        prefix: str | None = None,
    ) -> None:
        self.specs = {spec.key: spec for spec in group.fields}
        self.found = found
        data = {f"{prefix}-{key}" if prefix else key: value for key, value in values.items()}
        super().__init__(data, prefix=prefix)
        for spec in group.fields:
            self.fields[spec.key] = Asked(
                label=spec.label,
                required=spec.required,
                help_text=help_of(spec),
                widget=widget_of(spec, values.get(spec.key), context, in_table=group.layout == "table"),
            )

    def full_clean(self) -> None:
        """Show what the schema finds wrong at the field where it stands."""
        super().full_clean()
        for key in self.fields:
            if message := self.found.get(self.add_prefix(key)):
                self.add_error(key, message)

    def parts(self) -> list[dict]:
        """Each field, and whether it takes the whole width."""
        return [
            {
                "field": self[key],
                "long": spec.type in {Type.LONGTEXT, Type.MULTICHOICE},
                "kind": "figure" if spec.type in NUMERIC else spec.type.value,
            }
            for key, spec in self.specs.items()
        ]


def help_of(spec: FieldSpec) -> str:
    """The help of a field, with the length that is asked."""
    if not spec.min_chars:
        return str(spec.help)
    least = _("At least %(least)d characters.") % {"least": spec.min_chars}
    return f"{spec.help} {least}".strip()


def widget_of(spec: FieldSpec, value, context: Context, *, in_table: bool) -> forms.Widget:
    """The input that fits a field's type."""
    if spec.type is Type.LONGTEXT:
        attrs = {"rows": 5, "maxlength": LONGEST[Type.LONGTEXT], "data-wordcount": _("%s characters written")}
        if spec.min_chars:
            attrs["data-least"] = spec.min_chars
        return forms.Textarea(attrs)
    if spec.type in NUMERIC:
        mode = "numeric" if spec.type is Type.INTEGER else "decimal"
        return forms.TextInput({"inputmode": mode, "maxlength": 20, "autocomplete": "off"})
    if spec.type is Type.DATE:
        readable = not value or DATE.match(str(value))
        return forms.TextInput({"type": "date" if readable else "text"})
    if spec.type is Type.MULTICHOICE:
        return forms.CheckboxSelectMultiple(choices=choices_of(spec, context))
    if spec.type is Type.YESNO and not in_table:
        return Segmented(choices=choices_of(spec, context))
    if spec.type in {Type.CHOICE, Type.YESNO, Type.CITY}:
        return forms.Select(choices=[("", _("Please choose")), *choices_of(spec, context)])
    most = 24 if spec.type is Type.USCC else spec.max_chars
    return forms.TextInput({"maxlength": most})


@dataclass
class RowForm:
    """A row on the page: its heading and its form."""

    heading: str
    index: int | str
    form: PartForm


class GroupForms:
    """A group on the page."""

    def __init__(self, group: GroupSpec, data: dict, context: Context, found: dict[str, str]) -> None:
        self.spec = group
        self.context = context
        if not group.has_rows:
            self.form = PartForm(group, {s.key: data.get(s.key) for s in group.fields}, context, found)
            self.rows: list[RowForm] = []
            return
        rows = rows_of(group, data, context)
        rows += [{} for _number in range(group.min_rows - len(rows))]
        self.form = None
        self.rows = [self._row(row, index, found) for index, row in enumerate(rows)]

    def _row(self, row: dict, index: int | str, found: dict[str, str]) -> RowForm:
        values = {spec.key: row.get(spec.key) for spec in self.spec.fields}
        number = index + 1 if isinstance(index, int) else PLACE
        heading = row["year"] if self.spec.yearly else str(number)
        form = PartForm(self.spec, values, self.context, found, prefix=f"{self.spec.key}-{index}")
        return RowForm(heading, index, form)

    @property
    def pattern(self) -> RowForm:
        """An empty row that the script copies."""
        return self._row({}, PLACE, {})

    @property
    def can_add(self) -> bool:
        return self.spec.repeat and len(self.rows) < self.spec.max_rows

    @property
    def headers(self) -> list[dict]:
        return [{"label": spec.label, "required": spec.required} for spec in self.spec.fields]


class SectionForms:
    """All forms of one section, bound to what is kept (or was just typed)."""

    def __init__(self, section: SectionSpec, data: dict, context: Context) -> None:
        self.section = section
        self.data = data
        self.context = context

    @cached_property
    def faults(self) -> dict[str, str]:
        return faults(self.section, self.data, self.context)

    @cached_property
    def groups(self) -> list[GroupForms]:
        return [GroupForms(group, self.data, self.context, self.faults) for group in self.section.groups]

    @property
    def summary(self) -> list[dict]:
        """What has to be corrected, each with its field, in the order of the page."""
        labels: dict[str, str] = {}
        for group in self.section.groups:
            if not group.has_rows:
                labels |= {spec.key: str(spec.label) for spec in group.fields}
                continue
            for index, row in enumerate(rows_of(group, self.data, self.context)):
                labels |= {
                    path(group, index, spec.key): row_label(group, row, index, spec) for spec in group.fields
                }
        return [
            {"id": f"id_{name}", "label": label, "message": self.faults[name]}
            for name, label in labels.items()
            if name in self.faults
        ]


def posted(section: SectionSpec, post: QueryDict, context: Context) -> dict:
    """What a page sent, as typed."""
    typed: dict = {}
    for group in section.groups:
        if not group.has_rows:
            typed |= {spec.key: _sent(spec, post, spec.key) for spec in group.fields}
            continue
        typed[group.key] = [
            {spec.key: _sent(spec, post, path(group, index, spec.key)) for spec in group.fields}
            | ({"year": context.years[index]} if group.yearly else {})
            for index in range(_count(group, post))
        ]
    return typed


def rows_changed(spec: SectionSpec, typed: dict, post: QueryDict) -> str:
    """Add or remove the row that the pressed button names; gives the place on the page to return to."""
    groups = {group.key: group for group in spec.groups if group.repeat}
    if (key := post.get("add", "")) in groups:
        group = groups[key]
        while len(typed[key]) < min(group.min_rows, group.max_rows):
            typed[key].append({})
        if len(typed[key]) < group.max_rows:
            typed[key].append({})
        return f"#id_{key}-{len(typed[key]) - 1}-{group.fields[0].key}"
    key, _dash, index = post.get("remove", "").rpartition("-")
    if key in groups and index.isdecimal() and int(index) < len(typed[key]):
        typed[key].pop(int(index))
        return f"#group-{key}"
    return ""


def _count(group: GroupSpec, post: QueryDict) -> int:
    if group.yearly:
        return 3
    sent = post.get(f"{group.key}-rows", "")
    return min(int(sent), group.max_rows) if sent.isdecimal() else 0


def _sent(spec: FieldSpec, post: QueryDict, name: str):
    if spec.type is Type.MULTICHOICE:
        return [value for value in post.getlist(name) if NUL not in value]
    return post.get(name, "").replace(NUL, "")
