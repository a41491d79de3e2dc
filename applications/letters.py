"""推荐函: the letter that a county or a city may send with its files of a call.

Made from the portal's template it is an official document with a place to be sealed; the sealed scan is
attached beside it.
"""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from applications import summaries
from applications.models import Application, Call, RecommendationLetter, SupplierClass
from applications.policies import Refused
from applications.workflow import Step
from portal.accounts.models import Organisation
from portal.audit.chain import record
from portal.documents.files import store_upload
from portal.documents.issuing import DocumentKind, issue, kinds

FORMATS = {"pdf", "jpg", "png"}
KIND = "recommendation_letter"


def register() -> None:
    """Enter the kind of document."""
    title, template = gettext_lazy("Recommendation letter"), "documents/recommendation_letter.html"
    kinds.add(KIND, DocumentKind(KIND, title, template, context, "推荐函"))


def context(document) -> dict:
    """What the page of the PDF shows: everything is in the document's own data."""
    return {"organisation": document.data["authority"], "made": document.issued_at}


def of(organisation) -> QuerySet[RecommendationLetter]:
    """The letters of an authority, the newest first."""
    return RecommendationLetter.objects.filter(organisation=organisation)


@transaction.atomic
def attach(call: Call, file, *, by, at: datetime) -> RecommendationLetter:
    """Keep the letter. Raises portal.documents.files.Rejected for a file that can't be taken."""
    stored = store_upload(file, by=by, allowed=FORMATS, max_bytes=settings.UPLOAD_FILE_MAX_BYTES)
    same = of(by.organisation).filter(call=call, file__sha256=stored.sha256).first()
    if same:  # sent twice
        return same
    return _keep(call, {"file": stored}, {"sha256": stored.sha256}, by, at)


@transaction.atomic
def compose(call: Call, *, remark: str, by, at: datetime) -> RecommendationLetter:
    """Make the letter over the files that have gone on; the same letter asked for again is not made anew.

    Raises Refused while none has: the letter names what it goes with.
    """
    rows = _gone_on(call, by.organisation)
    if not rows:
        raise Refused(_("No file of this call has gone on from your authority yet; the letter names those."))
    data = {
        "authority": by.organisation.name,
        "is_city": by.organisation.kind == "city",
        "recipient": _above(by.organisation).name,
        "copy_to": Organisation.alliance().name if by.organisation.kind == "city" else "",
        "call": call.title,
        "call_document_number": call.document_number,
        "rows": rows,
        "remark": remark.strip(),
    }
    last = of(by.organisation).filter(call=call, document__isnull=False).select_related("document").first()
    if last and last.document.data == data:
        return last
    document = issue(KIND, subject_kind="call", subject_id=str(call.pk), data=data, by=by, at=at)
    return _keep(call, {"document": document}, {"document": document.number}, by, at)


def _keep(call: Call, what: dict, data: dict, by, at: datetime) -> RecommendationLetter:
    letter = RecommendationLetter.objects.create(
        call=call, organisation=by.organisation, uploaded_by=by, uploaded_at=at, **what
    )
    data = {"letter": letter.pk, "organisation": by.organisation_id, **data}
    action = "make_letter" if "document" in what else "attach_letter"
    record(kind="call", id=str(call.pk), action=action, by=by, at=at, data=data)
    return letter


def _above(organisation: Organisation) -> Organisation:
    """To whom the letter goes: a county's to its city, a city's to the province."""
    if organisation.kind == "county":
        return Organisation.authority_of(organisation.division.city_code)
    return Organisation.province()


def _gone_on(call: Call, organisation: Organisation) -> list[dict]:
    """Number, name, code and class of the files that a city has reported or a county has passed on."""
    if organisation.kind == "city":
        return [
            {key: row[key] for key in ("number", "name", "uscc", "class")}
            for row in summaries.rows_of(call, organisation.division)
        ]
    passed = {"opinions__organisation": organisation, "opinions__step": Step.PASS_ON}
    files = Application.objects.filter(call=call, **passed).distinct().order_by("number")
    with override("zh-hans"):
        return [
            {
                "number": file.number,
                "name": file.enterprise_name,
                "uscc": file.uscc,
                "class": str(SupplierClass(file.supplier_class).label) if file.supplier_class else "",
            }
            for file in files
        ]


def may_read(user, letter: RecommendationLetter) -> bool:
    """One's own, those of one's counties, and for province and alliance all."""
    return reaches(user.organisation, letter.organisation)


def reaches(mine: Organisation, theirs: Organisation) -> bool:
    """Whether papers of an authority go to ``mine``: itself, the city over it, the province, the alliance."""
    if mine.kind in {"province", "alliance"} or mine.pk == theirs.pk:
        return True
    return mine.kind == "city" and theirs.kind == "county" and theirs.division.city_code == mine.division_id
