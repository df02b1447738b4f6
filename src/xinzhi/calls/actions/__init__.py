"""The verbs of calls, from application to acceptance: the only place of the room that writes."""

from .acceptance import ask_acceptance, grade_acceptance, missed
from .agenda import add_to_agenda, take_off_agenda
from .answer_invitation import accept_invitation, decline_invitation
from .change_call import change_call
from .confirm_assignment import confirm_assignment
from .contract import (
    BelowError,
    change_figures,
    countersign_contract,
    draft_contract,
    offer_contract,
    reopen_contract,
    sign_contract,
)
from .decide import approve_decisions, return_decisions
from .decide_check import decide_check
from .discuss import post_in_discussion
from .files import attach_file, remove_file
from .find_conflicts import declare_conflict, find_conflicts
from .invite_reviewer import invite_reviewer, remind_reviewers, replace_reviewer, withdraw_invitation
from .make_call import make_call
from .move_call import cancel_call, end_call, publish_call
from .panel import cast_vote, close_panel, close_vote, convene_panel, count_of, is_recused, put_on_table
from .pool import add_reviewer, save_reviewer, set_reviewer_active
from .promote import free_of, promote_reserve
from .propose_assignment import propose_assignment
from .propose_decisions import change_line, propose_decisions
from .public_notice import answer_objection, close_notice, object_to_notice, publish_notice
from .restrict import lift_restriction, record_restriction
from .run_check import check_call, run_check
from .run_project import (
    ask_change,
    decide_change,
    judge_milestone,
    record_payment,
    report_milestone,
    terminate_contract,
)
from .save_section import AnswersError, save_basics, save_section
from .start_application import start_application
from .submit_application import IncompleteError, submit_application
from .team import add_member, remove_member
from .visit import cancel_visit, move_visit, report_visit, schedule_visit
from .visit_pictures import add_visit_picture, remove_visit_picture
from .withdraw_application import delete_draft, withdraw_application
from .write_review import save_review, submit_review

__all__ = [
    "AnswersError",
    "BelowError",
    "IncompleteError",
    "accept_invitation",
    "add_member",
    "add_reviewer",
    "add_to_agenda",
    "add_visit_picture",
    "answer_objection",
    "approve_decisions",
    "ask_acceptance",
    "ask_change",
    "attach_file",
    "cancel_call",
    "cancel_visit",
    "cast_vote",
    "change_call",
    "change_figures",
    "change_line",
    "check_call",
    "close_notice",
    "close_panel",
    "close_vote",
    "confirm_assignment",
    "convene_panel",
    "count_of",
    "countersign_contract",
    "decide_change",
    "decide_check",
    "declare_conflict",
    "decline_invitation",
    "delete_draft",
    "draft_contract",
    "end_call",
    "find_conflicts",
    "free_of",
    "grade_acceptance",
    "invite_reviewer",
    "is_recused",
    "judge_milestone",
    "lift_restriction",
    "make_call",
    "missed",
    "move_visit",
    "object_to_notice",
    "offer_contract",
    "post_in_discussion",
    "promote_reserve",
    "propose_assignment",
    "propose_decisions",
    "publish_call",
    "publish_notice",
    "put_on_table",
    "record_payment",
    "record_restriction",
    "remind_reviewers",
    "remove_file",
    "remove_member",
    "remove_visit_picture",
    "reopen_contract",
    "replace_reviewer",
    "report_milestone",
    "report_visit",
    "return_decisions",
    "run_check",
    "save_basics",
    "save_review",
    "save_reviewer",
    "save_section",
    "schedule_visit",
    "set_reviewer_active",
    "sign_contract",
    "start_application",
    "submit_application",
    "submit_review",
    "take_off_agenda",
    "terminate_contract",
    "withdraw_application",
    "withdraw_invitation",
]
