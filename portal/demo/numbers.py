"""The figures of the story: places, rounds and how many files stand where."""

from dataclasses import dataclass

PASSWORD = "Portal-demo-2026"  # noqa: S105 – the demonstration prints it; see README
TOTP_KEY = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # of the administrator with DEMO_MFA=1: the example of RFC 6238
EXPERTS = 124

# City → invented enterprises in it; 东莞 and 中山 have no counties.
ENTERPRISES: dict[str, int] = {
    "440100": 92, "440300": 42, "441900": 34, "440600": 24, "440400": 14, "442000": 14, "441300": 12,
    "440700": 8, "440500": 7, "440800": 7, "441200": 7, "440200": 6, "440900": 6, "441400": 6, "441500": 6,
    "441600": 6, "441700": 6, "441800": 6, "445100": 6, "445200": 6, "445300": 6,
}  # fmt: skip
TIANHE, GUANGZHOU, DONGGUAN, ZHONGSHAN = "440106", "440100", "441900", "442000"


@dataclass(frozen=True)
class Round:
    """A call and its milestones, each in working days before today (negative: ahead)."""

    key: str
    opens: int
    closes: int
    passed: int = 0  # counties passed on
    reported: int = 0  # cities reported
    files: int = 0
    stages: tuple[int, int, int] = (50, 30, 20)  # shares of written review, defence and site visit
    least: int = 0  # the mean from which a file is taken on to the next stage


# One recognition in each phase.
ANNOUNCED = Round("announced", opens=336, closes=312, passed=308, reported=300, files=44, stages=(60, 40, 0))
IN_PUBLICITY = Round("in_publicity", opens=176, closes=152, passed=148, reported=140, files=40)
IN_REVIEW = Round("in_review", opens=104, closes=80, passed=76, reported=66, files=46, least=60)
AT_AUTHORITIES = Round("at_authorities", opens=34, closes=1)
OPEN = Round("open", opens=9, closes=-13)
ROUNDS = (ANNOUNCED, IN_PUBLICITY, IN_REVIEW, AT_AUTHORITIES, OPEN)
