"""Which enterprise plays in which round, and what becomes of its file."""

from applications.models import Enterprise
from portal.demo import numbers
from portal.demo.filing import Case
from portal.demo.people import Cast
from portal.demo.story import Story

# Fates of the round that lies with the authorities. 广州 and 东莞 have desks to show; the rest is mixed.
TIANHE = ["county"] * 14 + ["county_corrected"] * 2
GUANGZHOU = (
    ["city"] * 12 + ["city_half"] * 4 + ["city_checked"] * 10 + ["city_corrected"] * 2 + ["not_recommended"] * 2
    + ["city_returned"] * 3 + ["reported"] * 5
)  # fmt: skip
DONGGUAN = ["city"] * 8 + ["city_checked"] * 2 + ["city_corrected"] + ["city_returned"] + ["reported"] * 2
ELSEWHERE = [
    "county", "city", "reported", "city_checked", "draft", "county", "reported", "city", "county_returned", "reported",
    "not_recommended", "city_corrected", "reported", "city", "withdrawn",
]  # fmt: skip
# Of the earlier rounds nearly all went through.
PAST = {3: "draft", 11: "not_recommended", 19: "withdrawn", 5: "county_corrected", 14: "city_corrected"}
OPEN = ["half", "half", "empty", "full", "county", "half", "county", "full"]


class Casting:
    """Hands out enterprises, each for one round; the two named ones may play in several."""

    def __init__(self, story: Story, cast: Cast) -> None:
        self.story, self.cast = story, cast
        self.free = list(cast.enterprises)
        self.first = self._named("enterprise-1")
        self.dongguan = self._named("enterprise-dongguan")
        self.free = [one for one in self.free if one.pk not in {self.first.pk, self.dongguan.pk}]
        story.random.shuffle(self.free)
        self.rounds: dict[str, list[Case]] = {}

    def _named(self, username: str) -> Enterprise:
        return next(one for one in self.free if self.cast.owners[one.pk].username == username)

    def take(self, many: int, *, city: str = "", county: str = "") -> list[Enterprise]:
        """The next ``many`` enterprises of a place."""
        fitting = [
            one
            for one in self.free
            if (not city or one.city_id == city) and (not county or one.county_id == county)
        ][:many]
        taken = {one.pk for one in fitting}
        self.free = [one for one in self.free if one.pk not in taken]
        return fitting

    def case(self, enterprise: Enterprise, fate: str, *, quality: float | None = None) -> Case:
        dice = self.story.random
        if enterprise.county_id is None:
            fate = fate.replace("county", "city")
        case = Case(
            enterprise, self.cast.owners[enterprise.pk], fate, seed=enterprise.pk * 7 + len(self.rounds)
        )
        low = dice.random() < 0.14
        case.notes["quality"] = quality or (dice.uniform(0.42, 0.56) if low else dice.uniform(0.68, 0.92))
        return case

    def cases(self, fates: list[str], **place) -> list[Case]:
        return [self.case(one, fate) for one, fate in zip(self.take(len(fates), **place), fates, strict=True)]

    def everywhere(self, many: int) -> list[Enterprise]:
        """At least one of every city that has some left, then as they come."""
        found = [one for city in numbers.ENTERPRISES for one in self.take(1, city=city)]
        return (found + self.take(many - len(found)))[:many]

    def cast_all(self) -> dict[str, list[Case]]:
        """Every round's cases by the round's key."""
        authorities = [
            self.case(self.first, "county_returned"),
            *self.cases(TIANHE, county=numbers.TIANHE),
            *self.cases(GUANGZHOU, city=numbers.GUANGZHOU),
            *self.cases(DONGGUAN, city=numbers.DONGGUAN),
        ]
        for one in (numbers.ANNOUNCED, numbers.IN_PUBLICITY, numbers.IN_REVIEW):
            taken = self.everywhere(one.files)
            self.rounds[one.key] = [self.case(e, PAST.get(n, "through")) for n, e in enumerate(taken)]
        self.rounds["announced"].insert(0, self.case(self.first, "through", quality=0.9))
        self.rounds["in_publicity"].insert(0, self.case(self.dongguan, "through", quality=0.88))
        mixed = [ELSEWHERE[n % len(ELSEWHERE)] for n in range(40)]
        self.rounds["at_authorities"] = authorities + [
            self.case(e, fate) for e, fate in zip(self.everywhere(40), mixed, strict=True)
        ]
        rest = self.take(len(self.free))
        self.rounds["open"] = [self.case(one, OPEN[n % len(OPEN)]) for n, one in enumerate(rest)]
        self.rounds["open"] += [self.case(self.first, "half"), self.case(self.dongguan, "half")]
        return self.rounds
