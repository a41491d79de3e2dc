import pytest

from applications.models import Application
from portal.accounts.models import User
from portal.accounts.roles import Role
from reviews import opening
from reviews.models import Assignment, ReviewFile
from tests import factories as make


@pytest.fixture
def staff(db) -> User:
    return make.person(Role.ALLIANCE)


@pytest.fixture
def in_call(db, at):
    return make.call(at=at)


@pytest.fixture
def opened(in_call, staff, at):
    """``opened(n)``: n files whose review is open, without panels."""

    def files(many: int = 1) -> list[ReviewFile]:
        reported: list[Application] = [make.reported(in_call, at=at) for _ in range(many)]
        assert not opening.open_review(in_call, reported, by=staff, at=at).refused
        return list(ReviewFile.objects.filter(application__in=reported).order_by("pk"))

    return files


@pytest.fixture
def seats(opened, staff, at) -> list[Assignment]:
    """A panel of five on one file, shown to the applicant, nobody has declared yet."""
    [file] = opened()
    return make.panel(file, by=staff, at=at)
