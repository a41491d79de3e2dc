import pytest

from reviews.assignment import solve
from reviews.draw import record as act
from tests.reviews.draw import world


@pytest.fixture
def drawn():
    """``drawn(plan)``: the record after the draw."""

    def run(plan) -> dict:
        secrets = {"panel_secret": world.PANEL_SECRET, "substitute_secret": world.SUBSTITUTE_SECRET}
        frozen = act.freeze(plan, **secrets, solve=solve)
        return act.run(frozen, **secrets, published=world.PUBLISHED, at=world.ENTERED_AT, solve=solve)

    return run


@pytest.fixture
def replaced():
    """``replaced(record, file, vacated, day, **more)``: the record after a seat was vacated and filled."""

    def replace(record: dict, file: int, vacated: int, day: int, *, ground: str = "kin", facts=None) -> dict:
        return act.replace_member(
            record,
            substitute_secret=world.SUBSTITUTE_SECRET,
            file=file,
            vacated=vacated,
            ground=ground,
            at=f"2026-11-{day}T01:00:00Z",
            facts=facts or {},
        )

    return replace


@pytest.fixture
def told(drawn, replaced):
    """A whole record: the chair of file 2 is recused, and who would have come first has a dispute.

    Then somebody can't come to file 3. With the announcement all is revealed.
    """
    record = drawn(world.plan())
    chair = record["draw"]["panels"][2]["chair"]
    [*_, first] = replaced(record, 2, chair, 17)["events"][0]["opened"]
    record = replaced(record, 2, chair, 17, facts={first["expert"]: "dispute"})
    leaving = record["draw"]["panels"][3]["members"][1]["expert"]
    record = replaced(record, 3, leaving, 18, ground="unavailable")
    return act.reveal(record, substitute_secret=world.SUBSTITUTE_SECRET)
