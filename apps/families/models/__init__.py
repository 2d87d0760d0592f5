from .custody import Custody, Restriction
from .keys import KeyAttempt, MatchCandidate, ServiceKey
from .people import (
    BenefitRecord,
    Contact,
    FormerMember,
    Household,
    HouseholdMember,
    Person,
    PersonQuerySet,
    Relationship,
)

__all__ = [
    "BenefitRecord",
    "Contact",
    "Custody",
    "FormerMember",
    "Household",
    "HouseholdMember",
    "KeyAttempt",
    "MatchCandidate",
    "Person",
    "PersonQuerySet",
    "Relationship",
    "Restriction",
    "ServiceKey",
]
