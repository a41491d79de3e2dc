"""The whole road once more, by people who read English."""

import pytest

from tests.journeys.test_whole_road import walk

pytestmark = [pytest.mark.browser, pytest.mark.journey]


def test_from_registration_to_the_announced_list(site, clock):
    walk(site, clock, "en")
