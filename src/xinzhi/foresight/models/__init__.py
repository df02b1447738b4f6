"""Facts of foresight, by noun; one file each."""

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

__all__ = [
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
    "StatementState",
    "TurnoutState",
]
