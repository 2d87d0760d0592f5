"""Every write on accounts: one keyword-only function each, which succeeds or raises the refusal to show."""

from .activation import (
    Activated,
    ActivationHandler,
    activate,
    approve,
    on_activation,
    refuse,
    remind_overdue_approvals,
    request_new_link,
)
from .addresses import AddressEntry
from .agents import agent_named, create_agent, disable_account, enable_account, reset_agent, set_roles
from .cgu import accept_cgu
from .created import (
    COLUMNS,
    REQUIRED_COLUMNS,
    ImportLine,
    LineStatus,
    NewAccount,
    create_account,
    give_temporary_password,
    import_accounts,
    send_invitation,
)
from .credentials import (
    change_identifiers,
    choose_password,
    confirm_email_change,
    offer_password_reset,
    request_email_change,
    request_password_reset,
    resend_first_link,
    reset_password,
    send_password_reset,
)
from .drafts import (
    certify_draft,
    discard_draft,
    ensure_captcha,
    finish_sign_up,
    outcome_of,
    remove_draft_photo,
    renew_captcha,
    save_draft_photo,
    save_step,
    start_draft,
)
from .franceconnect import (
    confirm_password,
    link_franceconnect,
    sign_in_with_franceconnect,
    unlink_franceconnect,
)
from .profile import remove_photo, set_photo, update_profile
from .second_factor import (
    begin_setup,
    confirm_setup,
    remove_second_factor,
    renew_recovery_codes,
    reset_second_factor,
)
from .second_step import give_code, give_recovery_code, note_trusted_browser
from .sessions import disconnect, disconnect_everywhere
from .sign_in import sign_in
from .sign_up import SignUpEntry, SignUpOutcome, sign_up
from .tending import tidy
from .throttling import may_search_address, may_write
from .tokens import consume_token, issue_token

__all__ = [
    "COLUMNS",
    "REQUIRED_COLUMNS",
    "Activated",
    "ActivationHandler",
    "AddressEntry",
    "ImportLine",
    "LineStatus",
    "NewAccount",
    "SignUpEntry",
    "SignUpOutcome",
    "accept_cgu",
    "activate",
    "agent_named",
    "approve",
    "begin_setup",
    "certify_draft",
    "change_identifiers",
    "choose_password",
    "confirm_email_change",
    "confirm_password",
    "confirm_setup",
    "consume_token",
    "create_account",
    "create_agent",
    "disable_account",
    "discard_draft",
    "disconnect",
    "disconnect_everywhere",
    "enable_account",
    "ensure_captcha",
    "finish_sign_up",
    "give_code",
    "give_recovery_code",
    "give_temporary_password",
    "import_accounts",
    "issue_token",
    "link_franceconnect",
    "may_search_address",
    "may_write",
    "note_trusted_browser",
    "offer_password_reset",
    "on_activation",
    "outcome_of",
    "refuse",
    "remind_overdue_approvals",
    "remove_draft_photo",
    "remove_photo",
    "remove_second_factor",
    "renew_captcha",
    "renew_recovery_codes",
    "request_email_change",
    "request_new_link",
    "request_password_reset",
    "resend_first_link",
    "reset_agent",
    "reset_password",
    "reset_second_factor",
    "save_draft_photo",
    "save_step",
    "send_invitation",
    "send_password_reset",
    "set_photo",
    "set_roles",
    "sign_in",
    "sign_in_with_franceconnect",
    "sign_up",
    "start_draft",
    "tidy",
    "unlink_franceconnect",
    "update_profile",
]
