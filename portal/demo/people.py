"""Who acts in the story: officials, experts, enterprises. Each entered through the portal's own doors."""

from dataclasses import dataclass, field
from datetime import datetime

from allauth.mfa.recovery_codes.internal import auth as recovery_codes
from allauth.mfa.totp.internal import auth as totp
from django.conf import settings
from django.contrib.auth.hashers import make_password

from applications import registration, uscc
from applications.models import Enterprise
from portal.accounts import people as accounts
from portal.accounts.models import Division, Organisation, User
from portal.accounts.roles import Role
from portal.demo import dossiers, names, numbers
from portal.demo.story import Story
from portal.documents.files import store_bytes
from reviews import register
from reviews.models import Expert, ExpertField

NAMED = {
    numbers.TIANHE: "county-tianhe",
    numbers.GUANGZHOU: "city-guangzhou",
    numbers.DONGGUAN: "city-dongguan",
}
OFFICIALS = [
    ("province", Role.PROVINCE, "province"),
    ("province-2", Role.PROVINCE, "province"),
    ("province-3", Role.PROVINCE, "province"),
    ("province-4", Role.PROVINCE, "province"),
    ("objections", Role.OBJECTIONS, "province"),
    ("alliance", Role.ALLIANCE, "alliance"),
    ("alliance-2", Role.ALLIANCE, "alliance"),
    ("alliance-3", Role.ALLIANCE, "alliance"),
    ("alliance-4", Role.ALLIANCE, "alliance"),
    ("auditor", Role.AUDITOR, "oversight"),
    ("admin", Role.SYSTEM_ADMIN, "oversight"),
]
KINDS = ["technical", "technical", "technical", "financial", "management"]
# Fields of expertise by kind of expert.
FIELDS = {
    "technical": ["platform", "data-collection", "industrial-app", "mes", "cloud-edge", "security", "ai", "network"],
    "financial": ["audit", "investment", "tax"],
    "management": ["business", "model", "manufacturing", "law"],
}  # fmt: skip
TITLES = {
    "technical": ["教授级高级工程师", "研究员", "教授", "高级工程师"],
    "financial": ["注册会计师", "高级会计师"],
    "management": ["高级经济师", "研究员"],
}


@dataclass
class Cast:
    """Everybody, by what the story calls them."""

    officials: dict[str, User] = field(default_factory=dict)  # by user name
    authorities: dict[str, User] = field(default_factory=dict)  # by division code
    experts: list[Expert] = field(default_factory=list)
    enterprises: list[Enterprise] = field(default_factory=list)
    owners: dict[int, User] = field(default_factory=dict)  # by enterprise

    def __getitem__(self, username: str) -> User:
        return self.officials[username]


def officials(cast: Cast, *, at: datetime) -> None:
    """The security administrator, who enters the others; an officer for every authority."""
    texts = iter(names.people(200, seed=7))
    by_kind = {org.kind: org for org in Organisation.objects.exclude(kind__in=["city", "county"])}
    security = _person("security", Role.SECURITY_ADMIN, by_kind["oversight"], next(texts))
    security.password = make_password(None)
    security.save()
    accounts.note(
        security, "create", by=None, at=at, role=security.role, organisation=security.organisation_id
    )
    cast.officials["security"] = security
    for username, role, kind in OFFICIALS:
        person = _person(username, role, by_kind[kind], next(texts))
        cast.officials[username] = accounts.enter(person, by=security, at=at)
    for place in Organisation.objects.filter(kind__in=["city", "county"]).select_related("division"):
        role = Role.CITY if place.kind == "city" else Role.COUNTY
        username = NAMED.get(place.code, f"{place.kind}-{place.code}")
        person = accounts.enter(_person(username, role, place, next(texts)), by=security, at=at)
        cast.authorities[place.code] = person


def _person(username: str, role: str, organisation: Organisation, name: str) -> User:
    return User(
        username=username, role=role, organisation=organisation, name=name, email=f"{username}@example.test"
    )


def experts(cast: Cast, *, at: datetime) -> None:
    """The register: three technical experts to one financial and one of management, over all cities."""
    known = {one.key: one for one in ExpertField.objects.all()}
    cities = list(numbers.ENTERPRISES)
    for number, name in enumerate(names.people(numbers.EXPERTS, seed=11)):
        kind, place = KINDS[number % 5], number % len(cities)
        employer = number % len(names.EMPLOYERS)
        keys = [FIELDS[kind][(number + step) % len(FIELDS[kind])] for step in range(2)]
        expert = register.add_expert(
            username=f"expert-{number + 1}",
            email=f"expert-{number + 1}@example.test",
            fields=[known[key] for key in keys],
            by=cast["alliance"],
            at=at,
            name=name,
            kind=kind,
            employer=names.EMPLOYERS[employer],
            employer_code=uscc.invented("440100", 900_000 + employer),
            title=TITLES[kind][number % len(TITLES[kind])],
            is_committee_member=number % 4 == 0,
            languages=["mandarin", ["cantonese", "english"][number % 2]],
            region_id=cities[place],
        )
        cast.experts.append(expert)


def enterprises(story: Story, cast: Cast, *, at: datetime) -> None:
    """Every enterprise registers itself, with licence and authorisation; the first one lies in 天河."""
    places = {division.code: division for division in Division.objects.all()}
    homes = [city for city, many in numbers.ENTERPRISES.items() for _n in range(many)]
    texts = names.enterprises(len(homes), [places[city].name.removesuffix("市") for city in homes])
    for number, (city, name) in enumerate(zip(homes, texts, strict=True), start=1):
        counties = sorted(code for code in places if code[:4] == city[:4] and code != city)
        county = _county(story, counties, city, number)
        claim = registration.Claim(
            uscc=uscc.invented(county or city, number * 37),
            name=name,
            city=places[city],
            county=places[county] if county else None,
            contact=story.random.choice(names.people(40, seed=3)),
            phone=f"0{story.random.choice(['20', '755', '769'])}-8{story.random.randint(1000000, 9999999)}",
            email=f"enterprise-{number}@example.test",
            username=_username(cast, city, number),
            password=None,
        )
        _register(cast, claim, number, at=at)


def _county(story: Story, counties: list[str], city: str, number: int) -> str | None:
    if not counties:
        return None
    if city == numbers.GUANGZHOU and (number == 1 or number % 3 == 0):
        return numbers.TIANHE
    return story.random.choice(counties)


def _username(cast: Cast, city: str, number: int) -> str:
    is_first = city == numbers.DONGGUAN and not any(e.city_id == city for e in cast.enterprises)
    return "enterprise-dongguan" if is_first else f"enterprise-{number}"


def _register(cast: Cast, claim: registration.Claim, number: int, *, at: datetime) -> None:
    papers = [
        store_bytes(f"{title}.pdf", dossiers.material(title, number), "application/pdf", by=None)
        for title in ("营业执照", "授权书")
    ]
    enterprise = registration.register(claim, licence=papers[0], authorisation=papers[1], at=at)
    cast.enterprises.append(enterprise)
    cast.owners[enterprise.pk] = User.objects.select_related("organisation").get(username=claim.username)


def give_factors(cast: Cast, *, at: datetime) -> None:
    """With DEMO_MFA=1 one administrator has an app already, whose key is printed; everybody else sets one up."""
    if not settings.SECOND_FACTOR:
        return
    admin = cast["admin"]
    totp.TOTP.activate(admin, numbers.TOTP_KEY)
    accounts.note(admin, "add_factor", by=admin, at=at, type="totp")
    recovery_codes.RecoveryCodes.activate(admin)


def give_passwords() -> None:
    """The demonstration's password for every account that may sign in: hashed once, for time."""
    User.objects.filter(is_active=True).update(password=make_password(numbers.PASSWORD))
