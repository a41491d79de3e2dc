"""The register of local policies that refer to the pool: each save is a version with a digest; one is published."""

import hashlib
import json
from dataclasses import asdict, dataclass, field
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from applications.policies import Refused
from evaluations.models import LocalPolicy, PolicyVersion
from evaluations.mutual_recognition import questions
from evaluations.public_text import refuse_private
from portal.accounts.permissions import Permission as P
from portal.accounts.roles import Role
from portal.accounts.who import who_may
from portal.audit.chain import record
from portal.notifications.notices import notify


@dataclass(frozen=True)
class Content:
    """What a version says. ``answers``: ``{question: {"answer", "remark"}}``."""

    title: str
    document_number: str = ""
    issued_on: date | None = None
    link: str = ""
    text: str = ""
    clauses: str = ""
    answers: dict = field(default_factory=dict)

    @property
    def sha256(self) -> str:
        """SHA-256 over all of it as canonical JSON."""
        plain = {**asdict(self), "issued_on": self.issued_on.isoformat() if self.issued_on else ""}
        text = json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


def visible_to(user) -> QuerySet[LocalPolicy]:
    """A city its own, the province and the auditor all; others nothing."""
    rows = LocalPolicy.objects.select_related("city", "latest", "published")
    if user.role == Role.CITY:
        return rows.filter(city=user.organisation.division_id)
    return rows if user.may(P.FOLLOW_UP_TREATMENT) or user.may(P.READ_AUDIT) else rows.none()


def public() -> QuerySet[LocalPolicy]:
    """Published policies, those that ended too."""
    return LocalPolicy.objects.filter(published__isnull=False).select_related("city", "published", "latest")


def by_city() -> dict[str, int]:
    """How many published policies in force each city has recorded."""
    rows = public().filter(ended_on=None).order_by().values("city").annotate(many=Count("pk"))
    return dict(rows.values_list("city", "many"))


def marked_by_city() -> dict[str, int]:
    """How many policies in force each city itself calls discriminatory."""
    rows = LocalPolicy.objects.filter(discriminating()).order_by().values("city").annotate(many=Count("pk"))
    return dict(rows.values_list("city", "many"))


def discriminating() -> Q:
    """Policies in force whose published version the city itself calls discriminatory."""
    return Q(published__discriminates=True, ended_on=None)


@transaction.atomic
def save(content: Content, *, policy: LocalPolicy | None = None, by, at: datetime) -> LocalPolicy:
    """Record a policy, or a further version of one. Raises Refused where nothing differs or it has ended."""
    if not by.may(P.KEEP_LOCAL_POLICIES):
        raise PermissionDenied
    if policy is None:
        policy = LocalPolicy.objects.create(city=by.organisation.division)
    policy = _own(policy, by)
    if policy.ended_on:
        raise Refused(_("This policy is no longer in force; enter the new one as a policy of its own."))
    if policy.latest and policy.latest.sha256 == content.sha256:
        raise Refused(_("Nothing differs from the last version."))
    policy.latest = PolicyVersion.objects.create(
        policy=policy,
        number=policy.latest.number + 1 if policy.latest else 1,
        **asdict(content),
        discriminates=questions.discriminates(content.answers),
        sha256=content.sha256,
        saved_by=by,
        saved_at=at,
    )
    policy.save(update_fields=["latest"])
    _log(policy, "save", by, at, version=policy.latest.number, sha256=content.sha256)
    return policy


@transaction.atomic
def publish(policy: LocalPolicy, *, by, at: datetime) -> LocalPolicy:
    """Show the newest version to everybody. Raises Refused while it lacks something, or holds private data.

    A clause that the city calls discriminatory stands in public with its remark, and the province is told.
    """
    policy = _own(policy, by)
    version = policy.latest
    if policy.published_id == version.pk:
        return policy
    if policy.ended_on:
        raise Refused(_("This policy is no longer in force."))
    if found := lacks(version):
        raise Refused(" ".join(found))
    remarks = [given["remark"] for given in version.answers.values()]
    refuse_private(version.title, version.clauses, version.text, *remarks)
    version.published_by, version.published_at = by, at
    version.save(update_fields=["published_by", "published_at"])
    policy.published = version
    policy.save(update_fields=["published"])
    _log(policy, "publish", by, at, version=version.number, sha256=version.sha256)
    if version.discriminates:
        params = {"city": policy.city.name, "title": version.title}
        link = reverse("evaluations:policy", args=[policy.pk])
        people = who_may(P.FOLLOW_UP_TREATMENT)
        notify("mutual.discriminates", to=people, params=params, link=link, at=at)
    return policy


def lacks(version: PolicyVersion) -> list[str]:
    """What has to be added before a version can be published, in sentences."""
    found = []
    if not version.document_number or version.issued_on is None:
        found.append(_("Number and date are missing."))
    if not version.link and not version.text:
        found.append(_("Give the text, or the address where it stands."))
    if not version.clauses:
        found.append(_("Quote the clauses that refer to the pool."))
    if questions.lacking(version.answers):
        found.append(
            _("Answer every question, with a remark where the answer is not “holds no such clause”.")
        )
    return found


@transaction.atomic
def end(policy: LocalPolicy, *, on: date, reasons: str, by, at: datetime) -> LocalPolicy:
    """Mark a published policy as no longer in force. Raises Refused without reasons."""
    policy = _own(policy, by)
    if policy.ended_on:
        raise Refused(_("This policy is no longer in force."))
    if not policy.published_id:
        raise Refused(_("Only a published policy can end; a draft stays a draft."))
    if not reasons.strip():
        raise Refused(_("Please write why it ends."))
    policy.ended_on, policy.ended_reasons = on, reasons.strip()
    policy.save(update_fields=["ended_on", "ended_reasons"])
    _log(policy, "end", by, at, on=on.isoformat())
    return policy


def _own(policy: LocalPolicy, by) -> LocalPolicy:
    rows = LocalPolicy.objects.select_for_update(of=("self",)).select_related("city", "latest")
    locked = rows.get(pk=policy.pk)
    if not by.may(P.KEEP_LOCAL_POLICIES) or by.organisation.division_id != locked.city_id:
        raise PermissionDenied
    return locked


def _log(policy: LocalPolicy, action: str, by, at: datetime, **data) -> None:
    data = {"city": policy.city_id, **data}
    record(kind="local_policy", id=str(policy.pk), action=action, by=by, at=at, data=data)
