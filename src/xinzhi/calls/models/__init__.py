"""The nouns of calls, applications, review and decision."""

from .application import Application, ApplicationFile, ApplicationMember, MemberRole, Submission
from .call import Call
from .check import CheckResult, TextPrint
from .contract import Acceptance, Contract, ContractChange, Grade, Milestone, Payment, Verdict
from .decision import Decision, DecisionList, Notice, Objection, Outcome, ProposedDecision
from .form import FormVersion
from .panel import Choice, Panel, PanelItem, PanelMember, PanelVote
from .restriction import Restriction
from .review import AssignmentRun, Invitation, Post, Review
from .reviewer import Conflict, ConflictKind, Reviewer
from .visit import Finding, SiteVisit, VisitOutcome, VisitPicture

__all__ = [
    "Acceptance",
    "Application",
    "ApplicationFile",
    "ApplicationMember",
    "AssignmentRun",
    "Call",
    "CheckResult",
    "Choice",
    "Conflict",
    "ConflictKind",
    "Contract",
    "ContractChange",
    "Decision",
    "DecisionList",
    "Finding",
    "FormVersion",
    "Grade",
    "Invitation",
    "MemberRole",
    "Milestone",
    "Notice",
    "Objection",
    "Outcome",
    "Panel",
    "PanelItem",
    "PanelMember",
    "PanelVote",
    "Payment",
    "Post",
    "ProposedDecision",
    "Restriction",
    "Review",
    "Reviewer",
    "SiteVisit",
    "Submission",
    "TextPrint",
    "Verdict",
    "VisitOutcome",
    "VisitPicture",
]
