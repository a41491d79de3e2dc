from evaluations.models.benchmark import BenchmarkChange, BenchmarkProject
from evaluations.models.change import ChangeAct, ChangeEvidence, ChangeFinding, ChangeReport, ChangeVersion
from evaluations.models.city_pool import (
    Admission,
    AdmissionEvidence,
    CityPool,
    CityPoolVersion,
    PoolClass,
)
from evaluations.models.events import Event, Feedback, Participant
from evaluations.models.hearing import AbsentDecision, Hearing
from evaluations.models.market import ImportBatch, MarketRecord, RecordDispute, Sender, SetAside
from evaluations.models.mutual import (
    LocalPolicy,
    PolicyVersion,
    TreatmentEvidence,
    TreatmentReport,
    TreatmentStep,
)
from evaluations.models.needs import Need, NeedInterest, NeedOffer
from evaluations.models.rules import EvaluationRules
from evaluations.models.score import CityOpinion, EvaluationBasis, Scorecard
from evaluations.models.sign import SignNote
from evaluations.models.support import Directory, DirectoryEntry, Referral

__all__ = [
    "AbsentDecision",
    "Admission",
    "AdmissionEvidence",
    "BenchmarkChange",
    "BenchmarkProject",
    "ChangeAct",
    "ChangeEvidence",
    "ChangeFinding",
    "ChangeReport",
    "ChangeVersion",
    "CityOpinion",
    "CityPool",
    "CityPoolVersion",
    "Directory",
    "DirectoryEntry",
    "EvaluationBasis",
    "EvaluationRules",
    "Event",
    "Feedback",
    "Hearing",
    "ImportBatch",
    "LocalPolicy",
    "MarketRecord",
    "Need",
    "NeedInterest",
    "NeedOffer",
    "Participant",
    "PolicyVersion",
    "PoolClass",
    "RecordDispute",
    "Referral",
    "Scorecard",
    "Sender",
    "SetAside",
    "SignNote",
    "TreatmentEvidence",
    "TreatmentReport",
    "TreatmentStep",
]
