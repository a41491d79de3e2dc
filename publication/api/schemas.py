"""What the interface answers with. Keys are the field's terms in English; names stay Chinese, as announced."""

from datetime import date, datetime

from ninja import Field, Schema


class City(Schema):
    code: str = Field(description="Division code, GB/T 2260")
    name: str


class FormerName(Schema):
    name: str
    uscc: str = Field(description="Former unified social credit code; empty where only the name changed")
    until: date


class Status(Schema):
    from_date: date
    what: str = Field(description="recognised, class_changed, evaluated, renamed or removed")
    supplier_class: str
    result: str
    announcement: int | None = Field(description="Number of the announcement that says so")


class Member(Schema):
    code: str = Field(description="Verification code")
    name: str
    uscc: str = Field(description="统一社会信用代码")
    city: City
    supplier_class: str = Field(description="platform or service")
    tier: str = Field(
        description="Newest evaluation: excellent, qualified, unqualified, not_evaluated, removed, or empty"
    )
    is_member: bool
    since: date


class WholeMember(Member):
    former_names: list[FormerName]
    history: list[Status]


class Members(Schema):
    items: list[Member]
    next: str | None = Field(description="Address of the following page")


class Verification(Schema):
    asked: str
    on: date
    found: bool
    members: list["Verified"]


class Verified(Schema):
    code: str
    name: str
    uscc: str
    is_member: bool = Field(description="On the day asked for")
    supplier_class: str
    tier: str
    since: date | None


class Product(Schema):
    id: int
    name: str
    enterprise: str
    uscc: str
    form: str = Field(description="saas, app, platform or service")
    industries: list[str]
    functions: str
    price_models: list[str]
    fee: str
    deployment_days: int
    collects: list[str] = Field(description="equipment, systems, materials")
    new_models: list[str]
    approved_at: datetime


class Products(Schema):
    items: list[Product]
    next: str | None = Field(description="Address of the following page")


class Notice(Schema):
    kind: str = Field(description="call, publicity or announcement")
    id: int
    title: str
    at: datetime
    address: str


class Entry(Schema):
    position: int
    name: str
    uscc: str
    city: City
    supplier_class: str
    result: str


class Entries(Schema):
    sha256: str = Field(description="Digest of the list")
    items: list[Entry]
    next: str | None


class CityFigures(Schema):
    city: City
    platform: int
    service: int


class Target(Schema):
    supplier_class: str
    members: int
    target: int


class Statistics(Schema):
    targets: list[Target]
    cities: list[CityFigures]
    years: dict[int, int] = Field(description="Members by the year of entry")


class Problem(Schema):
    detail: str
