"""Filters of official documents; their data holds times as ISO text."""

from datetime import date, datetime

from django import template

from portal.ui.templatetags.ui import day, moment

register = template.Library()
WIDEST_MARK = 150  # mm
LARGEST_MARK = 12.7  # mm, 36 pt


@register.filter
def iso_day(value: str) -> str:
    """An ISO date or moment as a date: 2026年11月23日."""
    return day(datetime.fromisoformat(value) if "T" in value else date.fromisoformat(value)) if value else ""


@register.filter
def iso_moment(value: str) -> str:
    """An ISO moment with its time of day, in Guangdong."""
    return moment(datetime.fromisoformat(value)) if value else ""


@register.filter
def mark_size(issuer: str) -> str:
    """The size in mm at which the issuer's mark fits the type area on one line."""
    return f"{min(LARGEST_MARK, WIDEST_MARK / max(len(issuer), 1)):.2f}"
