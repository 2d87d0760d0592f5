"""Writes on cases: every function is atomic, takes the clock, checks who may and when, leaves an event and an audit."""

from apps.casework.operations.answers import StepKept, answer_step, preview_step
from apps.casework.operations.canned import CannedEntry, remove_canned_answer, write_canned_answer
from apps.casework.operations.dated import apply_dated
from apps.casework.operations.drafts import abandon, attach, check_age, check_piece, detach, open_draft, save_draft
from apps.casework.operations.exchanges import answer, cancel, post_message, read_exchanges
from apps.casework.operations.filing import Filed, file_at_once, submit
from apps.casework.operations.forgetting import forget_health_requests
from apps.casework.operations.pieces import judge_piece, note_piece_reading
from apps.casework.operations.review import accept, ask_information, assign, choose_changes, close, refuse, take
from apps.casework.operations.timers import (
    alert_before_silence,
    erase_forgotten_drafts,
    remind_unanswered,
    warn_of_erasure,
)
from apps.casework.operations.tracking import renew_tracking, revoke_tracking
from apps.casework.operations.visitors import write_to_service

__all__ = [
    "CannedEntry",
    "Filed",
    "StepKept",
    "abandon",
    "accept",
    "alert_before_silence",
    "answer",
    "answer_step",
    "apply_dated",
    "ask_information",
    "assign",
    "attach",
    "cancel",
    "check_age",
    "check_piece",
    "choose_changes",
    "close",
    "detach",
    "erase_forgotten_drafts",
    "file_at_once",
    "forget_health_requests",
    "judge_piece",
    "note_piece_reading",
    "open_draft",
    "post_message",
    "preview_step",
    "read_exchanges",
    "refuse",
    "remind_unanswered",
    "remove_canned_answer",
    "renew_tracking",
    "revoke_tracking",
    "save_draft",
    "submit",
    "take",
    "warn_of_erasure",
    "write_canned_answer",
    "write_to_service",
]
