"""The classes of a city's pool: the policy's three, and those that the city added; what the city asks."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from applications.policies import Refused
from evaluations.models import Admission, CityPool, PoolClass
from evaluations.public_text import refuse_private
from portal.accounts.models import Division
from portal.accounts.permissions import Permission as P
from portal.audit.chain import record

THREE = (Admission.Class.IMPLEMENTATION, Admission.Class.CONSULTING, Admission.Class.RESERVE)


def city_of(user) -> Division:
    """The city whose pool this officer keeps. Raises PermissionDenied for anybody else."""
    if not user.may(P.MANAGE_CITY_POOL):
        raise PermissionDenied
    return user.organisation.division


def of_city(city: Division) -> CityPool:
    """What the city asks; as it stands before the city has said anything."""
    return CityPool.objects.filter(city=city).first() or CityPool(city=city)


def choices(city: Division) -> list[tuple[str, str]]:
    """Key and label of each class, the policy's three in front."""
    added = PoolClass.objects.filter(city=city)
    return [(key.value, str(key.label)) for key in THREE] + [(own.key, own.label) for own in added]


def parts_of(key: str, city: Division) -> dict:
    """The columns of an admission that stand for a class key. Raises Refused for a class that isn't the city's."""
    if key in THREE:
        return {"pool_class": key, "own_class": None}
    number = key.removeprefix("own-")
    own = PoolClass.objects.filter(city=city, pk=int(number)).first() if number.isdecimal() else None
    if own is None:
        raise Refused(_("This class does not belong to the city's pool."))
    return {"pool_class": Admission.Class.OWN, "own_class": own}


@transaction.atomic
def set_conditions(conditions: str, *, days: int, by, at: datetime) -> CityPool:
    """Say what the city asks of applicants, and in how many working days it decides from now on."""
    city = city_of(by)
    refuse_private(conditions)
    pool, _made = CityPool.objects.update_or_create(
        city=city,
        defaults={"conditions": conditions.strip(), "days": days, "changed_by": by, "changed_at": at},
    )
    record(kind="city_pool", id=city.pk, action="set_conditions", by=by, at=at, data={"days": days})
    return pool


@transaction.atomic
def add_class(name: str, *, name_en: str, about: str, by, at: datetime) -> PoolClass:
    """Add a class of the city's own beside the three. Raises Refused where the pool has one of that name."""
    city = Division.objects.select_for_update().get(pk=city_of(by).pk)
    name = name.strip()
    refuse_private(name, name_en, about)
    if name in {str(key.label) for key in THREE} or PoolClass.objects.filter(city=city, name=name).exists():
        raise Refused(_("The pool has a class of this name already."))
    made = PoolClass.objects.create(
        city=city, name=name, name_en=name_en.strip(), about=about.strip(), added_by=by, added_at=at
    )
    record(kind="city_pool", id=city.pk, action="add_class", by=by, at=at, data={"class": made.pk})
    return made
