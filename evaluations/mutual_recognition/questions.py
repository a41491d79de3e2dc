"""The check-list against clauses that discriminate by place of registration.

Built from 公平竞争审查条例 (State Council decree 783, in force since 2024-08-01), articles 8 to 10, 12 and 16, and
from part 2 (4) of 粤经信办函〔2018〕348号.
"""

from typing import Any, NamedTuple

from django.db import models
from django.utils.translation import gettext_lazy as _


class Answer(models.TextChoices):
    """What a city answers; all but the first want a remark."""

    CLEAR = "clear", _("Holds no such clause")
    DISCRIMINATES = "discriminates", _("Discriminates")
    EXEMPT = "exempt", _("Holds one, exempt by article 12")


TONES = {Answer.CLEAR: "ok", Answer.DISCRIMINATES: "danger", Answer.EXEMPT: "warn"}


class Question(NamedTuple):
    """``basis``: the article that forbids it."""

    key: str
    text: Any
    basis: Any


REGULATION = _("Regulation on fair competition review (decree 783 of the State Council)")
QUESTIONS = (
    Question(
        "registration",
        _(
            "Does it require an enterprise to be registered here, to move here or to set up a branch or subsidiary "
            "here before it can benefit?"
        ),
        _("article 9 (2)"),
    ),
    Question(
        "access",
        _(
            "Does it keep members registered elsewhere out of local lists, projects or markets, or admit them on "
            "stricter conditions?"
        ),
        _("articles 8 (4) and 9 (1)"),
    ),
    Question(
        "procurement",
        _("Does it exclude or limit enterprises from elsewhere in government procurement or tenders?"),
        _("article 9 (3)"),
    ),
    Question(
        "subsidies",
        _(
            "Does it set other subsidies, vouchers, rewards, prices or fees for services of enterprises from elsewhere?"
        ),
        _("article 9 (4)"),
    ),
    Question(
        "qualification",
        _(
            "Does it ask enterprises from elsewhere for a further recognition, another qualification or stricter "
            "supervision, though their provincial status is valid here?"
        ),
        _("article 9 (5); 348 of 2018, part 2 (4)"),
    ),
    Question(
        "designated",
        _("Does it limit clients to the goods or services of named suppliers?"),
        _("article 8 (3)"),
    ),
    Question(
        "favours",
        _(
            "Does it tie benefits to local tax, output or social insurance, or favour particular enterprises without a "
            "basis in law?"
        ),
        _("article 10 (1) to (3)"),
    ),
    Question(
        "hearing",
        _("Was it made without hearing the enterprises and associations concerned on fair competition?"),
        _("article 16"),
    ),
)
BY_KEY = {question.key: question for question in QUESTIONS}


def rows(answers: dict) -> list[dict]:
    """One row a question, as a page shows it; ``answer`` is None where nobody has answered."""
    found = []
    for number, question in enumerate(QUESTIONS, start=1):
        given = answers.get(question.key, {})
        answer = Answer(given["answer"]) if given.get("answer") else None
        found.append(
            {
                "number": number,
                "question": question,
                "answer": answer,
                "tone": TONES.get(answer, "neutral"),
                "remark": given.get("remark", ""),
            }
        )
    return found


def lacking(answers: dict) -> bool:
    """Whether a question is open, or an answer that wants a remark has none."""
    return any(
        row["answer"] is None or (row["answer"] != Answer.CLEAR and not row["remark"].strip())
        for row in rows(answers)
    )


def discriminates(answers: dict) -> bool:
    """Whether the city itself says of one clause that it discriminates."""
    return any(row["answer"] == Answer.DISCRIMINATES for row in rows(answers))
