"""Before its stage closes nobody finds a number of a sealed sheet: every address, every reader, every record."""

import json
import re
from datetime import timedelta

import pytest
from django.apps import apps
from django.contrib.admin import site
from django.test import Client
from django.urls import NoReverseMatch, reverse

from applications.models import Enterprise
from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.audit.models import Event
from portal.documents.models import OfficialDocument
from portal.notifications.models import InboxItem, Job
from reviews import many, reopening, sheets, spread, stages
from reviews.models import EarlierSheet, ReviewFile, Score, ScoreSheet
from tests import factories as make
from tests.architecture.access_table import TABLE
from tests.architecture.urls import every_address
from tests.reviews.formulas import Workbook

pytestmark = pytest.mark.django_db

WORDS = "封存前谁也不应读到的评语"
NUMBERS = ("7.35", "13.85", "88.45", "88.4", "91.65")
"""Figures that occur nowhere else; written past the domain so that no step of 0.5 hides a leak."""


def everybody() -> list[User]:
    officers = [
        Role.PROVINCE,
        Role.OBJECTIONS,
        Role.ALLIANCE,
        Role.AUDITOR,
        Role.SYSTEM_ADMIN,
        Role.SECURITY_ADMIN,
    ]
    people = [make.person(role) for role in officers]
    return [*people, make.person(Role.CITY, division="440100"), make.person(Role.COUNTY, division="440106")]


@pytest.fixture
def sealed(seats, at):
    """Five sealed sheets, their figures marked; one of them had been sealed, opened again and sealed anew."""
    many.declare_no_conflict(seats, at=at)
    filled = [make.scored(seat) for seat in seats]
    filled = [many.Filled(one.seat, sheets.Draft(one.draft.lines, True, comment=WORDS)) for one in filled]
    many.seal(filled, at=at)
    staff = make.person(Role.ALLIANCE)
    reopening.reopen_sheet(ScoreSheet.objects.first(), reasons="填错一项", by=staff, at=at)
    many.seal([filled[0]], at=at)
    Score.objects.filter(indicator__key="basic").update(points="7.35", comment=WORDS)
    Score.objects.filter(indicator__key="team").update(points="13.85")
    EarlierSheet.objects.update(total="91.65", content=json.dumps({"comment": WORDS}, ensure_ascii=False))
    return seats


def candidates(file: ReviewFile) -> dict[str, list]:
    """Values for the arguments of addresses: the file's own ids and a few near ones."""
    ids = {file.pk, file.application_id, file.review_id, file.review.call_id}
    ids |= set(file.assignments.values_list("pk", flat=True)[:2])
    ids |= set(ScoreSheet.objects.values_list("pk", flat=True)[:2])
    return {
        "int": sorted(ids),
        "str": ["xlsx", "csv", "application", "review", str(file.application_id), file.application.uscc],
        "slug": ["licence"],
    }


def addresses(file: ReviewFile, role: str) -> list[str]:
    """Every address that ``role`` gets into (the access table says so), with every value that might fit."""
    values = candidates(file)
    found = []
    for one in every_address():
        kinds = re.findall(r"<(?:(\w+):)?(\w+)>", one.route)
        if role not in TABLE[one.name] or any((kind or "str") not in values for kind, _name in kinds):
            continue
        choices = [{}]
        for kind, name in kinds:
            choices = [{**made, name: value} for made in choices for value in values[kind or "str"]]
        for made in choices:
            try:
                found.append(reverse(one.name, kwargs=made))
            except NoReverseMatch:
                continue
    return found


def leaks(text: str, marks=(*NUMBERS, WORDS)) -> list[str]:
    return [mark for mark in marks if mark in text]


def read(client: Client, address: str) -> str:
    answer = client.get(address)
    if answer.streaming:
        return b"".join(answer.streaming_content).decode(errors="ignore")
    if address == reverse("metrics"):  # what it counts runs through all figures by and by; its words are read
        return "\n".join(line.rpartition(" ")[0] for line in answer.content.decode().splitlines())
    kind = answer.headers.get("Content-Type", "")
    if "spreadsheet" in kind:
        book = Workbook(answer.content)
        return str([book.rows(name) for name in book.names])
    return answer.content.decode(errors="ignore")


def test_no_address_shows_a_figure_or_a_word(sealed, staff):
    """The marked figures and words reach nobody but the expert whose sheet it is."""
    file = ReviewFile.objects.select_related("review__call", "application").get()
    for name, args in (("sheets", [file.pk]), ("scores_export", [file.review.call_id, "xlsx"])):
        assert reverse(f"reviews:{name}", args=args) in addresses(file, staff.role)
    applicant = make.owner(Enterprise.objects.get(pk=file.application.enterprise_id))
    colleague = sealed[1].expert.user
    own = {reverse("reviews:sheet", args=[seat.pk]) for seat in sealed}
    client, told = Client(raise_request_exception=False), []
    for person in [*everybody(), staff, applicant, colleague]:
        client.force_login(person)
        for address in addresses(file, person.role):
            if person == colleague and address in own:
                continue
            told += [(person.role, address, mark) for mark in leaks(read(client, address))]
    assert told == []
    client.force_login(sealed[0].expert.user)
    assert WORDS in read(client, reverse("reviews:sheet", args=[sealed[0].pk]))


def test_the_walk_would_notice(sealed, staff):
    """The same walk finds the figures as soon as the stage is closed."""
    file = ReviewFile.objects.get()
    stages.close_stage([file], stage="written", by=staff, at=file.recusal_until + timedelta(hours=1))
    client = Client()
    client.force_login(staff)
    shown = {mark for address in addresses(file, staff.role) for mark in leaks(read(client, address))}
    assert {"7.35", WORDS, "91.65"} <= shown


def test_no_record_holds_a_figure(sealed, staff, at):
    """Audit, notices, jobs and documents: nothing that is written when a sheet is sealed, or opened again."""
    spread.judge(
        [ReviewFile.objects.select_related("review__call", "application").get()], "written", by=staff, at=at
    )
    for model, columns in (
        (Event, ["data"]),
        (InboxItem, ["params"]),
        (Job, ["args"]),
        (OfficialDocument, ["data"]),
    ):
        text = str(list(model.objects.values_list(*columns)))
        assert leaks(text, ("80.00", "'total'", "points", WORDS)) == [], model


def test_scores_are_in_no_admin():
    rooms = set(apps.get_app_config("reviews").get_models())
    assert not rooms & set(site._registry)
