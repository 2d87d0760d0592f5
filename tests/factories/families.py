from datetime import date, timedelta

import factory
from factory.django import DjangoModelFactory

from apps.accounts.enums import AccountKind
from apps.accounts.secrets import digest
from apps.documents.storage import default_storage
from apps.families.enums import (
    ContactLink,
    HouseholdOrigin,
    MemberRole,
    PayerKind,
    Quality,
    QuotientBody,
    QuotientOrigin,
    RestrictionKind,
)
from apps.families.models import (
    BarredPerson,
    BenefitRecord,
    Certification,
    Contact,
    Custody,
    FamilyQuotient,
    FormerMember,
    Household,
    HouseholdMember,
    KeyAttempt,
    MatchCandidate,
    Payer,
    PayerShare,
    Person,
    Portrait,
    Relationship,
    Restriction,
    ServiceKey,
)
from core.custody import Arrangement, IsoParity, Party, to_json
from tests.instants import MONDAY_MORNING

from .accounts import AddressFactory, UserFactory


class PersonFactory(DjangoModelFactory):
    """An adult; `PersonFactory(child=True)` for a child of school age, `expected=True` for one to be born."""

    class Meta:
        model = Person

    class Params:
        child = factory.Trait(first_names="Léo", birth_date=date(2019, 5, 4), mobile="")
        expected = factory.Trait(
            usual_name="", first_names="", birth_date=None, mobile="", expected_on=date(2026, 6, 30)
        )

    usual_name = "Durand"
    first_names = "Claire"
    birth_date = date(1988, 7, 21)
    mobile = "06 39 98 12 34"
    created_at = MONDAY_MORNING
    updated_at = MONDAY_MORNING


class HouseholdFactory(DjangoModelFactory):
    """A household without members; add them with `HouseholdMemberFactory(household=…)`."""

    class Meta:
        model = Household

    origin = HouseholdOrigin.DECLARED
    address = factory.SubFactory(AddressFactory)
    created_at = MONDAY_MORNING
    updated_at = MONDAY_MORNING


class HouseholdMemberFactory(DjangoModelFactory):
    class Meta:
        model = HouseholdMember

    household = factory.SubFactory(HouseholdFactory)
    person = factory.SubFactory(PersonFactory)
    role = MemberRole.HOLDER
    joined_at = MONDAY_MORNING


class FormerMemberFactory(DjangoModelFactory):
    class Meta:
        model = FormerMember

    household = factory.SubFactory(HouseholdFactory)
    person = factory.SubFactory(PersonFactory)
    role = MemberRole.CO_REPRESENTATIVE
    joined_at = MONDAY_MORNING
    left_on = MONDAY_MORNING.date()
    ended_at = MONDAY_MORNING


class RelationshipFactory(DjangoModelFactory):
    class Meta:
        model = Relationship

    adult = factory.SubFactory(PersonFactory)
    child = factory.SubFactory(PersonFactory, child=True)
    quality = Quality.MOTHER
    parental_authority = True


class ContactFactory(DjangoModelFactory):
    class Meta:
        model = Contact

    household = factory.SubFactory(HouseholdFactory)
    usual_name = "Petit"
    first_names = "Jeanne"
    phone = "06 39 98 56 78"
    link = ContactLink.GRANDMOTHER


class PortraitFactory(DjangoModelFactory):
    """A photo without its bytes; `PortraitFactory(person=None, contact=…)` for that of a contact."""

    class Meta:
        model = Portrait

    person = factory.SubFactory(PersonFactory)
    key = factory.LazyFunction(lambda: default_storage().new_key())
    added_at = MONDAY_MORNING


class BenefitRecordFactory(DjangoModelFactory):
    class Meta:
        model = BenefitRecord

    household = factory.SubFactory(HouseholdFactory)
    scheme = "general"
    body = "caf"
    number = "1234567"
    dependent_children = 1


class CertificationFactory(DjangoModelFactory):
    class Meta:
        model = Certification

    household = factory.SubFactory(HouseholdFactory)
    certified_by = factory.SubFactory(UserFactory)
    certified_at = MONDAY_MORNING
    version = factory.LazyAttribute(lambda row: digest(str(row.content)))
    content = factory.LazyFunction(lambda: [{"title": "L’adresse du foyer", "rows": [["Adresse", "12 rue des Lilas"]]}])


class FamilyQuotientFactory(DjangoModelFactory):
    """What an agent copied from an attestation; `asked=True` for what the family asked and confirmed."""

    class Meta:
        model = FamilyQuotient

    class Params:
        asked = factory.Trait(
            origin=QuotientOrigin.IDENTITY, consent="J’accepte.", consented_at=MONDAY_MORNING - timedelta(minutes=1)
        )

    household = factory.SubFactory(HouseholdFactory)
    value = "612"
    source = QuotientBody.CNAF
    month = date(2026, 3, 1)
    origin = QuotientOrigin.ATTESTATION
    recorded_at = MONDAY_MORNING
    recorded_by = factory.SubFactory(UserFactory)


class ServiceKeyFactory(DjangoModelFactory):
    """A key that waits; nobody knows its text: `families.operations.issue_key` makes one that can be typed."""

    class Meta:
        model = ServiceKey

    household = factory.SubFactory(HouseholdFactory)
    person = factory.SubFactory(PersonFactory)
    digest = factory.Sequence(lambda n: digest(f"key {n}"))
    hint = "7K3M"
    created_at = MONDAY_MORNING
    expires_at = MONDAY_MORNING + timedelta(days=90)


class KeyAttemptFactory(DjangoModelFactory):
    class Meta:
        model = KeyAttempt

    user = factory.SubFactory(UserFactory)
    at = MONDAY_MORNING


class MatchCandidateFactory(DjangoModelFactory):
    """Two rows of one child, to be told apart by an agent; `decided=True` with a `status` for an answer."""

    class Meta:
        model = MatchCandidate

    class Params:
        decided = factory.Trait(
            decided_at=MONDAY_MORNING, decided_by=factory.SubFactory(UserFactory, kind=AccountKind.AGENT)
        )

    person_a = factory.SubFactory(PersonFactory, child=True)
    person_b = factory.SubFactory(PersonFactory, child=True)
    found_at = MONDAY_MORNING


class PayerFactory(DjangoModelFactory):
    class Meta:
        model = Payer

    kind = PayerKind.PERSON
    name = "Jean Dupré"
    created_at = MONDAY_MORNING


class PayerShareFactory(DjangoModelFactory):
    """Half of all that is charged to a household, without an end."""

    class Meta:
        model = PayerShare

    payer = factory.SubFactory(PayerFactory)
    household = factory.SubFactory(HouseholdFactory)
    percent = 50
    starts_on = date(2025, 9, 1)
    recorded_at = MONDAY_MORNING


class CustodyFactory(DjangoModelFactory):
    """Even weeks at the first household, odd weeks at the second."""

    class Meta:
        model = Custody

    child = factory.SubFactory(PersonFactory, child=True)
    first_household = factory.SubFactory(HouseholdFactory)
    second_household = factory.SubFactory(HouseholdFactory)
    starts_on = date(2025, 9, 1)
    arrangement = factory.LazyFunction(lambda: to_json(Arrangement(rhythm=IsoParity(even=Party.A))))
    judgment = "JAF Bordeaux, 12/12/2025, RG 25/01234"
    recorded_at = MONDAY_MORNING


class BarredPersonFactory(DjangoModelFactory):
    """Somebody who must not come, without an end; `ended=True` once an agent has put one."""

    class Meta:
        model = BarredPerson

    class Params:
        ended = factory.Trait(
            ends_on=date(2026, 2, 1),
            ended_at=MONDAY_MORNING,
            ended_by=factory.SubFactory(UserFactory, kind=AccountKind.AGENT),
            end_reason="La mère ne le craint plus.",
        )

    child = factory.SubFactory(PersonFactory, child=True)
    name = "Bruno Le Gall"
    link = "ancien compagnon de la mère"
    reason = "A menacé la mère devant l’école."
    starts_on = date(2026, 1, 1)
    recorded_at = MONDAY_MORNING
    recorded_by = factory.SubFactory(UserFactory, kind=AccountKind.AGENT)


class RestrictionFactory(DjangoModelFactory):
    class Meta:
        model = Restriction

    child = factory.SubFactory(PersonFactory, child=True)
    adult = factory.SubFactory(PersonFactory)
    kind = RestrictionKind.NO_COLLECTION
    starts_on = date(2026, 1, 1)
    reference = "TJ Bordeaux, 12/12/2025, RG 25/01234"
    judgment = "Le père ne peut pas chercher l’enfant."
    recorded_at = MONDAY_MORNING
