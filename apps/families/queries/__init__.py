"""Reads on families: what a household sees of itself, what agents see of several."""

from .children import (
    children_of,
    co_guardians,
    custody_on,
    households_of_child,
    informed_guardians,
    may_be_told,
    represents,
    restrictions_on,
)
from .households import (
    FamilyCard,
    MemberLine,
    Tie,
    card_of,
    family_card,
    held_household,
    holds_household,
    household_of,
    waits_for_key,
)
from .keys import keys_blocked_until, keys_of
from .matches import (
    KnownAdult,
    ProbableMatch,
    declared_match_keys,
    known_adults,
    matches_of,
    pending_matches,
    probable_matches,
    same_children,
)
from .search import search

__all__ = [
    "FamilyCard",
    "KnownAdult",
    "MemberLine",
    "ProbableMatch",
    "Tie",
    "card_of",
    "children_of",
    "co_guardians",
    "custody_on",
    "declared_match_keys",
    "family_card",
    "held_household",
    "holds_household",
    "household_of",
    "households_of_child",
    "informed_guardians",
    "keys_blocked_until",
    "keys_of",
    "known_adults",
    "matches_of",
    "may_be_told",
    "pending_matches",
    "probable_matches",
    "represents",
    "restrictions_on",
    "same_children",
    "search",
    "waits_for_key",
]
