"""Writes on families: every function is atomic, takes the clock and leaves an audit event."""

from apps.families.operations.authority import check_authority
from apps.families.operations.barred import bar_person, end_barring, read_barring
from apps.families.operations.births import remind_births
from apps.families.operations.certification import certify, remind_certifications
from apps.families.operations.changes import change_person, correct_person
from apps.families.operations.contacts import add_contact, change_contact, remove_contact
from apps.families.operations.custody import (
    agree_exception,
    change_custody,
    drop_exception,
    read_custody_judgment,
    record_custody,
    remove_custody,
)
from apps.families.operations.following import follow_account
from apps.families.operations.households import (
    KnownFamily,
    add_adult,
    add_members,
    change_address,
    change_benefit,
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
from apps.families.operations.members import correct_tie, end_membership, on_departure
from apps.families.operations.payers import NewPayer, add_payer, change_payer, end_payer
from apps.families.operations.portraits import pass_portrait, remove_portrait, set_portrait
from apps.families.operations.proofs import ask_proof, confirm_tie, prove_ties
from apps.families.operations.quotients import (
    ask_quotient,
    forget_quotients,
    keep_quotient,
    read_quotients,
    record_attestation,
)
from apps.families.operations.restrictions import (
    end_restriction,
    read_judgment,
    record_restriction,
    remove_restriction,
)

__all__ = [
    "IssuedKey",
    "KnownFamily",
    "NewPayer",
    "add_adult",
    "add_contact",
    "add_members",
    "add_payer",
    "agree_exception",
    "ask_proof",
    "ask_quotient",
    "bar_person",
    "certify",
    "change_address",
    "change_benefit",
    "change_contact",
    "change_custody",
    "change_payer",
    "change_person",
    "check_authority",
    "confirm_match",
    "confirm_tie",
    "correct_person",
    "correct_tie",
    "create_household",
    "drop_exception",
    "end_barring",
    "end_membership",
    "end_payer",
    "end_restriction",
    "follow_account",
    "forget_quotients",
    "integrate_key",
    "issue_key",
    "keep_quotient",
    "mail_key",
    "move_apart",
    "on_departure",
    "pass_portrait",
    "prove_ties",
    "read_barring",
    "read_custody_judgment",
    "read_judgment",
    "read_quotients",
    "record_attestation",
    "record_custody",
    "record_restriction",
    "redeem_at_activation",
    "redeem_key",
    "register_known_family",
    "reject_match",
    "remind_births",
    "remind_certifications",
    "remove_contact",
    "remove_custody",
    "remove_portrait",
    "remove_restriction",
    "revoke_key",
    "set_portrait",
]
