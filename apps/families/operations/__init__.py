"""Writes on families: every function is atomic, takes the clock and leaves an audit event."""

from apps.families.operations.following import follow_account
from apps.families.operations.households import (
    KnownFamily,
    add_members,
    change_address,
    create_household,
    move_apart,
    register_known_family,
)
from apps.families.operations.keys import (
    IssuedKey,
    integrate_key,
    issue_key,
    mail_key,
    redeem_at_activation,
    redeem_key,
    revoke_key,
)
from apps.families.operations.matches import confirm_match, reject_match

__all__ = [
    "IssuedKey",
    "KnownFamily",
    "add_members",
    "change_address",
    "confirm_match",
    "create_household",
    "follow_account",
    "integrate_key",
    "issue_key",
    "mail_key",
    "move_apart",
    "redeem_at_activation",
    "redeem_key",
    "register_known_family",
    "reject_match",
    "revoke_key",
]
