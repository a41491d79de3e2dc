"""Why a draft can't be drawn, in words: what is missing, which rules can't hold together, what would help."""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reviews.draw import LEAST_SEATS, ROSTER_MULTIPLE

SHOWN = 6  # names in a sentence
LACKING = ("financial", "technical", "seats", "regions")


def listed(names: Sequence[str]) -> str:
    """A few names and how many more there are."""
    text = _(", ").join(names[:SHOWN])
    more = len(names) - SHOWN
    if more <= 0:
        return text
    return ngettext("%(names)s and %(n)d more", "%(names)s and %(n)d more", more) % {"names": text, "n": more}


def unlawful(code: str, *, draw, experts: int) -> str:
    """A rule of the format that a plan breaks (:class:`reviews.draw.Unlawful`)."""
    size = draw.review.call.panel_size
    figures = {"n": experts, "least": ROSTER_MULTIPLE * size, "size": size, "min": LEAST_SEATS}
    texts = {
        "roster_size": _(
            "The roster has %(n)d experts; with %(size)d seats a panel it needs %(least)d, three for each seat."
        ),
        "seats": _(
            "The call gives a panel %(size)d seats; it must be at least %(min)d, and odd where the call says so."
        ),
        "times": _("The public value must become known after the draw is frozen."),
        "public_value": _(
            "Say which public value is used, who publishes it, when, and how many digits it has."
        ),
        "public_value_form": _(
            "This is not the public value: it must have exactly the digits that were fixed."
        ),
        "value_not_known": _("The public value can't be known yet."),
        "value_known": _("The public value is known; the draw can't be voided any more."),
        "not_pending": _("The draw doesn't wait for its value any more."),
        "pinned_and_barred": _(
            "Somebody is pinned to a file from which a conflict, a recusal or the rotation bars."
        ),
        "price_range": _("The draw has too many seats; draw for some of the files first."),
    }
    return texts.get(code, _("A rule of the draw is broken: %(code)s.") % {"code": code}) % figures


def conflict(rules: Iterable[dict], *, files: dict[int, str], experts: dict[int, str], draw) -> list[str]:
    """The smallest set of rules that can't hold together, as sentences; the last one says what would help.

    ``rules``: ``code`` with the ids of ``file`` and ``expert``; the names by id.
    """
    rows = list(rules)
    found = {code: [row for row in rows if row["code"] == code] for code in {row["code"] for row in rows}}

    def names_of(code: str, part: str) -> list[str]:
        names = files if part == "file" else experts
        return list(dict.fromkeys(names[row[part]] for row in found.get(code, ())))

    lines = [_lack(code, names_of(code, "file"), draw) for code in LACKING if code in found]
    if "odd" in found:
        lines.append(unlawful("seats", draw=draw, experts=0))
    if people := names_of("limit", "expert"):
        text = _("All who would be left have reached their most files (%(limit)d in this draw): %(names)s.")
        lines.append(text % {"limit": draw.limit, "names": listed(people)})
    if barred := names_of("forbidden", "file"):
        text = _("Conflicts, recusals or the rotation bar the others from the files of %(files)s.")
        lines.append(text % {"files": listed(barred)})
    for row in found.get("pinned", ()):
        who = {"name": experts[row["expert"]], "file": files[row["file"]]}
        lines.append(_("%(name)s is pinned to the file of %(file)s.") % who)
    return [*lines, _help(set(found))]


def _lack(code: str, files: list[str], draw) -> str:
    texts = {
        "financial": _("No financial expert is left for the files of %(files)s."),
        "technical": _(
            "Too few technical experts are left for the files of %(files)s; 60 %% of a panel must be."
        ),
        "seats": _("Too few experts are left to fill the %(size)d seats of the files of %(files)s."),
        "regions": _("All who could sit on the files of %(files)s are of one region."),
    }
    return texts[code] % {"files": listed(files), "size": draw.review.call.panel_size}


def _help(codes: set[str]) -> str:
    ways = []
    if "limit" in codes:
        ways.append(_("raise the most files per expert"))
    kinds = {
        "financial": _("add a financial expert to the roster"),
        "technical": _("add technical experts to the roster"),
        "regions": _("add experts of other regions to the roster"),
    }
    ways += [text for code, text in kinds.items() if code in codes] or [_("add experts to the roster")]
    if "pinned" in codes:
        ways.append(_("take a pin out"))
    if "odd" in codes:
        return _("The call's rules can't be changed any more; this call can only be reviewed by hand.")
    return _("What would help: %(ways)s, or draw for fewer files.") % {"ways": _(", or ").join(ways)}
