from applications.models.application import Application, NumberSeries, Participation, SupplierClass
from applications.models.call import Call, CallNotice, Kind
from applications.models.dossier import Attachment, DossierSection, SubmittedVersion
from applications.models.enterprise import (
    Dispute,
    Enterprise,
    EnterpriseProof,
    FormerName,
    JoinRequest,
    PendingUpload,
)
from applications.models.grants import ApplicationGroupGrant, ApplicationUserGrant
from applications.models.opinion import (
    ComplianceCheck,
    DraftOpinion,
    Opinion,
    PaperCount,
    RecommendationLetter,
    ReconsiderationRequest,
    Reminder,
    SummaryTable,
)
from applications.models.rubric import Indicator, MaterialRequirement

__all__ = [
    "Application",
    "ApplicationGroupGrant",
    "ApplicationUserGrant",
    "Attachment",
    "Call",
    "CallNotice",
    "ComplianceCheck",
    "Dispute",
    "DossierSection",
    "DraftOpinion",
    "Enterprise",
    "EnterpriseProof",
    "FormerName",
    "Indicator",
    "JoinRequest",
    "Kind",
    "MaterialRequirement",
    "NumberSeries",
    "Opinion",
    "PaperCount",
    "Participation",
    "PendingUpload",
    "RecommendationLetter",
    "ReconsiderationRequest",
    "Reminder",
    "SubmittedVersion",
    "SummaryTable",
    "SupplierClass",
]
