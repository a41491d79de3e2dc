"""推荐汇总表: the city's files of a call that it has reported, in its order of priority."""

from datetime import datetime

from django.db.models import Max
from django.utils.translation import gettext, gettext_lazy, override

from applications.models import Application, Call, SummaryTable, SupplierClass
from applications.workflow import Step
from portal.documents.issuing import DocumentKind, issue, kinds

KIND = "recommendation_summary"
COLUMNS = {
    "rank": gettext_lazy("Priority"),
    "number": gettext_lazy("Number"),
    "name": gettext_lazy("Enterprise"),
    "uscc": gettext_lazy("Unified social credit code"),
    "class": gettext_lazy("Class"),
    "county": gettext_lazy("County"),
    "opinion": gettext_lazy("Recommendation"),
}


def register() -> None:
    """Enter the kind of document."""
    kinds.add(
        KIND,
        DocumentKind(
            key=KIND,
            title=gettext_lazy("Recommendation summary table"),
            template="documents/recommendation_summary.html",
            context=context,
            prefix="推荐汇总",
        ),
    )


def context(document) -> dict:
    """What the page of the PDF shows: everything is in the document's own data."""
    return {"document": document, "data": document.data, "made": document.issued_at}


def make(call: Call, *, by, at: datetime) -> SummaryTable:
    """Make the city's next table of a call; must run in the transaction of the report."""
    city = by.organisation.division
    rows = rows_of(call, city)
    number = SummaryTable.objects.filter(call=call, organisation=by.organisation).aggregate(
        last=Max("number")
    )
    data = {
        "call": call.title,
        "call_document_number": call.document_number,
        "authority": by.organisation.name,
        "rows": rows,
        "made_on": at.date().isoformat(),
    }
    return SummaryTable.objects.create(
        call=call,
        organisation=by.organisation,
        number=(number["last"] or 0) + 1,
        rows=rows,
        document=issue(KIND, subject_kind="call", subject_id=str(call.pk), data=data, by=by, at=at),
        made_by=by,
        made_at=at,
    )


def rows_of(call: Call, city) -> list[dict]:
    """One row a reported file, with the opinion that it was reported with, in Chinese as the document is."""
    files = (
        Application.objects.filter(call=call, city=city, opinions__step=Step.REPORT)
        .select_related("county")
        .prefetch_related("opinions")
        .distinct()
        .order_by("city_rank")
    )
    with override("zh-hans"):
        return [
            {
                "rank": file.city_rank,
                "number": file.number,
                "name": file.enterprise_name,
                "uscc": file.uscc,
                "class": str(SupplierClass(file.supplier_class).label) if file.supplier_class else "",
                "county": file.county.name if file.county else gettext("no county"),
                "opinion": next((o.text for o in file.opinions.all() if o.step == Step.REPORT), ""),
            }
            for file in files
        ]
