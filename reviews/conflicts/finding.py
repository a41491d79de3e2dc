"""Who is in conflict with whom, asked of the graph for many pairs at once."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.utils import timezone

from portal.accounts.models import Organisation
from reviews.conflicts import building, names
from reviews.conflicts.graph import NAMED, Node, Path, paths
from reviews.models import CompanyTie, Expert, ReviewFile


def between(
    experts: Iterable[Expert], files: Sequence[ReviewFile], at: datetime
) -> dict[tuple[int, int], Path]:
    """The path of each (expert id, file id) that has one, in queries that don't grow with either.

    A certain path forbids the pair; one that leans on a name (``not path.is_certain``) asks a question
    that is settled once (:mod:`reviews.conflicts.alarms`). ``files`` come with their application.
    """
    by_account = {expert.user_id: expert.pk for expert in experts}
    by_enterprise: dict[int, list[int]] = {}
    for file in files:
        by_enterprise.setdefault(file.application.enterprise_id, []).append(file.pk)
    found = to_enterprises(by_account, by_enterprise, at)
    return {
        (by_account[account], file): path
        for (account, enterprise), path in found.items()
        for file in by_enterprise[enterprise]
    }


def to_enterprises(
    accounts: Iterable[int],
    enterprises: Iterable[int],
    at: datetime,
    *,
    proposed: Sequence[CompanyTie] = (),
) -> dict[tuple[int, int], Path]:
    """The path of each (account id, enterprise id) that has one; ``proposed``: ties to be tried out."""
    day = timezone.localdate(at)
    world = building.build(list(accounts), list(enterprises), day, proposed)
    people = {node: pk for pk, node in world.accounts.items()}
    targets = {node: pk for pk, node in world.enterprises.items()}
    found = paths(world.graph, people, targets, day, judged=world.judged)
    return {(people[who], targets[where]): path for (who, where), path in found.items()}


def of_ruler(account: int, *, enterprise: int, expert: Expert, at: datetime) -> Path | None:
    """Why a member of staff can't rule between an enterprise and an expert; None when nothing is known.

    A path to the enterprise, or a company or kin shared with the expert. The alliance itself, whom all
    staff work for, joins nobody.
    """
    day = timezone.localdate(at)
    world = building.build([account, expert.user_id], [enterprise], day)
    who, target, other = (
        world.accounts[account],
        world.enterprises[enterprise],
        world.accounts[expert.user_id],
    )
    found = paths(world.graph, [who], [target], day, judged=world.judged)
    alliance = Node(NAMED, names.company(Organisation.alliance().name))
    found |= paths(world.graph, [who], [other], day, judged=world.judged, most=2, avoiding=[alliance])
    return min(found.values(), key=lambda path: (not path.is_certain, len(path.steps)), default=None)
