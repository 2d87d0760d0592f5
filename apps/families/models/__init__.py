from .barred import BarredPerson
from .certification import Certification
from .custody import Custody, Restriction
from .keys import KeyAttempt, MatchCandidate, ServiceKey
from .payers import Payer, PayerShare
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
    "BarredPerson",
    "BenefitRecord",
    "Certification",
    "Contact",
    "Custody",
    "FamilyQuotient",
    "FormerMember",
    "Household",
    "HouseholdMember",
    "KeyAttempt",
    "MatchCandidate",
    "Payer",
    "PayerShare",
    "Person",
    "PersonQuerySet",
    "Portrait",
    "Relationship",
    "Restriction",
    "ServiceKey",
]
