"""Everything that writes, one verb a file."""

# --- from corpus to list, studies
from .ask_experts import ask_experts
from .decide_candidate import merge_candidate, name_candidate, reject_candidate, restore_candidate
from .draft_edition import draft_edition
from .edit_edition import add_entry, describe_edition, edit_entry, explain_exit, take_out
from .file_candidate import file_candidate
from .make_run import make_run
from .offer_topics import offer_year_topics
from .register_corpus import register_corpus
from .score_edition import score_edition
from .step_edition import (
    approve_edition,
    discard_edition,
    publish_edition,
    return_edition,
    submit_edition,
    withdraw_edition,
)
from .step_study import accept_study, hand_in_study, publish_study, return_study, stop_study
from .study import add_evidence, add_version, open_study, remove_evidence, review_study

__all__ = [
    "accept_study",
    "add_entry",
    "add_evidence",
    "add_version",
    "approve_edition",
    "ask_experts",
    "describe_edition",
    "discard_edition",
    "draft_edition",
    "edit_entry",
    "explain_exit",
    "file_candidate",
    "hand_in_study",
    "make_run",
    "merge_candidate",
    "name_candidate",
    "offer_year_topics",
    "open_study",
    "publish_edition",
    "publish_study",
    "register_corpus",
    "reject_candidate",
    "remove_evidence",
    "restore_candidate",
    "return_edition",
    "return_study",
    "review_study",
    "score_edition",
    "stop_study",
    "submit_edition",
    "take_out",
    "withdraw_edition",
]
