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
from .portraits import Portrait
from .quotients import FamilyQuotient

__all__ = [
    "BenefitRecord",
    "Contact",
    "Custody",
    "FamilyQuotient",
    "FormerMember",
    "Household",
    "HouseholdMember",
    "KeyAttempt",
    "MatchCandidate",
    "Person",
    "PersonQuerySet",
    "Portrait",
    "Relationship",
    "Restriction",
    "ServiceKey",
]
