"""Invented contents for the gallery of components."""

from datetime import date, datetime, timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.ui.cities import CITIES
from portal.ui.forms import Segmented, counted
from portal.ui.paging import Page

CHECK = [("pass", _("Pass")), ("fail", _("Fail")), ("na", _("Not applicable"))]


class SampleForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label=_("Enterprise"), help_text=_("As on the business licence."))
    founded = forms.DateField(label=_("Founded"), widget=forms.DateInput(attrs={"type": "date"}))
    revenue = forms.DecimalField(label=_("Revenue (10,000 yuan)"), min_value=0)
    kind = forms.ChoiceField(label=_("Category"), choices=[("", "—"), ("platform", _("Platform provider"))])
    overview = forms.CharField(
        label=_("Overview of the business"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, **counted(least=100, most=500)}),
    )
    check = forms.ChoiceField(label=_("Licence is valid"), choices=CHECK, widget=Segmented)
    order = forms.ChoiceField(
        label=_("Opinion"),
        choices=[("agree", _("Agree")), ("refuse", _("Don't agree"))],
        widget=forms.RadioSelect,
    )
    confirm = forms.BooleanField(label=_("I have compared paper and electronic copies"))


def steps() -> list[dict]:
    """The ten steps, three of them behind us."""
    labels = [
        _("Call"),
        _("Filing"),
        _("County collation"),
        _("City review"),
        _("Report to province"),
        _("Expert review"),
        _("Review report"),
        _("Deliberation"),
        _("Publicity"),
        _("Announcement"),
    ]
    dates = [date(2026, 11, 9), date(2026, 11, 10), date(2026, 11, 12)]
    states = ["done"] * 3 + ["current"] + ["todo"] * 6
    return [
        {
            "label": label,
            "state": state,
            "date": dates[n] if n < 3 else None,
            "who": _("County") if n == 2 else "",
        }
        for n, (label, state) in enumerate(zip(labels, states, strict=True))
    ]


def rows(now: datetime) -> list[dict]:
    """A desk with a file overdue, one due today, one near, one at ease."""
    tones = [
        ("ok", _("Match")),
        ("ok", _("Match")),
        ("danger", _("1 missing")),
        ("warn", _("Second correction")),
    ]
    close = timezone.localtime(now).replace(hour=23, minute=59)
    deadlines = [close - timedelta(days=2), close, close + timedelta(days=2), close + timedelta(days=9)]
    return [
        {
            "name": _("Sample enterprise %(n)s") % {"n": n + 1},
            "code": f"SAMPLE-000{n + 1}",
            "chip": tones[n],
            "deadline": deadlines[n],
            "days": [-1, 0, 2, 6][n],
        }
        for n in range(4)
    ]


def context() -> dict:
    """Everything that the gallery's template shows."""
    values = [1, 4, 2, 3, 1, 5, 21, 48, 9, 2, 2, 6, 8, 17, 39, 1, 4, 2, 1, 7, 3]
    changes = [
        {"label": _("Net profit 2025"), "before": "910", "after": "880"},
        {"label": _("Second product"), "before": "", "after": _("Added")},
    ]
    sections = [
        {"label": _("Basic information"), "href": "#rail", "state": "done"},
        {"label": _("Operation"), "href": "#rail", "state": "todo", "current": True},
        {"label": _("Products and services"), "href": "#rail", "state": "wrong"},
    ]
    return {
        "form": SampleForm(initial={"check": "pass"}, prefix="plain"),
        "wrong": SampleForm({"wrong-revenue": "-3", "wrong-founded": "2015-06-02"}, prefix="wrong"),
        "steps": steps(),
        "rows": rows(timezone.now()),
        "cities": [{"code": city.code, "value": value} for city, value in zip(CITIES, values, strict=True)],
        "changes": changes,
        "sections": sections,
        "files": [
            {"name": "licence.pdf", "href": "#files", "size": 734003, "note": _("Checked"), "tone": "ok"},
            {"name": "audit-2025.pdf", "href": "#files", "size": 5242880},
        ],
        "page": Page(
            [], next_query="?after=sample#pages", previous_query="?before=sample#pages", first_query="?"
        ),
        "today": timezone.now(),
    }
