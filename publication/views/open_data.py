"""Open data, the feed of notices: public, without session, cacheable."""

from django.http import FileResponse, Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from applications.queries import published_calls
from publication import datasets, queries
from publication.views.public import public_page

FORMS = ("csv", "json", "xlsx")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FEED_LENGTH = 30


@public_page
def open_data(request):
    """What can be taken away, column by column, and the address of the interface."""
    tables = sorted(datasets.datasets, key=lambda dataset: dataset.order)
    return render(request, "publication/public/open_data.html", {"tables": tables, "forms": FORMS})


@public_page
def open_data_file(request, key: str, form: str):
    """A table whole, streamed."""
    if key not in datasets.datasets or form not in FORMS:
        raise Http404
    dataset = datasets.datasets[key]
    if form == "xlsx":
        return FileResponse(
            datasets.as_xlsx(dataset), content_type=XLSX, as_attachment=True, filename=f"{key}.xlsx"
        )
    lines, kind = (
        (datasets.as_csv(dataset), "text/csv; charset=utf-8")
        if form == "csv"
        else (datasets.as_json(dataset), "application/json")
    )
    response = StreamingHttpResponse(lines, content_type=kind)
    response["Access-Control-Allow-Origin"] = "*"
    response["Content-Disposition"] = f'attachment; filename="{key}.{form}"'
    return response


@public_page
def feed(request):
    """Calls, publicity notices and announcements as Atom, newest first."""
    site = request.build_absolute_uri(reverse("publication:notices"))
    atom = Atom1Feed(
        title=_("Notices of the provincial pool"),
        link=site,
        description="",
        language=get_language(),
        feed_url=request.build_absolute_uri(),
    )
    for at, title, path in _newest():
        link = request.build_absolute_uri(path)
        atom.add_item(title=title, link=link, description="", pubdate=at, updateddate=at, unique_id=link)
    return HttpResponse(atom.writeString("utf-8"), content_type=atom.content_type)


def _newest() -> list[tuple]:
    items = [
        (call.published_at, call.label, reverse("publication:call", args=[call.pk]))
        for call in published_calls().order_by("-published_at")[:FEED_LENGTH]
    ]
    for row in queries.publicities()[:FEED_LENGTH]:
        title = _("Proposed list: %(title)s") % {"title": row.version.call.label}
        items.append((row.begun_at, title, reverse("publication:publicity", args=[row.pk])))
    for row in queries.announcements()[:FEED_LENGTH]:
        items.append((row.at, row.title, reverse("publication:announcement", args=[row.pk])))
    return sorted(items, reverse=True)[:FEED_LENGTH]
