"""The code's own rules (GB 32100-2015), by hand-worked examples."""

import pytest
from django.core.exceptions import ValidationError

from applications import uscc


# 91350100M000100Y43 is the worked example of GB 32100-2015; its organisation code is M000100Y-4.
@pytest.mark.parametrize("code", ["91350100M000100Y43"])
def test_the_standards_own_example_is_valid(code):
    uscc.validate(code)


@pytest.mark.parametrize(
    ("code", "fault"),
    [
        ("91350100M000100Y4", "length"),
        ("91350100M000100YI3", "character"),
        ("000000000000000000", "region"),
        ("91990100M000100Y43", "region"),
        ("91350100M000100Y53", "organisation"),
        ("91350100M000100Y44", "check_digit"),
    ],
)
def test_each_fault_has_its_own_message(code, fault):
    with pytest.raises(ValidationError) as refusal:
        uscc.validate(code)
    assert refusal.value.code == fault


def test_invented_codes_are_valid_and_distinct():
    codes = [uscc.invented("440106", n) for n in range(500)]
    for code in codes:
        uscc.validate(code)
    assert len(set(codes)) == 500
