"""A published list as a table beside its document: XLSX and CSV, streamed."""

import tempfile
from collections.abc import Iterator

from django.db.models import Q
from django.http import FileResponse, Http404, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from applications.models import Application, SupplierClass
from portal.documents.tables import Column, Sheet, csv_lines, write_workbook
from publication.models import ListVersion
from publication.views.open_data import XLSX
from publication.views.public import public_page

CHUNK = 2000
COLUMNS = [
    Column(_("Number"), 8),
    Column(_("Enterprise"), 42),
    Column(_("Unified social credit code"), 24),
    Column(_("City"), 14),
    Column(_("Class"), 12),
    Column(_("Result"), 12),
]


@public_page
def list_file(request, pk: int, form: str):
    """The lines of a list that is or was in public, or was announced."""
    published = ListVersion.objects.filter(Q(publicity__isnull=False) | Q(announcement__isnull=False))
    version = get_object_or_404(published, pk=pk)
    name = f"list-{version.pk}.{form}"
    if form == "csv":
        response = StreamingHttpResponse(
            csv_lines(COLUMNS, _rows(version)), content_type="text/csv; charset=utf-8"
        )
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response
    if form != "xlsx":
        raise Http404
    out = tempfile.TemporaryFile()  # noqa: SIM115 - the response that sends it closes it
    write_workbook(out, [Sheet(_("List"), COLUMNS, _rows(version))])
    out.seek(0)
    return FileResponse(out, content_type=XLSX, as_attachment=True, filename=name)


def _rows(version: ListVersion) -> Iterator[tuple]:
    classes, results = dict(SupplierClass.choices), dict(Application.Outcome.choices)
    shown = version.entries.order_by("position").values_list(
        "position", "name", "uscc", "city__name", "supplier_class", "result"
    )
    for *row, supplier_class, result in shown.iterator(CHUNK):
        yield (*row, str(classes.get(supplier_class, "")), str(results.get(result, "")))
