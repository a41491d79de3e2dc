"""Template tags of the house; they are builtins, so templates don't load them."""

from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from django import template
from django.template.defaulttags import CsrfTokenNode
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.formats import date_format, number_format
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from portal.ui import addresses, cities, header, navigation
from portal.ui import clock as clocks
from portal.ui.drawn import draw, place, put
from portal.ui.icons import ICONS
from portal.ui.rows import fill

register = template.Library()
TONES = ("neutral", "info", "ok", "warn", "danger")


@register.filter
def day(value: date | datetime | None) -> str:
    """2026年11月23日, 23 Nov 2026; a moment by its date in Guangdong."""
    if not value:
        return ""
    if isinstance(value, datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
    return date_format(value, "DATE_FORMAT")


@register.filter
def moment(value: datetime | None) -> str:
    """The date with the time of day, in Guangdong."""
    if not value:
        return ""
    return _moment(value, translation.get_language(), timezone.get_current_timezone_name())


@lru_cache(maxsize=4096)
def _moment(value: datetime, language: str | None, zone: str) -> str:
    """Thousands of files share a deadline, so its words are kept."""
    return date_format(timezone.localtime(value) if timezone.is_aware(value) else value, "DATETIME_FORMAT")


@register.filter
def wan(value) -> str:
    """A figure in 万元 with thousands grouped and no empty decimals: 13,902 or 5.5."""
    if value in (None, ""):
        return ""
    try:
        number = Decimal(str(value)).quantize(Decimal("0.01")).normalize()
    except InvalidOperation:
        return str(value)
    places = max(0, -number.as_tuple().exponent)
    return number_format(number, decimal_pos=places, use_l10n=True, force_grouping=True)


@register.simple_tag
def chip(tone: str, label) -> str:
    """A small coloured mark; the label says what the colour does."""
    if tone not in TONES:
        raise template.TemplateSyntaxError(f"chip: {tone!r} is none of {', '.join(TONES)}")
    return format_html('<span class="chip chip-{}">{}</span>', tone, label)


@register.simple_tag
def clock(deadline: datetime | None, days_left: int | None = None) -> str:
    """How near a deadline is, in working days; the exact moment is in its title."""
    if not deadline:
        return ""
    read = clocks.read_now(deadline, days_left if days_left != "" else None)
    return format_html(
        '<time class="clock clock-{}" datetime="{}" title="{}">{}</time>',
        read.tone,
        timezone.localtime(deadline).isoformat(timespec="minutes"),
        moment(deadline),
        read.label,
    )


@register.simple_tag
def icon(name: str) -> str:
    """A small drawing beside words; screen readers skip it."""
    return format_html(
        '<svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">{}</svg>',
        mark_safe(ICONS[name]),
    )


@register.simple_tag(takes_context=True)
def query(context, **changes) -> str:
    """The address's parameters with ``changes``; an empty value takes a parameter out, paging starts anew."""
    values = context["request"].GET.copy()
    for name in ("after", "before"):
        values.pop(name, None)
    for name, value in changes.items():
        if value in (None, ""):
            values.pop(name, None)
        else:
            values[name] = value
    return "?" + values.urlencode()


@register.simple_tag(takes_context=True)
def menu(context, area: str) -> list[navigation.Link]:
    """The menu of ``area``; the public one never looks at the person."""
    request = context.get("request")
    path = request.path if request else "/"
    return navigation.menu(area, path, request.user if area == "work" and request else None)


@register.simple_tag(takes_context=True)
def folded_menu(context, area: str) -> list[navigation.Link | navigation.Folded]:
    """The same, with a long menu's items in their groups."""
    request = context.get("request")
    path = request.path if request else "/"
    return navigation.folded(area, path, request.user if area == "work" and request else None)


@register.simple_tag(takes_context=True)
def work_header(context) -> str:
    """The header of the working site, drawn anew when something in it changes."""
    request = context["request"]
    markup = draw(
        "components/header_work.html",
        links=tuple(folded_menu(context, "work")),
        badges=tuple(header.shown_badges(request.user)),
        product=str(header.product(request.user)),
        organisation=str(request.user.organisation),
        person=str(request.user),
        switch=place("switch"),
        token=place("token"),
    )
    other = "zh-hans" if (translation.get_language() or "").startswith("en") else "en"
    return put(markup, switch=in_language(context, other), token=CsrfTokenNode().render(context))


@register.simple_tag(takes_context=True)
def badges(context) -> list[header.ShownBadge]:
    """What waits for the person, for the header of the administration."""
    return header.shown_badges(context["request"].user)


@register.simple_tag
def entrance(key: str) -> str:
    """Where the public header leads besides the menu."""
    return header.entrance(key)


@register.simple_tag
def product_name(user) -> str:
    """What the working site is called for this person."""
    return header.product(user)


@register.simple_tag(takes_context=True)
def in_language(context, code: str, *, absolute: bool = False) -> str:
    """The address of this page in another language, with its parameters."""
    request = context.get("request")
    if request is None:
        return "/"
    address = addresses.in_language(request.get_full_path(), code)
    return context["SITE_URL"].rstrip("/") + address if absolute else address


@register.simple_tag
def error_entries(form=None, several=None) -> list[dict]:
    """What is wrong in ``form`` (and in ``several``), each with the id of its field."""
    entries = []
    for one in [form, *(several or [])]:
        if not one or not hasattr(one, "errors"):
            continue
        entries += [{"id": "", "label": "", "message": error} for error in one.non_field_errors()]
        for name in one.errors:
            if name in one.fields:
                field = one[name]
                entries += [
                    {
                        "id": field.id_for_label or field.auto_id,
                        "label": str(field.label),
                        "message": str(error),
                    }
                    for error in field.errors
                ]
    return entries


@register.simple_tag
def city_tiles(rows: list[dict]) -> list[cities.Tile]:
    """The 21 cities with their figures, for ``components/city_map.html``."""
    return cities.tiles(rows or [])


@register.simple_tag
def root() -> str:
    """The front page in this language; asks nothing, so error pages can use it."""
    return "/en/" if (translation.get_language() or "").startswith("en") else "/"


@register.simple_tag
def drawn(template: str, **values) -> str:
    """A component that sees ``values`` and nothing else; see portal.ui.drawn."""
    return draw(template, **values)


@register.simple_tag
def drawn_rows(template: str, cells, **values) -> str:
    """The same around rows; see portal.ui.rows."""
    markup = draw(template, begin=place("begin"), end=place("end"), **values)
    head, _begin, rest = markup.partition(place("begin"))
    body, _end, tail = rest.partition(place("end"))
    return mark_safe(head + fill(body, cells) + tail)


@register.simple_block_tag
def listing(content: str, page, title: str, body: str = "") -> str:
    """``{% listing page title=… body=… %}`` head and rows ``{% endlisting %}``: a table that is cards on a phone.

    ``page``: of ``portal.ui.paging``, whose links come below, or any list. An empty one says ``title`` and
    ``body`` in place of the table.
    """
    context = {"page": page, "table": content, "title": title, "body": body}
    return render_to_string("components/listing.html", context)


class Rows(template.Node):
    """See portal.ui.rows."""

    def __init__(self, cells, nodelist) -> None:
        self.cells, self.nodelist = cells, nodelist

    def render(self, context):
        return fill(self.nodelist.render(context), self.cells.resolve(context))


@register.tag
def rows(parser, token):
    """``{% rows cells %} … [[name]] … {% endrows %}``: the body once for each mapping of ``cells``."""
    try:
        _name, cells = token.split_contents()
    except ValueError as error:
        raise template.TemplateSyntaxError("rows takes the list of cells") from error
    nodelist = parser.parse(["endrows"])
    parser.delete_first_token()
    return Rows(parser.compile_filter(cells), nodelist)
