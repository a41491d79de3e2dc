from reviews.models.defence import (
    DefenceDay,
    DefenceMinute,
    DefencePresence,
    DefenceRoom,
    DefenceTurn,
    StaffConflict,
)
from reviews.models.draw import Draw, DrawExpert, DrawFile, DrawPin, DrawReplay
from reviews.models.expert import Expert, ExpertField, ExpertImport, IntegrityEntry
from reviews.models.panel import Assignment, Recusal
from reviews.models.relation import CompanyTie, NameAlarm, Relation
from reviews.models.reminder import Reminder
from reviews.models.reopening import EarlierSheet, Reopening
from reviews.models.review import Frozen, Report, ReportLine, Review, ReviewFile, Stage, StageClosing
from reviews.models.score import Dissent, Score, ScoreSheet
from reviews.models.spread import ExtraSeat
from reviews.models.visit import Inspector, Visit, VisitEntry, VisitPhoto

__all__ = [
    "Assignment",
    "CompanyTie",
    "DefenceDay",
    "DefenceMinute",
    "DefencePresence",
    "DefenceRoom",
    "DefenceTurn",
    "Dissent",
    "Draw",
    "DrawExpert",
    "DrawFile",
    "DrawPin",
    "DrawReplay",
    "EarlierSheet",
    "Expert",
    "ExpertField",
    "ExpertImport",
    "ExtraSeat",
    "Frozen",
    "Inspector",
    "IntegrityEntry",
    "NameAlarm",
    "Recusal",
    "Relation",
    "Reminder",
    "Reopening",
    "Report",
    "ReportLine",
    "Review",
    "ReviewFile",
    "Score",
    "ScoreSheet",
    "StaffConflict",
    "Stage",
    "StageClosing",
    "Visit",
    "VisitEntry",
    "VisitPhoto",
]
