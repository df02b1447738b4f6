"""Facts of foresight, by noun; one file each."""

# --- from corpus to list, studies
from .candidate import Candidate, CandidateState
from .corpus import Corpus, ForesightRun

# --- Delphi and cross-impact ---
from .cross_impact import CrossImpactEntry, CrossImpactEvent, CrossImpactWorkshop
from .delphi import (
    DelphiAnswer,
    DelphiConflict,
    DelphiRound,
    DelphiSeat,
    DelphiStatement,
    DelphiSurvey,
    DelphiTurnout,
    DelphiVoice,
    StatementState,
    TurnoutState,
)
from .edition import EditionScore, ExitReason, ForesightEdition, ListEntry, ListExit
from .study import Study, StudyEvidence, StudyReview, StudyVersion

__all__ = [
    "Candidate",
    "CandidateState",
    "Corpus",
    "CrossImpactEntry",
    "CrossImpactEvent",
    "CrossImpactWorkshop",
    "DelphiAnswer",
    "DelphiConflict",
    "DelphiRound",
    "DelphiSeat",
    "DelphiStatement",
    "DelphiSurvey",
    "DelphiTurnout",
    "DelphiVoice",
    "EditionScore",
    "ExitReason",
    "ForesightEdition",
    "ForesightRun",
    "ListEntry",
    "ListExit",
    "StatementState",
    "Study",
    "StudyEvidence",
    "StudyReview",
    "StudyVersion",
    "TurnoutState",
]
