"""The rules engine: rule files in, statuses, benefits, gaps and ways up out. Pure: no Django, no database."""

from .assessment import Assessment, BenefitResult, ConditionResult, StatusResult
from .book import RuleBook, RuleError
from .explain import Gap, Shortfall, Step
from .facts import Fact, FactSet
from .firm import Firm, FirmError, InputProblem, read_firm
from .reading import check_rules, load_rules

__all__ = [
    "Assessment",
    "BenefitResult",
    "ConditionResult",
    "Fact",
    "FactSet",
    "Firm",
    "FirmError",
    "Gap",
    "InputProblem",
    "RuleBook",
    "RuleError",
    "Shortfall",
    "StatusResult",
    "Step",
    "check_rules",
    "load_rules",
    "read_firm",
]
