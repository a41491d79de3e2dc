"""What stands beside the applications of a fill: frozen versions, opinions, readers, materials and paper."""

import hashlib
import json

from applications.models import (
    Application,
    Attachment,
    Call,
    Opinion,
    PaperCount,
    Participation,
    SubmittedVersion,
)
from applications.workflow import State
from portal.accounts.models import Organisation

BATCH = 2000


def versions(applications: list[Application], content: dict, people, now) -> None:
    digest = hashlib.sha256(json.dumps(content).encode()).hexdigest()
    SubmittedVersion.objects.bulk_create(
        [
            SubmittedVersion(
                application=a,
                number=1,
                content=content if n % 100 == 0 else {},
                sha256=digest,
                submitted_at=now,
                submitted_by=people["city"],
            )
            for n, a in enumerate(applications)
        ],
        batch_size=BATCH,
    )
    Opinion.objects.bulk_create(
        [
            Opinion(
                application=a,
                organisation_id=people["city"].organisation_id,
                step="pass_on",
                text="同意上报",
                by=people["city"],
                at=now,
            )
            for a in applications
        ],
        batch_size=BATCH,
    )


def participations(applications: list[Application], now) -> None:
    cities = {o.division_id: o.pk for o in Organisation.objects.filter(kind="city")}
    counties = {o.division_id: o.pk for o in Organisation.objects.filter(kind="county")}
    province, alliance = Organisation.province().pk, Organisation.alliance().pk
    rows = []
    for a in applications:
        sent = [counties[a.county_id]] if a.county_id else []
        if a.state != State.AT_COUNTY:
            sent.append(cities[a.city_id])
        if a.state not in {State.AT_COUNTY, State.AT_CITY}:
            sent += [province, alliance]
        rows += [Participation(application=a, organisation_id=pk, how="held", since=now) for pk in sent]
    Participation.objects.bulk_create(rows, batch_size=BATCH)


def materials(applications: list[Application], call: Call, people, now) -> None:
    """What the files at a city show on its desk: a file under each material, and the county's count of paper."""
    filed = list(Attachment.objects.values_list("requirement", "file"))  # of the file that was really filed
    copies = dict(call.materials.filter(paper_copies__gt=0, mandatory=True).values_list("pk", "paper_copies"))
    waiting = [a for a in applications if a.state == State.AT_CITY]
    Attachment.objects.bulk_create(
        [
            Attachment(application=a, requirement_id=material, file_id=stored, added_at=now)
            for a in waiting
            for material, stored in filed
        ],
        batch_size=BATCH,
    )
    PaperCount.objects.bulk_create(
        [
            PaperCount(
                application=a, requirement_id=material, expected=n, received=n, by=people["city"], at=now
            )
            for a in waiting
            for material, n in copies.items()
        ],
        batch_size=BATCH,
    )
