"""From submission to report, round by round: who does what on which working day before today."""

from collections.abc import Callable
from datetime import datetime

from applications import tasks
from applications.models import Application, Call
from applications.workflow import State
from portal.demo import authorities, filing
from portal.demo.filing import Case
from portal.demo.numbers import AT_AUTHORITIES, OPEN, Round
from portal.demo.people import Cast
from portal.demo.story import Story

NEVER_SUBMITTED = {"draft", "empty", "half", "full"}
THROUGH = {"through", "county_corrected", "city_corrected"}


def standing(cases: list[Case], state: str) -> list[Case]:
    """The cases whose files are in ``state`` now."""
    there = set(
        Application.objects.filter(pk__in=[case.pk for case in cases], state=state).values_list(
            "pk", flat=True
        )
    )
    return [case for case in cases if case.pk in there]


class Rounds:
    """Plans the rounds over one story and cast; ``made`` holds the calls by key as they come."""

    def __init__(self, story: Story, cast: Cast, made: dict[str, Call]) -> None:
        self.story, self.cast, self.made = story, cast, made

    def on(self, back: int, hour: int, act: Callable[[datetime], object], minute: int = 0) -> None:
        """Plan ``act`` at that time of that working day."""
        self.story.plan(self.story.moment(back, hour, minute), act)

    def draft(self, case: Case, key: str, back: int) -> None:
        """Begin a draft that stays one: empty, half filled or complete."""

        def act(at: datetime) -> None:
            application = filing.begin(case, self.made[key], at=at)
            if case.fate != "empty":
                filing.fill(case, application, at=at, only=None if case.fate == "full" else 3)

        self.story.plan(self.story.some(back), act)

    def past(self, one: Round, cases: list[Case]) -> None:
        """A round that is over at the authorities: everything went its way in time."""
        window = list(range(one.opens - 3, one.closes, -1))
        submitted = [case for case in cases if case.fate not in NEVER_SUBMITTED]
        filing.plan_submissions(self.story, submitted, self.made, one.key, window)
        for case in cases:
            if case.fate in NEVER_SUBMITTED:
                self.draft(case, one.key, one.closes + 4)
            elif case.fate == "withdrawn":
                self.on(one.closes, 16, lambda at, case=case: filing.withdraw(case, at=at))
        corrected = [case for case in cases if case.fate == "county_corrected"]
        self.on(one.closes, 9, lambda at: self.return_standing(corrected, State.AT_COUNTY, at))
        self.on(one.closes - 1, 9, lambda at: self.correct_standing(corrected, at))
        self.on(one.closes - 1, 0, lambda at: tasks.lapse_overdue(at=at))
        # The corrected ones come back before the county passes everything on.
        self.on(one.passed, 10, lambda at: self.collate(cases, at))
        again = [case for case in cases if case.fate == "city_corrected"]
        self.on(one.passed - 1, 10, lambda at: self.return_standing(again, State.AT_CITY, at))
        self.on(one.passed - 3, 10, lambda at: self.correct_standing(again, at))
        refused = [case for case in cases if case.fate == "not_recommended"]
        self.on(one.reported + 1, 10, lambda at: self.refuse(refused, at))
        self.on(one.reported, 9, lambda at: self.check(cases, at))
        self.on(one.reported, 15, lambda at: self.report(cases, at))

    # What is done to those of ``cases`` whose files stand where it can be done.
    def collate(self, cases: list[Case], at: datetime) -> None:
        authorities.collate(self.cast, standing(cases, State.AT_COUNTY), at=at)

    def return_standing(self, cases: list[Case], state: str, at: datetime, days: int | None = None) -> None:
        county = state == State.AT_COUNTY
        authorities.return_files(self.cast, standing(cases, state), county=county, at=at, days=days)

    def correct_standing(self, cases: list[Case], at: datetime) -> None:
        for case in standing(cases, State.RETURNED):
            filing.correct(case, at=at)

    def refuse(self, cases: list[Case], at: datetime) -> None:
        authorities.not_recommend(self.cast, standing(cases, State.AT_CITY), at=at)

    def check(self, cases: list[Case], at: datetime, only: int | None = None) -> None:
        authorities.check(self.cast, standing(cases, State.AT_CITY), at=at, only=only)

    def report(self, cases: list[Case], at: datetime) -> None:
        ready = standing(cases, State.AT_CITY)
        if ready:
            authorities.order(self.cast, ready, at=at)
            authorities.report(self.cast, ready, at=at)

    def at_authorities(self, cases: list[Case]) -> None:
        """The round whose window has just closed: its files lie on every desk."""
        key, dice = AT_AUTHORITIES.key, self.story.random
        late = iter([6, 5, 5, 4, 4, 3, 3, 3, 2, 2, 2, 1, 1, 1])
        arrivals = iter(range(1000))
        for case in cases:
            fate = case.fate
            if fate == "draft":
                self.draft(case, key, dice.randint(4, 20))
                continue
            if fate == "county":
                back = next(late, None) or dice.randint(1, 5)
            elif fate.startswith("city") and fate not in {"city_returned", "city_corrected"}:
                back = 14 - next(arrivals) % 10  # with the county for two days, then with the city
            else:
                back = dice.randint(16, 26)
            filing.plan_submissions(self.story, [case], self.made, key, [back])
            self.follow(case, back)

    def follow(self, case: Case, back: int) -> None:
        """What happens to one file of that round after it was submitted ``back`` days ago."""
        one = [case]
        if case.fate == "withdrawn":
            self.on(back - 1, 11, lambda at: filing.withdraw(case, at=at))
        elif case.fate.startswith("county_"):
            self.on(2, 15, lambda at: self.return_standing(one, State.AT_COUNTY, at))
            if case.fate == "county_corrected":
                self.on(1, 11, lambda at: self.correct_standing(one, at))
        elif case.fate != "county":
            self.on(back - 2, 17, lambda at: self.collate(one, at))
            self.at_city(case, back - 3)

    def at_city(self, case: Case, back: int) -> None:
        """What the city does, from ``back`` days ago."""
        one = [case]
        if case.fate in {"city_returned", "city_corrected"}:
            self.on(3, 10, lambda at: self.return_standing(one, State.AT_CITY, at))
            if case.fate == "city_corrected":
                self.on(1, 10, lambda at: self.correct_standing(one, at))
        elif case.fate == "not_recommended":
            self.on(4, 10, lambda at: self.refuse(one, at))
            self.on(2, 10, lambda at: filing.ask_for_review(case, at=at) if case.seed % 3 else None)
        elif case.fate == "city_half":
            self.on(min(back, 2), 11, lambda at: self.check(one, at, only=4))
        elif case.fate == "city_checked":
            self.on(min(back, 2), 14, lambda at: self.check(one, at))
        elif case.fate == "reported":
            self.on(5, 9, lambda at: self.check(one, at))

    def close_authorities(self, cases: list[Case]) -> None:
        """Cities report what they recommend; those that still check put their queue in order."""
        reported = [case for case in cases if case.fate == "reported"]
        checked = [case for case in cases if case.fate == "city_checked"]
        self.on(3, 16, lambda at: self.report(reported, at))
        self.on(1, 16, lambda at: authorities.order(self.cast, standing(checked, State.AT_CITY), at=at))

    def open_round(self, cases: list[Case]) -> None:
        """The open call: drafts in work, the first files submitted."""
        for case in cases:
            if case.fate in NEVER_SUBMITTED:
                self.draft(case, OPEN.key, self.story.random.randint(0, 7))
            else:
                back = self.story.random.randint(0, 4)
                filing.plan_submissions(self.story, [case], self.made, OPEN.key, [back])
