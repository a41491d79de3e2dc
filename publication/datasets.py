"""Open data: the tables that anybody may take away whole, in CSV, JSON and XLSX. No personal data."""

import json
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import IO, Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applications.models import FormerName
from portal.documents.tables import Column, Sheet, csv_lines, write_workbook
from portal.registry import Registry
from publication import catalogue_words
from publication.catalogue import listed
from publication.models import ListEntry, Membership, MembershipStatus

CHUNK = 2000  # rows held at once, however long the table is


@dataclass(frozen=True)
class Dataset:
    """A table: ``columns`` are (key, title); ``rows()`` yields tuples in their order, a chunk at a time."""

    key: str
    title: Any
    about: Any
    columns: list[tuple[str, Any]]
    rows: Callable[[], Iterable[tuple]]
    order: int = field(default=50)


datasets: Registry[Dataset] = Registry("open data")


def as_csv(dataset: Dataset) -> Iterator[bytes]:
    """The table as CSV, line by line."""
    return csv_lines([Column(title) for _key, title in dataset.columns], dataset.rows())


def as_json(dataset: Dataset) -> Iterator[bytes]:
    """The table as one JSON object: ``dataset``, and ``rows`` as objects, row by row."""
    keys = [key for key, _title in dataset.columns]
    yield f'{{"dataset":{json.dumps(dataset.key)},"rows":['.encode()
    for number, row in enumerate(dataset.rows()):
        content = {key: _plain(value) for key, value in zip(keys, row, strict=True)}
        text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
        yield (("," if number else "") + "\n" + text).encode()
    yield b"\n]}\n"


def as_xlsx(dataset: Dataset) -> IO[bytes]:
    """The table as a workbook in a temporary file that vanishes when it is closed."""
    out = tempfile.TemporaryFile()  # noqa: SIM115 - the response that sends it closes it
    columns = [Column(title, 22) for _key, title in dataset.columns]
    write_workbook(out, [Sheet(dataset.title, columns, dataset.rows())])
    out.seek(0)
    return out


def _plain(value):
    return value.isoformat() if isinstance(value, date) else value


def members() -> Iterator[tuple]:
    """Every member of the pool, oldest first, with the names it had before."""
    rows = Membership.objects.filter(is_member=True).order_by("pk")
    names: dict[int, list[str]] = {}
    old = FormerName.objects.filter(enterprise__membership__is_member=True).order_by("until", "pk")
    for enterprise, name in old.values_list("enterprise_id", "name").iterator(CHUNK):
        names.setdefault(enterprise, []).append(name)
    shown = rows.values_list(
        "enterprise_id",
        "code",
        "enterprise__name",
        "enterprise__uscc",
        "enterprise__city_id",
        "enterprise__city__name",
        "supplier_class",
        "tier",
        "since",
    )
    for enterprise, *row in shown.iterator(CHUNK):
        yield (*row, "; ".join(names.get(enterprise, [])))


def history() -> Iterator[tuple]:
    """Every line of every member's status history, those who left the pool too."""
    rows = MembershipStatus.objects.order_by("pk").values_list(
        "membership__code",
        "membership__enterprise__name",
        "membership__enterprise__uscc",
        "from_date",
        "what",
        "supplier_class",
        "result",
        "announcement__title",
    )
    for *row, title in rows.iterator(CHUNK):
        yield (*row, title or "")


def lists() -> Iterator[tuple]:
    """Every line of every list that is or was in public, or was announced."""
    shown = ListEntry.objects.exclude(version__publicity=None, version__announcement=None)
    rows = shown.order_by("version_id", "position").values_list(
        "version__call__year",
        "version__call__batch",
        "version__call__kind",
        "version__number",
        "version__announcement",
        "version__sha256",
        "position",
        "name",
        "uscc",
        "city_id",
        "city__name",
        "supplier_class",
        "result",
    )
    for year, batch, kind, number, announced, *row in rows.iterator(CHUNK):
        yield (year, batch, kind, number, "announcement" if announced else "publicity", *row)


def products() -> Iterator[tuple]:
    """Every product of the public catalogue, in the words of the portal's first language."""
    traits = catalogue_words.TRAITS[catalogue_words.Kind.PRODUCT]
    rows = (
        listed(catalogue_words.Kind.PRODUCT)
        .order_by("pk")
        .values_list(
            "pk",
            "name",
            "membership__enterprise__name",
            "membership__enterprise__uscc",
            "approved_at",
            "content",
        )
    )
    for number, product, name, uscc, approved, content in rows.iterator(CHUNK):
        said = [catalogue_words.said(trait, content) for trait in traits]
        yield (number, product, name, uscc, *said, timezone.localdate(approved))


PLACE = [("city_code", _("City code (GB/T 2260)")), ("city", _("City"))]
WHO = [("name", _("Enterprise")), ("uscc", _("Unified social credit code"))]
DATASETS = [
    Dataset(
        "pool",
        _("Members of the provincial pool"),
        _("Every present member with its class, tier, the day since when, and the names it had before."),
        [
            ("code", _("Verification code")), *WHO, *PLACE,
            ("supplier_class", _("Class")), ("tier", _("Tier")), ("since", _("Since")), ("former_names", _("Former names")),
        ],
        members,
        10,
    ),
    Dataset(
        "history",
        _("Status history"),
        _("Every recognition, evaluation, change of name or class, and removal, with its announcement."),
        [
            ("code", _("Verification code")), *WHO, ("from", _("Date")), ("what", _("Status")),
            ("supplier_class", _("Class")), ("result", _("Result")), ("announcement", _("Basis")),
        ],
        history,
        20,
    ),
    Dataset(
        "lists",
        _("Published lists"),
        _("Every line of every list in publicity or announced, with the digest of the list it stands in."),
        [
            ("year", _("Year")), ("batch", _("Batch")), ("kind", _("Kind")), ("version", _("Version of the list")),
            ("stage", _("Publicity or announcement")), ("sha256", "SHA-256"), ("position", _("Number")), *WHO, *PLACE,
            ("supplier_class", _("Class")), ("result", _("Result")),
        ],
        lists,
        30,
    ),
    Dataset(
        "products",
        _("Product catalogue"),
        _("Every product of a member that the alliance has approved, with the words of the catalogue."),
        [
            ("number", _("Number")), ("product", _("Product")), *WHO, ("form", _("Type")),
            ("industries", _("Industries")), ("functions", _("Functions")), ("price_models", _("Price model")),
            ("fee", _("Price")), ("deployment_days", _("Deployment time")), ("collects", _("Collects data from")),
            ("new_models", _("New models supported")), ("approved", _("Approved")),
        ],
        products,
        40,
    ),
]  # fmt: skip


def register() -> None:
    """Enter this floor's tables."""
    for dataset in DATASETS:
        datasets.add(dataset.key, dataset)
