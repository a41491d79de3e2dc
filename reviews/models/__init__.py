from reviews.models.expert import Expert, ExpertField
from reviews.models.panel import Assignment, Recusal
from reviews.models.review import Report, ReportLine, Review, ReviewFile, Stage, StageClosing
from reviews.models.score import Score, ScoreSheet

__all__ = [
    "Assignment",
    "Expert",
    "ExpertField",
    "Recusal",
    "Report",
    "ReportLine",
    "Review",
    "ReviewFile",
    "Score",
    "ScoreSheet",
    "Stage",
    "StageClosing",
]
