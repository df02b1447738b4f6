"""The nouns of calls and applications."""

from .application import Application, ApplicationFile, ApplicationMember, MemberRole, Submission
from .call import Call
from .check import CheckResult, TextPrint
from .form import FormVersion
from .restriction import Restriction

__all__ = [
    "Application",
    "ApplicationFile",
    "ApplicationMember",
    "Call",
    "CheckResult",
    "FormVersion",
    "MemberRole",
    "Restriction",
    "Submission",
    "TextPrint",
]
