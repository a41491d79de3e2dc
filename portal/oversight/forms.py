"""Filters of the record, and the entry of holiday notices."""

import re
from datetime import date, datetime, time, timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.accounts.roles import Role
from portal.audit.models import Event
from portal.audit.words import actions, kinds
from portal.workdays.notices import Setting

OFF, ON = {"休", "off"}, {"班", "on"}
LINE = re.compile(r"^(\d{4}-\d{1,2}-\d{1,2})(?:\s*(?:\.\.|至|~|–)\s*(\d{4}-\d{1,2}-\d{1,2}))?\s+(\S+)$")
LONGEST_RANGE = 31  # days in one line


def _kinds() -> list:
    return [("", gettext_lazy("All")), *zip(kinds.keys(), kinds, strict=True)]


def _actions() -> list:
    """The actions under the kind that they are done to: "opened" alone doesn't say what."""
    by_kind: dict[str, list] = {kind: [] for kind in kinds.keys()}  # noqa: SIM118 - no dict
    for key in actions.keys():  # noqa: SIM118
        by_kind[key.partition(".")[0]].append((key, actions[key]))
    grouped = [(kinds[kind], named) for kind, named in by_kind.items() if named]
    return [("", gettext_lazy("All")), *grouped]


def day_begins(when: date) -> datetime:
    return timezone.make_aware(datetime.combine(when, time()))


class EventFilter(forms.Form):
    """Which events of the record are shown."""

    kind = forms.ChoiceField(label=gettext_lazy("About"), required=False)
    id = forms.CharField(label=gettext_lazy("Number"), required=False, max_length=64)
    action = forms.ChoiceField(label=gettext_lazy("Action"), required=False)
    role = forms.ChoiceField(
        label=gettext_lazy("Role"), required=False, choices=[("", gettext_lazy("All")), *Role.choices]
    )
    since = forms.DateField(
        label=gettext_lazy("From"), required=False, widget=forms.DateInput({"type": "date"})
    )
    until = forms.DateField(
        label=gettext_lazy("To"), required=False, widget=forms.DateInput({"type": "date"})
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = _kinds()
        self.fields["action"].choices = _actions()

    def apply(self, rows: QuerySet[Event]) -> QuerySet[Event]:
        """The rows that are asked for; a filter that makes no sense is left out and says so."""
        self.is_valid()
        asked = self.cleaned_data
        if asked.get("kind"):
            rows = rows.filter(kind=asked["kind"])
        if asked.get("id"):
            rows = rows.filter(chain_id=asked["id"].strip())
        if action := asked.get("action"):
            kind, _dot, name = action.partition(".")
            rows = rows.filter(kind=kind, action=name)
        if asked.get("role"):
            rows = rows.filter(actor_role=asked["role"])
        if asked.get("since"):
            rows = rows.filter(at__gte=day_begins(asked["since"]))
        if asked.get("until"):
            rows = rows.filter(at__lt=day_begins(asked["until"] + timedelta(days=1)))
        return rows


class CalculationForm(forms.Form):
    """A question to the calendar."""

    PERIOD, PUBLICITY = "period", "publicity"
    start = forms.DateField(label=gettext_lazy("Begins on"), widget=forms.DateInput({"type": "date"}))
    days = forms.IntegerField(label=gettext_lazy("Working days"), min_value=1, max_value=250)
    rule = forms.ChoiceField(
        label=gettext_lazy("Counted as"),
        choices=[
            (PERIOD, gettext_lazy("a period: from the next working day")),
            (PUBLICITY, gettext_lazy("publicity: the first day counts")),
        ],
    )

    def add_prefix(self, field_name):
        """The address says ``from``, which Python keeps for itself."""
        return "from" if field_name == "start" else field_name

    def clean_start(self):
        start = self.cleaned_data["start"]
        if not 2005 <= start.year <= timezone.localdate().year + 20:
            raise ValidationError(_("The calendar reaches from 2005 to twenty years ahead."))
        return start


class NoticeForm(forms.Form):
    """A holiday notice: its days, one or a range on a line, and whether its year is final with them."""

    notice = forms.CharField(
        label=gettext_lazy("By which notice"),
        max_length=160,
        help_text=gettext_lazy("Document number and title, as people will read them."),
    )
    lines = forms.CharField(
        label=gettext_lazy("Days"),
        required=False,
        strip=True,
        widget=forms.Textarea({"rows": 10, "spellcheck": "false"}),
        help_text=gettext_lazy(
            "One on a line: 2027-10-01 休, 2027-09-26 班, or a range: 2027-10-01..2027-10-07 休. “off” and “on” do as well."
        ),
    )
    year = forms.IntegerField(
        label=gettext_lazy("Year that is final with this notice"),
        required=False,
        min_value=2005,
        max_value=2100,
        help_text=gettext_lazy("Leave empty when only single days are set; the year then stays provisional."),
    )

    def clean_lines(self) -> list[Setting]:
        """Raises ValidationError with each line that can't be read."""
        settings, faults = {}, []
        for number, line in enumerate(self.cleaned_data["lines"].splitlines(), start=1):
            if not line.strip():
                continue
            try:
                for setting in _read(line.strip()):
                    _settle(settings, setting)
            except ValueError as error:
                faults.append(
                    _("Line %(number)s, “%(line)s”: %(why)s.")
                    % {"number": number, "line": line, "why": error}
                )
        if faults:
            raise ValidationError(faults)
        return list(settings.values())

    def clean(self):
        asked = super().clean()
        if not self.errors and not asked["lines"] and not asked["year"]:
            raise ValidationError(_("Enter days, or the year that is final. Nothing was changed."))
        return asked


def _settle(settings: dict[date, Setting], setting: Setting) -> None:
    if settings.setdefault(setting.date, setting) != setting:
        raise ValueError(_("%(day)s is set both ways") % {"day": setting.date})


def _read(line: str) -> list[Setting]:
    """The days of one line; raises ValueError that says what is wrong with it."""
    found = LINE.match(line)
    if not found:
        raise ValueError(_("write a date and 休 or 班"))
    first, last, word = found[1], found[2] or found[1], found[3]
    if word.lower() not in OFF | ON:
        raise ValueError(_("write 休 or 班 after the date"))
    try:
        start, end = (date(*map(int, text.split("-"))) for text in (first, last))
    except ValueError:
        raise ValueError(_("there is no such day")) from None
    length = (end - start).days + 1
    if not 1 <= length <= LONGEST_RANGE:
        raise ValueError(_("the range ends before it begins, or is longer than a month"))
    return [Setting(start + timedelta(days=n), word.lower() in ON) for n in range(length)]
