"""Facts of foresight, by noun; one file each."""

# --- from corpus to list, studies
from .candidate import Candidate, CandidateState
from .corpus import Corpus, ForesightRun
from .edition import EditionScore, ExitReason, ForesightEdition, ListEntry, ListExit
from .study import Study, StudyEvidence, StudyReview, StudyVersion

__all__ = [
    "Candidate",
    "CandidateState",
    "Corpus",
    "EditionScore",
    "ExitReason",
    "ForesightEdition",
    "ForesightRun",
    "ListEntry",
    "ListExit",
    "Study",
    "StudyEvidence",
    "StudyReview",
    "StudyVersion",
]
