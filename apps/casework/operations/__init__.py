"""Writes on cases: every function is atomic, takes the clock, checks who may and when, leaves an event and an audit."""

from apps.casework.operations.drafts import abandon, attach, check_age, detach, open_draft, save_draft
from apps.casework.operations.exchanges import answer, cancel, post_message
from apps.casework.operations.filing import Filed, submit
from apps.casework.operations.review import accept, ask_information, assign, refuse, take

__all__ = [
    "Filed",
    "abandon",
    "accept",
    "answer",
    "ask_information",
    "assign",
    "attach",
    "cancel",
    "check_age",
    "detach",
    "open_draft",
    "post_message",
    "refuse",
    "save_draft",
    "submit",
    "take",
]
