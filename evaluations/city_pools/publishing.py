"""A city publishes its pool: a dated list with a digest over exactly the bytes that the public can download."""

import hashlib
import json
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from applications.policies import Refused
from evaluations.city_pools import classes, entries
from evaluations.models import Admission, CityPoolVersion
from evaluations.public_text import refuse_private
from portal.accounts.models import Division
from portal.audit.chain import record


def lines(city: Division) -> list[dict]:
    """What a list holds now: provincial members, members serving here, own admissions; in words of the province."""
    with override("zh-hans"):
        members = [
            {**_named(row), "source": "provincial", "class": row.get_supplier_class_display()}
            for row in entries.provincial(city).order_by("enterprise__uscc")
        ]
        serving = [
            {
                **_named(row),
                "source": "serving",
                "class": row.get_supplier_class_display(),
                "registered_in": row.enterprise.city.name,
                "records": row.records,
            }
            for row in entries.serving(city).order_by("enterprise__uscc")
        ]
        own = [
            {
                **_named(row),
                "source": "admitted",
                "class": row.class_label,
                "since": timezone.localdate(row.decided_at).isoformat(),
            }
            for row in entries.admitted(city).order_by("enterprise__uscc", "pk")
        ]
    return members + serving + own


def _named(row) -> dict:
    since = {"since": row.since.isoformat()} if hasattr(row, "since") else {}
    return {"name": row.enterprise.name, "uscc": row.enterprise.uscc, **since}


def canonical(content: dict) -> str:
    """The text whose UTF-8 bytes the digest covers."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@transaction.atomic
def publish(*, note: str = "", by, at: datetime) -> CityPoolVersion:
    """Publish the pool of the officer's city as it stands. Raises Refused where nothing differs from the last list."""
    city = Division.objects.select_for_update().get(pk=classes.city_of(by).pk)
    refuse_private(note)
    last = CityPoolVersion.objects.filter(city=city).order_by("-number").first()
    held = lines(city)
    if last and json.loads(last.content)["entries"] == held:
        raise Refused(_("Nothing differs from the last published list."))
    content = canonical(
        {
            "city": {"code": city.pk, "name": city.name},
            "number": last.number + 1 if last else 1,
            "published_on": timezone.localdate(at).isoformat(),
            "entries": held,
        }
    )
    made = CityPoolVersion.objects.create(
        city=city,
        number=last.number + 1 if last else 1,
        content=content,
        entries=len(held),
        sha256=hashlib.sha256(content.encode()).hexdigest(),
        note=note.strip(),
        published_by=by,
        published_at=at,
    )
    fresh = entries.in_force().filter(city=city, published_in=None).values("pk")
    Admission.objects.filter(pk__in=list(fresh.values_list("pk", flat=True))).update(published_in=made)
    data = {"number": made.number, "sha256": made.sha256, "entries": made.entries}
    record(kind="city_pool", id=city.pk, action="publish", by=by, at=at, data=data)
    return made


def latest() -> dict[str, CityPoolVersion]:
    """The last published list of each city, without its content."""
    later = CityPoolVersion.objects.filter(city=OuterRef("city"), number__gt=OuterRef("number"))
    rows = CityPoolVersion.objects.exclude(Exists(later)).defer("content").order_by("city")
    return {row.city_id: row for row in rows}


def unpublished(city: Division) -> int:
    """Own admissions that no list shows yet."""
    return entries.in_force().filter(city=city, published_in=None).count()


def entries_of(version: CityPoolVersion) -> list[dict]:
    """The lines of a published list."""
    return json.loads(version.content)["entries"]
