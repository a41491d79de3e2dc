"""The rows of desks and lists as the words and marks that stand in their columns."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.text import Truncator
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from applications.desk import Row
from applications.models import SupplierClass
from applications.workflow import TONES, State
from portal.ui.rows import addresses
from portal.ui.templatetags.ui import chip, clock

EMPTY = "—"
OPINION_SHOWN = 12  # characters


class Words:
    """The words that rows share, each looked up once for the whole list."""

    def __init__(self, *, my_city: bool) -> None:
        self.my_city = my_city
        self.english = (get_language() or "").startswith("en")
        self.classes = {key: str(label) for key, label in SupplierClass.choices}
        self.address = addresses("applications:application", 0)
        self.paper, self.equal = _("paper"), chip("ok", _("equal"))
        self.startup = chip("info", _("Start-up"))
        self.no_deadline = format_html('<span class="muted">{}</span>', _("no deadline"))
        self.clocks: dict[tuple[datetime, int | None], str] = {}
        self.states: dict[str, str] = {}
        self.opinions: dict[str, str] = {}
        self.materials: dict[tuple[int, int | None, bool], str] = {}

    def state(self, key: str) -> str:
        if key not in self.states:
            self.states[key] = chip(TONES[key], State(key).label)
        return self.states[key]

    def clock(self, row: Row) -> str:
        asked = (row.file.deadline, row.days_left)
        if row.file.deadline is None:
            return self.no_deadline
        if asked not in self.clocks:
            self.clocks[asked] = clock(*asked)
        return self.clocks[asked]

    def material(self, row: Row) -> str:
        asked = (row.electronic, row.lacking, row.is_counted)
        if asked not in self.materials:
            self.materials[asked] = self._material(*asked)
        return self.materials[asked]

    def _material(self, electronic: int, lacking: int | None, is_counted: bool) -> str:
        found = _("electronic %(n)s") % {"n": electronic}
        if lacking is None:
            return found
        if not is_counted:
            mark = chip("neutral", _("not counted"))
        elif lacking:
            words = ngettext("%(n)s copy differs", "%(n)s copies differ", lacking)
            mark = chip("danger", words % {"n": lacking})
        else:
            mark = self.equal
        return format_html("{} · {} {}", found, self.paper, mark)

    def opinion(self, text: str) -> str:
        if text not in self.opinions:
            self.opinions[text] = Truncator(text).chars(OPINION_SHOWN) or EMPTY
        return self.opinions[text]

    def marks(self, row: Row) -> str:
        """The chips beside a name: corrected, asking for review, start-up."""
        file, found = row.file, []
        if file.returns:
            words = ngettext("Corrected once", "Corrected %(n)s times", file.returns)
            found.append(chip("warn", words % {"n": file.returns}))
        if row.asked_at:
            found.append(chip("warn", _("Asks for review")))
        if file.is_startup:
            found.append(self.startup)
        return mark_safe(" ".join(found)) if found else ""

    def places(self, file) -> tuple[str, str]:
        """City and county in the reader's language; no county where there is none."""
        if self.english:
            return file.city__name_en, file.county__name_en or ""
        return file.city__name, file.county__name or ""

    def place(self, file) -> str:
        """The county, and the city under it where that is not understood; a city without counties alone."""
        city, county = self.places(file)
        if not county:
            return city
        if self.my_city:
            return county
        return format_html('{}<span class="sub">{}</span>', county, city)


def cells(rows: Iterable[Row], *, my_city: bool) -> list[dict[str, object]]:
    """The columns of ``applications/desk/_rows.html``, row by row; ``my_city``: the reader's own is left out."""
    words = Words(my_city=my_city)
    return [
        {
            "pk": row.file.pk,
            "address": words.address(row.file.pk),
            "name": row.file.enterprise_name,
            "marks": words.marks(row),
            "uscc": row.file.uscc,
            "class": words.classes.get(row.file.supplier_class, EMPTY),
            "place": words.place(row.file),
            "number": row.file.number or EMPTY,
            "state": words.state(row.file.state),
            "opinion": words.opinion(row.opinion),
            "materials": words.material(row),
            "deadline": words.clock(row),
        }
        for row in rows
    ]
